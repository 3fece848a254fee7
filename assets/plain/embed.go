package plain

import "strings"

// maxEmbeds is how deep pieces of text with a direction of their own nest; those deeper have
// that of the one around them.
const maxEmbeds = 8

// HasEmbeds reports whether there are signs in s that set a piece of it apart.
func HasEmbeds(s string) bool {
	return strings.Contains(s, "\u202a") || strings.Contains(s, "\u202b") || strings.Contains(s, "\u202c") ||
		strings.Contains(s, "\u2066") || strings.Contains(s, "\u2067") || strings.Contains(s, "\u2068") || strings.Contains(s, "\u2069")
}

// Embedded takes text apart where signs give a piece of it a direction of its own (UAX 9, 2.1
// and 2.4): words is called with what is between the signs, enter where a piece begins, with
// "ltr", "rtl" or, where the first letter decides, "auto", and leave where it ends. None of
// the signs is handed over. As many pieces end as begin: what is open at the end of a line
// ends there, and an end without a beginning is none. Where lines is false an end of a line is a
// blank, as in HTML.
func Embedded(s string, lines bool, words func(s string), enter func(dir string), leave func()) {
	type piece struct{ isolate, deep bool }
	var open []piece
	end := func() {
		if !open[len(open)-1].deep {
			leave()
		}
		open = open[:len(open)-1]
	}
	done := 0
	flush := func(to int) {
		if done < to {
			words(s[done:to])
		}
	}
	for i, r := range s {
		if lines && r == '\n' && len(open) > 0 {
			flush(i)
			for done = i; len(open) > 0; {
				end()
			}
			continue
		}
		if Of(r) != Embed {
			continue
		}
		flush(i)
		done = i + len("\u202a")
		switch r {
		case 0x202C:
			if n := len(open); n > 0 && !open[n-1].isolate {
				end()
			}
		case 0x2069:
			isolates := 0
			for _, p := range open {
				if p.isolate {
					isolates++
				}
			}
			for isolates > 0 {
				last := open[len(open)-1].isolate
				if end(); last {
					break
				}
			}
		default:
			if len(open) == 10*maxEmbeds {
				continue // no person writes so
			}
			p := piece{r >= 0x2066, len(open) >= maxEmbeds}
			if open = append(open, p); !p.deep {
				enter(map[rune]string{0x202A: "ltr", 0x202B: "rtl", 0x2066: "ltr", 0x2067: "rtl", 0x2068: "auto"}[r])
			}
		}
	}
	flush(len(s))
	for len(open) > 0 {
		end()
	}
}
