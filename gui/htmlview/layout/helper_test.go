package layout

import (
	"context"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"popmail/gui/htmlview/style"
)

// squares measures text like the font Ahem: each letter is a square of the font's size,
// four fifths of it above the baseline.
type squares struct{}

func (squares) Width(f style.Font, text string) float64 {
	return f.Size * float64(utf8.RuneCountInString(text))
}

func (squares) Metrics(f style.Font) (ascent, descent, gap float64) {
	return 0.8 * f.Size, 0.2 * f.Size, 0
}

func pixels(v float64) style.Length  { return style.Length{Kind: style.Px, V: v} }
func percent(v float64) style.Length { return style.Length{Kind: style.Percent, V: v} }

// text is a text node.
func text(s string) *style.Node { return &style.Node{Text: s} }

// el is an element; display says what kind, set gives it its style.
func el(tag string, display style.Display, set func(*style.Computed), kids ...*style.Node) *style.Node {
	st := &style.Computed{Display: display, Opacity: 1, Shrink: 1}
	for i := range st.Margin {
		st.Margin[i].Kind = style.Px
	}
	n := &style.Node{Tag: tag, Style: st, Children: kids}
	n.Attrs = map[string]string{}
	if set != nil {
		set(st)
	}
	return n
}

// with sets attributes of a node, given in pairs.
func with(n *style.Node, attrs ...string) *style.Node {
	for i := 0; i < len(attrs); i += 2 {
		n.Attrs[attrs[i]] = attrs[i+1]
	}
	return n
}

func block(set func(*style.Computed), kids ...*style.Node) *style.Node {
	return el("div", style.Block, set, kids...)
}

func span1(set func(*style.Computed), kids ...*style.Node) *style.Node {
	return el("span", style.Inline, set, kids...)
}

// page makes a page of the nodes in a body without margin; letters are 10 px.
func page(quirks bool, kids ...*style.Node) *style.Page {
	body := el("body", style.Block, nil, kids...)
	root := el("html", style.Block, func(st *style.Computed) {
		st.Font = style.Font{Size: 10}
		st.Color = color.NRGBA{A: 255}
		st.LineHeight = 20
	}, body)
	hand(root)
	return &style.Page{Root: root, Body: body, Quirks: quirks}
}

// hand hands inherited styles down where a node has none of its own.
func hand(n *style.Node) {
	for _, k := range n.Children {
		k.Parent = n
		if k.Tag == "" {
			st := *n.Style
			k.Style = newEngine(context.Background(), nil, nil, nil).inherit(&st)
			continue
		}
		if k.Style.Font.Size == 0 {
			k.Style.Font = n.Style.Font
		}
		if k.Style.LineHeight == 0 {
			k.Style.LineHeight = n.Style.LineHeight
		}
		if k.Style.Align == style.Start && k.Style.Display != style.Table {
			k.Style.Align = n.Style.Align
		}
		if k.Style.White == style.Normal {
			k.Style.White = n.Style.White
		}
		k.Style.RTL = k.Style.RTL || n.Style.RTL
		k.Style.BreakWords = k.Style.BreakWords || n.Style.BreakWords
		hand(k)
	}
}

func lay(t testing.TB, p *style.Page, width float64) *Page {
	t.Helper()
	return Lay(context.Background(), p, width, squares{}, nil)
}

// words are the places of the texts of a page: "text x,y" in the order of the document.
func words(p *Page) string {
	var out []string
	var texts []*Text
	for _, it := range p.Items {
		if x, ok := it.(*Text); ok {
			texts = append(texts, x)
		}
	}
	slices.SortStableFunc(texts, func(a, b *Text) int { return a.Start - b.Start })
	for _, x := range texts {
		out = append(out, fmt.Sprintf("%s %g,%g", strings.TrimSpace(x.Text), x.X, x.Y))
	}
	return strings.Join(out, "; ")
}

// boxes are the places of the boxes of a page: "tag x,y wxh".
func boxes(p *Page) string {
	var out []string
	for _, it := range p.Items {
		if x, ok := it.(*Box); ok {
			tag := ""
			if x.Node != nil {
				tag = x.Node.Tag
			}
			out = append(out, fmt.Sprintf("%s %g,%g %gx%g", tag, x.X, x.Y, x.W, x.H))
		}
	}
	return strings.Join(out, "; ")
}

func red(st *style.Computed) { st.Background.Color = color.NRGBA{R: 255, A: 255} }

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}
