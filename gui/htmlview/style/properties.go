package style

import (
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
	pAspectRatio
	pObjectFit
	pBoxSizing
	pOverflow
	pBackgroundColor
	pBackgroundImage
	pBackgroundRepeat
	pBackgroundPosition
	pBackgroundSize
	pBoxShadow
	pLetterSpacing
	pWordSpacing
	pVariantCaps
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
	pGridColumns
	pGridColumn
	pJustifyItems
	pJustifySelf
	pClip
	pClipPath
	pMsoHide
	pTransform
	pContent
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

// factor makes a property of plain numbers from 0 to high; fraction says that a
// percentage is one, too, and that others are cut to the range.
func factor(high float64, fraction bool, field func(*Computed) *float64) property {
	return property{false,
		func(v *values) setter {
			f, ok := v.number()
			if !ok && fraction && v.peek().kind == css.PercentageToken {
				f, ok = v.next().num/100, true
			}
			if !ok || f < 0 && !fraction {
				return nil
			}
			f = max(0, min(high, f))
			return func(c *computing) { *field(c.Computed) = f }
		},
		func(to, from *Computed) { *field(to) = *field(from) }}
}

var displays = map[string]Display{
	"none": None, "inline": Inline, "block": Block, "list-item": ListItem, "inline-block": InlineBlock, "table": Table, "inline-table": InlineTable,
	"table-row-group": TableRowGroup, "table-header-group": TableHeaderGroup, "table-footer-group": TableFooterGroup, "table-row": TableRow,
	"table-cell": TableCell, "table-caption": TableCaption, "table-column": TableColumn, "table-column-group": TableColumnGroup,
	"flex": Flex, "-webkit-flex": Flex, "-webkit-box": Flex, "inline-flex": InlineFlex, "-webkit-inline-flex": InlineFlex, "-webkit-inline-box": InlineFlex,
	"flow-root": Block, "contents": Inline, "grid": Flex, "inline-grid": InlineFlex, "ruby": Inline, "math": Inline,
}

var borderStyles = map[string]string{"none": "none", "hidden": "none", "solid": "solid", "dashed": "dashed", "dotted": "dotted", "double": "double",
	"groove": "groove", "ridge": "ridge", "inset": "inset", "outset": "outset"}

var whites = map[string]WhiteSpace{"normal": Normal, "wrap": Normal, "nowrap": NoWrap, "pre": Pre, "pre-wrap": PreWrap, "pre-line": PreLine, "break-spaces": PreWrap,
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
	defineContent()
	for alias, name := range map[string]string{"word-wrap": "overflow-wrap", "-webkit-box-sizing": "box-sizing", "-moz-box-sizing": "box-sizing",
		"margin-block-start": "margin-top", "margin-block-end": "margin-bottom", "margin-inline-start": "margin-left", "margin-inline-end": "margin-right",
		"padding-block-start": "padding-top", "padding-block-end": "padding-bottom", "padding-inline-start": "padding-left", "padding-inline-end": "padding-right",
		"inline-size": "width", "block-size": "height", "max-inline-size": "max-width", "min-inline-size": "min-width",
		"font-variant-caps": "font-variant", "grid-row-gap": "row-gap", "grid-column-gap": "column-gap", "overflow-x": "overflow", "overflow-y": "overflow", "-webkit-flex-direction": "flex-direction",
		"-webkit-border-radius-top-left": "border-top-left-radius", "-webkit-box-shadow": "box-shadow", "-moz-box-shadow": "box-shadow", "-webkit-justify-content": "justify-content", "-webkit-align-items": "align-items"} {
		if p, ok := longhands[name]; ok {
			longhands[alias] = p
		}
	}
}
