package style

import "strings"

// defineFlex are the properties of flexible boxes (CSS Flexbox 1, Box Alignment 3).
func defineFlex() {
	define(pFlexDirection, "flex-direction", property{false, func(v *values) setter {
		t, ok := v.accept("row", "row-reverse", "column", "column-reverse")
		if !ok {
			return nil
		}
		return func(c *computing) { c.Column, c.Reverse = t[0] == 'c', strings.HasSuffix(t, "reverse") }
	}, func(to, from *Computed) { to.Column, to.Reverse = from.Column, from.Reverse }})
	define(pFlexWrap, "flex-wrap", word(false, func(c *Computed) *bool { return &c.Wrap }, map[string]bool{"nowrap": false, "wrap": true, "wrap-reverse": true}))
	for p, name := range map[prop]string{pJustifyContent: "justify-content", pAlignItems: "align-items", pAlignSelf: "align-self"} {
		made := word(false, map[prop]func(c *Computed) *string{
			pJustifyContent: func(c *Computed) *string { return &c.JustifyC },
			pAlignItems:     func(c *Computed) *string { return &c.AlignI },
			pAlignSelf:      func(c *Computed) *string { return &c.AlignS },
		}[p], boxAligns)
		read := made.read
		made.read = func(v *values) setter {
			v.accept("safe", "unsafe", "first", "last")
			return read(v)
		}
		define(p, name, made)
	}
	define(pFlexGrow, "flex-grow", factor(largest, false, func(c *Computed) *float64 { return &c.Grow }))
	define(pFlexShrink, "flex-shrink", factor(largest, false, func(c *Computed) *float64 { return &c.Shrink }))
	define(pFlexBasis, "flex-basis", size(percents|autos|fits, func(c *Computed) *Length { return &c.Basis }))
	basis := properties[pFlexBasis].read
	properties[pFlexBasis].read = func(v *values) setter {
		if _, ok := v.accept("content"); ok {
			return func(c *computing) { c.Basis = Length{} }
		}
		return basis(v)
	}
	for i, name := range []string{"row-gap", "column-gap"} {
		define(pRowGap+prop(i), name, property{false, func(v *values) setter {
			if _, ok := v.accept("normal"); ok {
				return func(c *computing) { c.Gap[i] = 0 }
			}
			m, ok := v.measure(percents)
			if !ok {
				return nil
			}
			return func(c *computing) { c.Gap[i] = max(0, m.pixels(c, c.Font.Size)) }
		}, func(to, from *Computed) { to.Gap[i] = from.Gap[i] }})
	}
	define(pOrder, "order", property{false, func(v *values) setter {
		f, ok := v.number()
		if !ok || f != float64(int(f)) {
			return nil
		}
		return func(c *computing) { c.Order = int(f) }
	}, func(to, from *Computed) { to.Order = from.Order }})
}
