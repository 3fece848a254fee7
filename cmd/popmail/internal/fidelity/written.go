package main

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"popmail/gui/htmlview/style"
)

var displayNames = map[style.Display]string{style.Inline: "inline", style.None: "none", style.Block: "block", style.ListItem: "list-item", style.InlineBlock: "inline-block",
	style.Table: "table", style.InlineTable: "inline-table", style.TableRowGroup: "table-row-group", style.TableHeaderGroup: "table-header-group",
	style.TableFooterGroup: "table-footer-group", style.TableRow: "table-row", style.TableCell: "table-cell", style.TableCaption: "table-caption",
	style.TableColumn: "table-column", style.TableColumnGroup: "table-column-group", style.Flex: "flex", style.InlineFlex: "inline-flex"}

var alignNames = map[style.Align]string{style.Start: "start", style.AlignLeft: "left", style.AlignRight: "right", style.AlignCenter: "center",
	style.Justify: "justify", style.End: "end", style.HTMLLeft: "-webkit-left", style.HTMLRight: "-webkit-right", style.HTMLCenter: "-webkit-center"}

// letters is the family that a name means.
func letters(name string) string {
	for family, names := range map[string]string{"serif": serifNames + "," + serif, "mono": monoNames + "," + mono} {
		for one := range strings.SplitSeq(names, ",") {
			if strings.EqualFold(one, name) {
				return family
			}
		}
	}
	return "sans"
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func pixels(v float64) string {
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) + "px"
}

// lengthText is a length as browsers write it; auto is what Auto is called.
func lengthText(l style.Length, auto string) string {
	switch {
	case l.Kind == style.Px:
		return pixels(l.V)
	case l.Kind != style.Percent:
		return auto
	}
	percent := strconv.FormatFloat(l.V, 'f', -1, 64) + "%"
	switch {
	case l.Plus > 0:
		return "calc(" + percent + " + " + pixels(l.Plus) + ")"
	case l.Plus < 0:
		return "calc(" + percent + " - " + pixels(-l.Plus) + ")"
	}
	return percent
}

func colorText(c color.NRGBA) string {
	if c.A == 255 {
		return fmt.Sprintf("rgb(%d, %d, %d)", c.R, c.G, c.B)
	}
	return fmt.Sprintf("rgba(%d, %d, %d, %.3g)", c.R, c.G, c.B, math.Round(float64(c.A)/2.55)/100)
}
