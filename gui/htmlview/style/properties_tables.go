package style

import "github.com/tdewolff/parse/v2/css"

// defineTables are the properties of tables and lists (CSS 2.2, 17; CSS Lists 3).
func defineTables() {
	define(pListStyleType, "list-style-type", property{true, func(v *values) setter {
		t := v.next()
		if t.kind == css.StringToken {
			return func(c *computing) { c.ListType = "none" }
		}
		if t.kind != css.IdentToken {
			return nil
		}
		return func(c *computing) { c.ListType = t.low }
	}, func(to, from *Computed) { to.ListType = from.ListType }})
	define(pListStylePosition, "list-style-position", word(true, func(c *Computed) *bool { return &c.ListInside }, map[string]bool{"inside": true, "outside": false}))
	define(pBorderCollapse, "border-collapse", word(true, func(c *Computed) *bool { return &c.Collapse }, map[string]bool{"collapse": true, "separate": false}))
	define(pBorderSpacing, "border-spacing", property{true, func(v *values) setter {
		x, ok := v.measure(unitless)
		if !ok {
			return nil
		}
		y := x
		if !v.done() {
			if y, ok = v.measure(unitless); !ok {
				return nil
			}
		}
		return func(c *computing) {
			c.Spacing = [2]float64{max(0, x.pixels(c, c.Font.Size)), max(0, y.pixels(c, c.Font.Size))}
		}
	}, func(to, from *Computed) { to.Spacing = from.Spacing }})
	define(pTableLayout, "table-layout", word(false, func(c *Computed) *bool { return &c.FixedTable }, map[string]bool{"auto": false, "fixed": true}))
	define(pCaptionSide, "caption-side", word(true, func(c *Computed) *bool { return &c.CaptionBottom }, map[string]bool{"top": false, "bottom": true}))
}
