package plain

import (
	"strings"
)

// verdict says how much speaks for letters of fixed pitch in a paragraph.
type verdict uint8

const (
	none   verdict = iota
	weak           // enough beside a paragraph that needs them
	strong         // enough by itself
)

// columns finds out which lines need letters of fixed pitch: each paragraph of lines of
// one level of quotation is judged by itself, doubtful ones by their neighbours.
func (r *reader) columns(lines []line) {
	carried := r.fixed
	for i := 0; i < len(lines); {
		end := i + 1
		for end < len(lines) && lines[end].depth == lines[i].depth {
			end++
		}
		if lines[i].depth > 0 {
			if i > 0 || r.inner.depth != lines[i].depth {
				r.inner.diff = diff{}
			}
			texts := make([]string, end-i)
			for k := range texts {
				texts[k] = lines[i+k].text
			}
			r.inner.depth = lines[i].depth
			r.inner.diff.mark(texts, func(k int) { lines[i+k].fixed = true })
		}
		judge(lines[i:end], carried && i == 0)
		i = end
	}
	if n := len(lines); n > 0 {
		r.fixed = lines[n-1].fixed && lines[n-1].text != ""
	}
}

// A stretch is a paragraph, or a part of one that is in a patch or in none.
type stretch struct {
	from, to int
	verdict  verdict
	patch    bool
}

// judge marks the lines of one level of quotation; carried tells that they go on with
// what is of fixed pitch.
func judge(lines []line, carried bool) {
	fences(lines)
	var parts []stretch
	for i := 0; i < len(lines); {
		if lines[i].text == "" && !lines[i].fixed {
			i++
			continue
		}
		end := i + 1
		for end < len(lines) && lines[end].fixed == lines[i].fixed && (lines[end].text != "" || lines[i].fixed) {
			end++
		}
		s := stretch{from: i, to: end, patch: lines[i].fixed}
		switch {
		case s.patch:
			s.verdict = strong
		case carried && i == 0 && end-i > 1:
			s.verdict = max(weak, look(lines[i:end]))
			if lined(lines[i:end]) {
				s.verdict = strong
			}
		default:
			s.verdict = look(lines[i:end])
		}
		parts = append(parts, s)
		i = end
	}
	near := func(i, by int) bool {
		k := i + by
		return k >= 0 && k < len(parts) && parts[k].verdict == strong && !parts[k].patch
	}
	for i := range parts {
		if parts[i].verdict == weak && near(i, -1) {
			parts[i].verdict = strong
		}
	}
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].verdict == weak && near(i, 1) {
			parts[i].verdict = strong
		}
	}
	for i, s := range parts {
		if s.verdict != strong {
			continue
		}
		to := s.to
		if i+1 < len(parts) && parts[i+1].verdict == strong {
			to = parts[i+1].from // and the empty lines between them
		}
		for k := s.from; k < to; k++ {
			lines[k].fixed = true
		}
	}
}

// fences marks what stands between lines of "```".
func fences(lines []line) {
	open := -1
	for i := range lines {
		t := strings.TrimLeft(lines[i].text, " ")
		if !strings.HasPrefix(t, "```") || lines[i].fixed {
			continue
		}
		if open < 0 {
			open = i
			continue
		}
		if strings.Trim(t, "`") == "" {
			for k := open; k <= i; k++ {
				lines[k].fixed = true
			}
			open = -1
		}
	}
}

// lineMost is how much of a line is looked at, in octets. Tables are not wider.
const lineMost = 512

// look judges a paragraph by itself.
func look(lines []line) verdict {
	if lined(lines) || boxes(lines) || table(lines) || numbers(lines) || code(lines) || art(lines) {
		return strong
	}
	indented, words := true, 0
	for i := range lines {
		if wide(lines[i].text) {
			return weak
		}
		indented = indented && strings.HasPrefix(lines[i].text, "  ")
		if strings.Count(strings.TrimSpace(lines[i].text), " ") > 5 {
			words++
		}
	}
	if indented && 2*words <= len(lines) {
		return weak
	}
	return none
}
