package style

import (
	"github.com/tdewolff/parse/v2/css"
)

// A shorthand sets several longhands at once. read gives a setter for each of them, nil
// for one that gets its initial value, and nothing at all for what is no value.
type shorthand struct {
	longs []prop
	read  func(*values) []setter
}

func span(first prop, n int) []prop {
	all := make([]prop, n)
	for i := range all {
		all[i] = first + prop(i)
	}
	return all
}

var shorthands map[string]shorthand

func init() {
	sides := func(first prop) shorthand {
		return shorthand{span(first, 4), func(v *values) []setter { return v.sides(first) }}
	}
	edges := func(which ...int) shorthand {
		var longs []prop
		for _, i := range which {
			longs = append(longs, pBorderTopWidth+prop(i), pBorderTopStyle+prop(i), pBorderTopColor+prop(i))
		}
		return shorthand{longs, func(v *values) []setter { return v.edges(which) }}
	}
	pair := func(a, b prop) shorthand {
		return shorthand{[]prop{a, b}, func(v *values) []setter {
			first := properties[a].read(v)
			at := v.i
			v2 := *v
			var second setter
			if !v.done() {
				second = properties[b].read(v)
			} else {
				v2.i = 0
				second = properties[b].read(&v2)
				v.i = at
			}
			if first == nil || second == nil {
				return nil
			}
			return []setter{first, second}
		}}
	}
	shorthands = map[string]shorthand{
		"margin": sides(pMarginTop), "padding": sides(pPaddingTop), "inset": sides(pTop),
		"border-width": sides(pBorderTopWidth), "border-style": sides(pBorderTopStyle), "border-color": sides(pBorderTopColor),
		"border": edges(0, 1, 2, 3), "border-top": edges(Top), "border-right": edges(Right), "border-bottom": edges(Bottom), "border-left": edges(Left),
		"border-block-start": edges(Top), "border-block-end": edges(Bottom), "border-inline-start": edges(Left), "border-inline-end": edges(Right),
		"margin-block": pair(pMarginTop, pMarginBottom), "margin-inline": pair(pMarginLeft, pMarginRight),
		"padding-block": pair(pPaddingTop, pPaddingBottom), "padding-inline": pair(pPaddingLeft, pPaddingRight),
		"gap": pair(pRowGap, pColumnGap), "grid-gap": pair(pRowGap, pColumnGap),
		"place-items": pair(pAlignItems, pJustifyItems), "place-self": pair(pAlignSelf, pJustifySelf),
		"border-radius": {span(pRadiusTopLeft, 4), (*values).corners},
		"font":          {[]prop{pFontStyle, pFontWeight, pFontSize, pLineHeight, pFontFamily, pVariantCaps}, fontShorthand},
		"background":    {[]prop{pBackgroundColor, pBackgroundImage, pBackgroundRepeat, pBackgroundPosition, pBackgroundSize}, backgroundShorthand},
		"list-style":    {[]prop{pListStyleType, pListStylePosition}, (*values).listStyle},
		"flex":          {[]prop{pFlexGrow, pFlexShrink, pFlexBasis}, (*values).flex},
		"flex-flow": {[]prop{pFlexDirection, pFlexWrap}, func(v *values) []setter {
			return v.any([]func(*values) setter{properties[pFlexDirection].read, properties[pFlexWrap].read})
		}},
		"text-decoration": {[]prop{pDecorationLine, pDecorationColor}, (*values).textDecoration},
		"overflow": {[]prop{pOverflow}, func(v *values) []setter {
			set := properties[pOverflow].read(v)
			if !v.done() {
				properties[pOverflow].read(v)
			}
			if set == nil {
				return nil
			}
			return []setter{set}
		}},
	}
	for alias, name := range map[string]string{"-webkit-border-radius": "border-radius", "-webkit-flex": "flex", "-webkit-text-decoration": "text-decoration", "-webkit-flex-flow": "flex-flow"} {
		shorthands[alias] = shorthands[name]
	}
	// What the browser's sheet indents lies on the side where lines begin.
	for name, first := range map[string]prop{"-internal-margin-start": pMarginTop, "-internal-padding-start": pPaddingTop} {
		left, right := first+Left, first+Right
		shorthands[name] = shorthand{[]prop{left, right}, func(v *values) []setter {
			at := v.i
			l := properties[left].read(v)
			v.i = at
			r := properties[right].read(v)
			if l == nil || r == nil {
				return nil
			}
			return []setter{
				func(c *computing) {
					if !c.RTL {
						l(c)
					}
				},
				func(c *computing) {
					if c.RTL {
						r(c)
					}
				},
			}
		}}
	}
	all := shorthand{}
	for p := range propCount {
		if p != pDirection && p != pUnicodeBidi {
			all.longs = append(all.longs, p)
		}
	}
	all.read = func(*values) []setter { return nil }
	shorthands["all"] = all
}

// sides takes one to four values for top, right, bottom and left.
func (v *values) sides(first prop) []setter {
	starts := []int{}
	for !v.done() && len(starts) < 4 {
		starts = append(starts, v.i)
		at := v.i
		if properties[first].read(v) == nil || v.i == at {
			return nil
		}
	}
	var from [4]int
	switch len(starts) {
	case 1:
		from = [4]int{0, 0, 0, 0}
	case 2:
		from = [4]int{0, 1, 0, 1}
	case 3:
		from = [4]int{0, 1, 2, 1}
	case 4:
		from = [4]int{0, 1, 2, 3}
	default:
		return nil
	}
	set, end := make([]setter, 4), v.i
	for i := range set {
		v.i = starts[from[i]]
		set[i] = properties[first+prop(i)].read(v)
	}
	v.i = end
	return set
}

// edges takes a width, a style and a color in any order, for these sides.
func (v *values) edges(which []int) []setter {
	var set []setter
	at := v.i
	for _, i := range which {
		v.i = at
		p := prop(i)
		one := v.any([]func(*values) setter{properties[pBorderTopWidth+p].read, properties[pBorderTopStyle+p].read, properties[pBorderTopColor+p].read})
		if one == nil {
			return nil
		}
		set = append(set, one...)
	}
	return set
}

// any takes one value or more for these readers in any order, each at most once.
func (v *values) any(read []func(*values) setter) []setter {
	set := make([]setter, len(read))
	for n := 0; !v.done(); n++ {
		found := false
		for i, r := range read {
			if set[i] != nil {
				continue
			}
			at := v.i
			if s := r(v); s != nil {
				set[i], found = s, true
				break
			}
			v.i = at
		}
		if !found {
			if n == 0 {
				return nil
			}
			return set
		}
	}
	return set
}

// corners takes border-radius; of ellipses the first radius counts.
func (v *values) corners() []setter {
	var m []measure
	for !v.done() && len(m) < 4 {
		one, ok := v.measure(percents | unitless)
		if !ok {
			break
		}
		m = append(m, one)
	}
	if v.slash() {
		for !v.done() {
			if _, ok := v.measure(percents | unitless); !ok {
				return nil
			}
		}
	}
	if len(m) == 0 {
		return nil
	}
	from := [][4]int{{}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}}[len(m)-1]
	set := make([]setter, 4)
	for i := range set {
		set[i] = setLength(m[from[i]], percents, func(c *Computed) *Length { return &c.Radius[i] })
	}
	return set
}

// listStyle takes list-style; none means that there is no mark.
func (v *values) listStyle() []setter {
	set := make([]setter, 2)
	none, n := false, 0
	for ; !v.done(); n++ {
		if _, ok := v.accept("none"); ok {
			none = true
			continue
		}
		at := v.i
		if s := properties[pListStylePosition].read(v); s != nil {
			set[1] = s
			continue
		}
		v.i = at
		if _, ok := v.image(); ok {
			continue
		}
		v.i = at
		s := properties[pListStyleType].read(v)
		if s == nil {
			return nil
		}
		set[0] = s
	}
	if none && set[0] == nil {
		set[0] = func(c *computing) { c.ListType = "none" }
	}
	if n == 0 {
		return nil
	}
	return set
}

// flex takes flex (CSS Flexbox 1, 7.1): one word stands for three values.
func (v *values) flex() []setter {
	grow, shrink, basis := 1.0, 1.0, measure{percent: true}
	switch word, _ := v.accept("none", "auto", "initial"); word {
	case "none":
		grow, shrink, basis = 0, 0, measure{auto: true}
	case "auto":
		basis = measure{auto: true}
	case "initial":
		grow, basis = 0, measure{auto: true}
	default:
		had, numbers, sized := 0, 0, false
		for !v.done() {
			if t := v.peek(); t.kind == css.NumberToken && numbers < 2 && t.num >= 0 {
				v.i++
				if numbers == 0 {
					grow = t.num
				} else {
					shrink = t.num
				}
				numbers++
			} else if m, ok := v.measure(percents | autos | fits); ok && !sized {
				basis, sized = m, true
			} else if _, ok := v.accept("content"); ok && !sized {
				basis, sized = measure{auto: true}, true
			} else {
				return nil
			}
			had++
		}
		if had == 0 {
			return nil
		}
	}
	return []setter{
		func(c *computing) { c.Grow = min(grow, largest) },
		func(c *computing) { c.Shrink = min(shrink, largest) },
		func(c *computing) { c.Basis = basis.length(c) },
	}
}

// textDecoration takes text-decoration: lines, a style, a color, a thickness.
func (v *values) textDecoration() []setter {
	set := make([]setter, 2)
	var all lines
	had := false
	for !v.done() {
		before := v.i
		if _, ok := v.accept("solid", "double", "dotted", "dashed", "wavy", "auto", "from-font"); ok {
		} else if word, ok := v.accept("none", "underline", "overline", "line-through", "blink"); ok {
			all |= map[string]lines{"underline": underline, "overline": overline, "line-through": strike}[word]
			had = true
		} else if k, ok := v.ink(); ok {
			set[1] = func(c *computing) { c.lineInk = k }
		} else if _, ok := v.measure(percents); !ok {
			return nil
		}
		if v.i == before {
			return nil
		}
	}
	if had {
		set[0] = func(c *computing) { c.lines = all }
	}
	return set
}
