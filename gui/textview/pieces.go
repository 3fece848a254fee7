package textview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/rivo/uniseg"

	"popmail/gui/kit/bidi"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
	"popmail/storage/query"
)

// sub is a part of a line as it stands on the screen: one style, one direction.
type sub struct {
	start, end int // in the paragraph
	text       string
	x, w       float32
	rtl        bool
	bold       bool
	marked     bool
	color      fyne.ThemeColorName
	link       string
}

// longPara is the length up to which found words are looked for in the whole
// paragraph, so that phrases are seen across line ends.
const longPara = 8 << 10

// subs lays out line i. The result is kept while the line is in sight.
func (v *View) subs(i int) []sub {
	if s, ok := v.drawn[i]; ok {
		return s
	}
	s := v.cut(i)
	if v.drawn == nil {
		v.drawn = make(map[int][]sub)
	}
	v.drawn[i] = s
	return s
}

func (v *View) meter(bold bool) *meter {
	if bold || v.Bold {
		return v.bold
	}
	return v.regular
}

func (v *View) cut(i int) []sub {
	l := v.lines[i]
	p := &v.paras[l.para]
	x := v.indent(p.quote)
	if l.toggle >= 0 {
		text := v.toggleText(int(l.toggle))
		return []sub{{text: text, x: x, w: v.regular.text(text), color: fynetheme.ColorNameHyperlink}}
	}
	start, end := int(l.start), int(l.end)
	text := strings.TrimRight(p.text[start:end], " ")
	if text == "" {
		return nil
	}
	base := v.Color
	if base == "" {
		base = fynetheme.ColorNameForeground
	}
	if p.muted {
		base = theme.ColorMuted
	}
	marks := v.marks(p, start, start+len(text))
	rtl := !p.ascii && !v.LeftToRight && bidi.RightToLeft(p.text)
	var out []sub
	for _, pc := range visual(text, rtl) {
		var parts []sub
		for at := start + pc.Start; at < start+pc.End; {
			s := sub{start: at, end: start + pc.End, rtl: pc.RTL, color: base}
			for _, sp := range p.spans {
				if sp.end <= at {
					continue
				}
				if sp.start > at {
					s.end = min(s.end, sp.start)
				} else {
					s.end = min(s.end, sp.end)
					s.bold, s.link = sp.bold, sp.link
					if sp.color != "" {
						s.color = sp.color
					} else if sp.link != "" {
						s.color = fynetheme.ColorNameHyperlink
					}
				}
				break
			}
			for _, m := range marks {
				if m.End <= at {
					continue
				}
				if m.Start > at {
					s.end = min(s.end, m.Start)
				} else {
					s.end = min(s.end, m.End)
					s.marked = true
				}
				break
			}
			s.text = shown(p.text[s.start:s.end], s.rtl)
			parts = append(parts, s)
			at = s.end
		}
		if pc.RTL {
			for k := len(parts) - 1; k >= 0; k-- {
				out = append(out, parts[k])
			}
		} else {
			out = append(out, parts...)
		}
	}
	for k := range out {
		out[k].x = x
		out[k].w = v.meter(out[k].bold).text(out[k].text)
		x += out[k].w
	}
	if rtl && x < v.width {
		for k := range out {
			out[k].x += v.width - x
		}
	}
	return out
}

// marks are the found words between start and end, in the paragraph.
func (v *View) marks(p *para, start, end int) []query.Span {
	if len(v.terms) == 0 {
		return nil
	}
	if len(p.text) <= longPara {
		return query.Marks(p.text, v.terms)
	}
	m := query.Marks(p.text[start:end], v.terms)
	for i := range m {
		m[i].Start += start
		m[i].End += start
	}
	return m
}

func (v *View) toggleText(b int) string {
	bl := v.blocks[b]
	if bl.open {
		return lang.L("Show less of the quoted text")
	}
	n := bl.last - bl.first + 1
	return "… " + lang.N("Show {{.Count}} more quoted lines", n, map[string]any{"Count": words.Count(n)})
}

// offsetX is where offset stands in s.
func (v *View) offsetX(s *sub, p *para, offset int) float32 {
	w := float32(0)
	switch {
	case offset <= s.start:
	case offset >= s.end:
		w = s.w
	default:
		w = v.meter(s.bold).text(p.text[s.start:offset])
	}
	if s.rtl {
		return s.x + s.w - w
	}
	return s.x + w
}

// lineAt is the line at y, the nearest if there is none.
func (v *View) lineAt(y float32) int {
	return min(max(int(y/v.lineHeight()), 0), len(v.lines)-1)
}

// subAt is what is drawn at a point; nil if there is nothing.
func (v *View) subAt(at fyne.Position) (*sub, line) {
	if len(v.lines) == 0 || at.Y < 0 || at.Y >= float32(len(v.lines))*v.lineHeight() {
		return nil, line{}
	}
	i := v.lineAt(at.Y)
	subs := v.subs(i)
	for k := range subs {
		if s := &subs[k]; at.X >= s.x && at.X < s.x+s.w {
			return s, v.lines[i]
		}
	}
	return nil, line{}
}

// positionAt is the place in the text that is nearest to a point.
func (v *View) positionAt(at fyne.Position) position {
	if len(v.lines) == 0 {
		return position{}
	}
	i := v.lineAt(at.Y)
	l := v.lines[i]
	if l.toggle >= 0 {
		if bl := v.blocks[l.toggle]; bl.open {
			return position{bl.last, len(v.paras[bl.last].text)}
		}
		return position{v.blocks[l.toggle].first, 0}
	}
	p := &v.paras[l.para]
	subs := v.subs(i)
	if len(subs) == 0 {
		return position{int(l.para), int(l.start)}
	}
	near := &subs[0]
	for k := range subs {
		if at.X >= subs[k].x {
			near = &subs[k]
		}
	}
	offset := near.start
	if at.X >= near.x+near.w != near.rtl && (at.X >= near.x+near.w || at.X < near.x) {
		offset = near.end
	} else if at.X >= near.x && at.X < near.x+near.w {
		offset = v.nearest(near, p, at.X)
	}
	return position{int(l.para), offset}
}

// nearest is the character boundary in s nearest to x.
func (v *View) nearest(s *sub, p *para, x float32) int {
	ends := []int{s.start}
	rest, state := p.text[s.start:s.end], -1
	for at := s.start; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		at += len(cluster)
		ends = append(ends, at)
	}
	lo, hi := 0, len(ends)-1
	for lo < hi {
		mid := (lo + hi) / 2
		a, b := v.offsetX(s, p, ends[mid]), v.offsetX(s, p, ends[mid+1])
		if middle := (a + b) / 2; (x > middle) != s.rtl {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return ends[lo]
}
