package text

// CaretX is where the caret before an offset stands in a line, from its left end. At the
// border of two directions it stands where the text before the offset ends, as that is
// where typing went on.
func (f *Fonts) CaretX(text string, l *Line, offset int) float64 {
	if len(l.Runs) == 0 {
		return 0
	}
	first, last := &l.Runs[0], &l.Runs[0]
	for i := range l.Runs {
		r := &l.Runs[i]
		if offset > r.Start && offset <= r.End {
			return r.X + f.runCaret(text, r, offset)
		}
		if r.Start < first.Start {
			first = r
		}
		if r.End > last.End {
			last = r
		}
	}
	if offset <= first.Start {
		return first.X + f.runCaret(text, first, first.Start)
	}
	return last.X + f.runCaret(text, last, last.End)
}

// runCaret is Caret in a run, of which a tab or a hyphen may be part.
func (f *Fonts) runCaret(text string, r *Run, offset int) float64 {
	switch {
	case offset <= r.Start && r.RTL, offset >= r.End && !r.RTL:
		return r.Width
	case offset <= r.Start, offset >= r.End:
		return 0
	}
	return f.Caret(r.Face, r.Shown(text), r.RTL, offset-r.Start)
}

// Hit is the offset between two characters that is nearest to x in a line.
func (f *Fonts) Hit(text string, l *Line, x float64) int {
	if len(l.Runs) == 0 {
		return l.Start
	}
	near := &l.Runs[0]
	for i := range l.Runs {
		if x >= l.Runs[i].X {
			near = &l.Runs[i]
		}
	}
	if text[near.Start] == '\t' {
		if (x > near.X+near.Width/2) != near.RTL {
			return near.End
		}
		return near.Start
	}
	return near.Start + min(f.Nearest(near.Face, near.Shown(text), near.RTL, x-near.X), near.End-near.Start)
}

// Marked are the places of a line that the text from start to end takes, each with its left
// and right end, from left to right; those that touch are one. Where the line's end is
// within, the blanks there are not.
func (f *Fonts) Marked(text string, l *Line, start, end int) [][2]float64 {
	var out [][2]float64
	for i := range l.Runs {
		r := &l.Runs[i]
		from, to := max(start, r.Start), min(end, r.End)
		if from >= to {
			continue
		}
		a, b := f.runCaret(text, r, from), f.runCaret(text, r, to)
		if r.RTL {
			a, b = b, a
		}
		a, b = a+r.X, b+r.X
		if k := len(out); k > 0 && a-out[k-1][1] < 0.01 {
			out[k-1][1] = b
		} else {
			out = append(out, [2]float64{a, b})
		}
	}
	return out
}

// Ellipsis stands for what was cut off.
const Ellipsis = "…"

// Cut is text as it fits into a width in one face: whole, or cut between characters with an
// ellipsis in place of the rest. kept is how much of text is left, used how wide the result is.
func (f *Fonts) Cut(face Face, text string, width float64) (shown string, kept int, used float64) {
	if text == "" || width <= 0 {
		return "", 0, 0
	}
	if n, w := f.Fitting(face, text, width+0.01); n == len(text) {
		return text, n, w
	}
	room := width - f.Width(face, Ellipsis)
	if room < 0 {
		return "", 0, 0
	}
	n, _ := f.Fitting(face, text, room)
	for n > 0 && (text[n-1] == ' ' || text[n-1] == '.' || text[n-1] == ',' || text[n-1] == ';' || text[n-1] == ':') {
		n--
	}
	shown = text[:n] + Ellipsis
	return shown, n, f.Width(face, shown)
}
