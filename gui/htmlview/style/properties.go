package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// A prop is a property that a page's look depends on. Those that others are relative to
// come first, as winners are computed in this order.
type prop uint8

const (
	pFontFamily prop = iota
	pFontSize
	pFontWeight
	pFontStyle
	pLineHeight
	pColor
	pDirection
	pDisplay
	pFloat
	pClear
	pPosition
	pTop
	pRight
	pBottom
	pLeft
	pMarginTop
	pMarginRight
	pMarginBottom
	pMarginLeft
	pPaddingTop
	pPaddingRight
	pPaddingBottom
	pPaddingLeft
	pBorderTopWidth
	pBorderRightWidth
	pBorderBottomWidth
	pBorderLeftWidth
	pBorderTopStyle
	pBorderRightStyle
	pBorderBottomStyle
	pBorderLeftStyle
	pBorderTopColor
	pBorderRightColor
	pBorderBottomColor
	pBorderLeftColor
	pRadiusTopLeft
	pRadiusTopRight
	pRadiusBottomRight
	pRadiusBottomLeft
	pWidth
	pHeight
	pMinWidth
	pMaxWidth
	pMinHeight
	pMaxHeight
	pBoxSizing
	pOverflow
	pBackgroundColor
	pBackgroundImage
	pBackgroundRepeat
	pBackgroundPosition
	pBackgroundSize
	pLetterSpacing
	pTextIndent
	pTextAlign
	pVerticalAlign
	pWhiteSpace
	pOverflowWrap
	pWordBreak
	pTextTransform
	pDecorationLine
	pDecorationColor
	pUnicodeBidi
	pOpacity
	pVisibility
	pListStyleType
	pListStylePosition
	pBorderCollapse
	pBorderSpacing
	pTableLayout
	pCaptionSide
	pFlexDirection
	pFlexWrap
	pJustifyContent
	pAlignItems
	pAlignSelf
	pFlexGrow
	pFlexShrink
	pFlexBasis
	pRowGap
	pColumnGap
	pOrder
	pMsoHide
	propCount
)

// computing is a style while it is worked out.
type computing struct {
	*Computed
	parent *Computed
	doc    *document
}

// A setter puts a value into a style.
type setter func(*computing)

// A property says how values are read and handed on. read gives nil for what is no value
// of the property; copy hands on an inherited or initial value.
type property struct {
	inherited bool
	read      func(*values) setter
	copy      func(to, from *Computed)
}

// word makes a property of keywords.
func word[T any](inherited bool, field func(*Computed) *T, words map[string]T) property {
	return property{inherited,
		func(v *values) setter {
			t := v.next()
			value, ok := words[t.low]
			if !ok || t.kind != css.IdentToken {
				return nil
			}
			return func(c *computing) { *field(c.Computed) = value }
		},
		func(to, from *Computed) { *field(to) = *field(from) }}
}

// size makes a property of lengths.
func size(takes int, field func(*Computed) *Length) property {
	return property{false,
		func(v *values) setter {
			m, ok := v.measure(takes)
			if !ok {
				return nil
			}
			return setLength(m, takes, field)
		},
		func(to, from *Computed) { *field(to) = *field(from) }}
}

func setLength(m measure, takes int, field func(*Computed) *Length) setter {
	return func(c *computing) {
		l := m.length(c)
		if takes&minus == 0 && l.Kind == Px {
			l.V = max(0, l.V)
		}
		*field(c.Computed) = l
	}
}

// factor makes a property of plain numbers.
func factor(low, high float64, field func(*Computed) *float64) property {
	return property{false,
		func(v *values) setter {
			f, ok := v.number()
			if !ok && v.peek().kind == css.PercentageToken {
				f, ok = v.next().num/100, true
			}
			if !ok || f < low && low == 0 && high != 1 {
				return nil
			}
			f = max(low, min(high, f))
			return func(c *computing) { *field(c.Computed) = f }
		},
		func(to, from *Computed) { *field(to) = *field(from) }}
}

var displays = map[string]Display{
	"none": None, "inline": Inline, "block": Block, "list-item": ListItem, "inline-block": InlineBlock, "table": Table, "inline-table": InlineTable,
	"table-row-group": TableRowGroup, "table-header-group": TableHeaderGroup, "table-footer-group": TableFooterGroup, "table-row": TableRow,
	"table-cell": TableCell, "table-caption": TableCaption, "table-column": TableColumn, "table-column-group": TableColumnGroup,
	"flex": Flex, "-webkit-flex": Flex, "-webkit-box": Flex, "inline-flex": InlineFlex, "-webkit-inline-flex": InlineFlex, "-webkit-inline-box": InlineFlex,
	"flow-root": Block, "contents": Inline, "grid": Block, "inline-grid": InlineBlock, "ruby": Inline, "math": Inline,
}

var borderStyles = map[string]string{"none": "none", "hidden": "none", "solid": "solid", "dashed": "dashed", "dotted": "dotted", "double": "double",
	"groove": "groove", "ridge": "ridge", "inset": "inset", "outset": "outset"}

var whites = map[string]WhiteSpace{"normal": Normal, "nowrap": NoWrap, "pre": Pre, "pre-wrap": PreWrap, "pre-line": PreLine, "break-spaces": PreWrap,
	"-webkit-nowrap": NoWrap}

var aligns = map[string]Align{"start": Start, "end": End, "left": AlignLeft, "right": AlignRight, "center": AlignCenter, "justify": Justify, "justify-all": Justify,
	"-webkit-left": HTMLLeft, "-webkit-right": HTMLRight, "-webkit-center": HTMLCenter}

// boxAligns are the values of justify-content, align-items and align-self.
var boxAligns = map[string]string{"normal": "", "auto": "", "stretch": "stretch", "flex-start": "flex-start", "flex-end": "flex-end", "start": "flex-start", "end": "flex-end",
	"self-start": "flex-start", "self-end": "flex-end", "left": "flex-start", "right": "flex-end", "center": "center", "baseline": "baseline",
	"space-between": "space-between", "space-around": "space-around", "space-evenly": "space-evenly"}

// properties are the longhands, by their place in prop.
var properties [propCount]property

// longhands are their names.
var longhands = map[string]prop{}

func define(p prop, name string, made property) {
	properties[p] = made
	longhands[name] = p
}

var sideNames = [4]string{"top", "right", "bottom", "left"}

func init() {
	defineText()
	defineBoxes()
	defineTables()
	for alias, name := range map[string]string{"word-wrap": "overflow-wrap", "-webkit-box-sizing": "box-sizing", "-moz-box-sizing": "box-sizing",
		"margin-block-start": "margin-top", "margin-block-end": "margin-bottom", "margin-inline-start": "margin-left", "margin-inline-end": "margin-right",
		"padding-block-start": "padding-top", "padding-block-end": "padding-bottom", "padding-inline-start": "padding-left", "padding-inline-end": "padding-right",
		"inline-size": "width", "block-size": "height", "max-inline-size": "max-width", "min-inline-size": "min-width",
		"grid-row-gap": "row-gap", "grid-column-gap": "column-gap", "overflow-x": "overflow", "overflow-y": "overflow", "-webkit-flex-direction": "flex-direction",
		"-webkit-border-radius-top-left": "border-top-left-radius", "-webkit-justify-content": "justify-content", "-webkit-align-items": "align-items"} {
		if p, ok := longhands[name]; ok {
			longhands[alias] = p
		}
	}
}

// defineBoxes are the properties of boxes in the flow (CSS 2.2, 8 to 11; Backgrounds 3).
func defineBoxes() {
	define(pDisplay, "display", word(false, func(c *Computed) *Display { return &c.Display }, displays))
	properties[pDisplay].read = readDisplay
	define(pFloat, "float", word(false, func(c *Computed) *Float { return &c.Float },
		map[string]Float{"none": NoFloat, "left": FloatLeft, "right": FloatRight, "inline-start": FloatLeft, "inline-end": FloatRight}))
	define(pClear, "clear", word(false, func(c *Computed) *Clear { return &c.Clear },
		map[string]Clear{"none": NoClear, "left": ClearLeft, "right": ClearRight, "both": ClearBoth, "inline-start": ClearLeft, "inline-end": ClearRight}))
	define(pPosition, "position", property{false, func(v *values) setter {
		t, ok := v.accept("static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky")
		if !ok {
			return nil
		}
		return func(c *computing) { c.Relative, c.outOfFlow = t == "relative", t == "absolute" || t == "fixed" }
	}, func(to, from *Computed) { to.Relative, to.outOfFlow = from.Relative, from.outOfFlow }})
	for i, side := range sideNames {
		define(pTop+prop(i), side, size(percents|autos|minus|unitless, func(c *Computed) *Length { return &c.Offset[i] }))
		define(pMarginTop+prop(i), "margin-"+side, margin(i))
		define(pPaddingTop+prop(i), "padding-"+side, size(percents|unitless, func(c *Computed) *Length { return &c.Padding[i] }))
		define(pBorderTopWidth+prop(i), "border-"+side+"-width", property{false, func(v *values) setter { return v.borderWidth(i) },
			func(to, from *Computed) { to.Border[i].Width = from.Border[i].Width }})
		define(pBorderTopStyle+prop(i), "border-"+side+"-style", word(false, func(c *Computed) *string { return &c.Border[i].Style }, borderStyles))
		define(pBorderTopColor+prop(i), "border-"+side+"-color", property{false, inkReader(func(c *Computed) *ink { return &c.edgeInk[i] }),
			func(to, from *Computed) { to.edgeInk[i] = from.edgeInk[i] }})
	}
	for i, corner := range []string{"top-left", "top-right", "bottom-right", "bottom-left"} {
		define(pRadiusTopLeft+prop(i), "border-"+corner+"-radius", size(percents|unitless, func(c *Computed) *Length { return &c.Radius[i] }))
		read := properties[pRadiusTopLeft+prop(i)].read
		properties[pRadiusTopLeft+prop(i)].read = func(v *values) setter {
			set := read(v)
			if !v.done() { // the second one, of an ellipse
				v.measure(percents)
			}
			return set
		}
	}
	bounds := percents | autos | fits | unitless
	define(pWidth, "width", size(bounds, func(c *Computed) *Length { return &c.Width }))
	define(pHeight, "height", size(bounds, func(c *Computed) *Length { return &c.Height }))
	define(pMinWidth, "min-width", size(bounds, func(c *Computed) *Length { return &c.MinWidth }))
	define(pMinHeight, "min-height", size(bounds, func(c *Computed) *Length { return &c.MinHeight }))
	bounds = percents | nones | fits | unitless
	define(pMaxWidth, "max-width", size(bounds, func(c *Computed) *Length { return &c.MaxWidth }))
	define(pMaxHeight, "max-height", size(bounds, func(c *Computed) *Length { return &c.MaxHeight }))
	define(pBoxSizing, "box-sizing", word(false, func(c *Computed) *bool { return &c.BorderBox }, map[string]bool{"content-box": false, "border-box": true}))
	define(pOverflow, "overflow", word(false, func(c *Computed) *bool { return &c.Clip },
		map[string]bool{"visible": false, "hidden": true, "scroll": true, "auto": true, "clip": true, "overlay": true}))
	defineBackgrounds()
	define(pOpacity, "opacity", factor(0, 1, func(c *Computed) *float64 { return &c.Opacity }))
	define(pVisibility, "visibility", word(true, func(c *Computed) *bool { return &c.Hidden }, map[string]bool{"visible": false, "hidden": true, "collapse": true}))
	define(pMsoHide, "mso-hide", property{false, func(*values) setter { return nil }, func(to, from *Computed) {}})
	defineFlex()
}

// readDisplay takes a display, in one word or two (CSS Display 3, 2).
func readDisplay(v *values) setter {
	var names []string
	for v.peek().kind == css.IdentToken && len(names) < 3 {
		names = append(names, v.next().low)
	}
	name := strings.Join(names, " ")
	switch name {
	case "block flow", "block flow-root":
		name = "block"
	case "inline flow":
		name = "inline"
	case "inline flow-root":
		name = "inline-block"
	case "block flex":
		name = "flex"
	case "inline flex":
		name = "inline-flex"
	case "block table":
		name = "table"
	}
	d, ok := displays[name]
	if !ok {
		return nil
	}
	return func(c *computing) { c.Display = d }
}

// margin is the margin on a side; those that quirks mode may drop are known again.
func margin(i int) property {
	return property{false, func(v *values) setter {
		m, ok := v.measure(percents | autos | minus | unitless)
		if !ok {
			return nil
		}
		return func(c *computing) {
			c.Margin[i] = m.length(c)
			if i == Top || i == Bottom {
				c.MarginQuirk[i/2] = m.quirky
			}
		}
	}, func(to, from *Computed) {
		to.Margin[i] = from.Margin[i]
		if i == Top || i == Bottom {
			to.MarginQuirk[i/2] = from.MarginQuirk[i/2]
		}
	}}
}

// borderWidth takes the width of the border on a side.
func (v *values) borderWidth(i int) setter {
	if name, ok := v.accept("thin", "medium", "thick"); ok {
		w := map[string]float64{"thin": 1, "medium": 3, "thick": 5}[name]
		return func(c *computing) { c.Border[i].Width = w }
	}
	m, ok := v.measure(unitless)
	if !ok {
		return nil
	}
	return func(c *computing) { c.Border[i].Width = max(0, m.pixels(c, c.Font.Size)) }
}

// inkReader reads a color into a field.
func inkReader(field func(*Computed) *ink) func(*values) setter {
	return func(v *values) setter {
		k, ok := v.ink()
		if !ok {
			return nil
		}
		return func(c *computing) { *field(c.Computed) = k }
	}
}

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
	define(pFlexGrow, "flex-grow", factor(0, largest, func(c *Computed) *float64 { return &c.Grow }))
	define(pFlexShrink, "flex-shrink", factor(0, largest, func(c *Computed) *float64 { return &c.Shrink }))
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
