package fetch

import (
	"bytes"
	"slices"
)

// QUIRK: servers that make the text of a message only when it is asked for estimate its size
// before. What they announce is near to what comes, mostly above it, and now and then just
// right; some estimate anew in each session.

// nearly is the part of an announced size by which an estimate may be too high. Messages
// that were cut somewhere mostly lack more.
const nearly = 16

// explanation says how a server's own way of counting explains that a message came with less than
// was announced for it.
type explanation uint8

const (
	unexplained explanation = iota
	// guessed: what is announced is about what comes. A message that was cut by a little looks alike, so
	// one is whole only once it came with the same octets in two sessions.
	guessed
	// meaningless: what is announced says nothing of any message, as if there were no sizes.
	meaningless
	// counted: it lacks to a few octets what the others lack.
	counted
)

// sure reports whether it explains a message by itself, where the server's way is known.
func (e explanation) sure() bool { return e >= meaningless }

// slack is the number of octets by which messages may differ in what they lack, where a server
// announces always so much more.
const slack = 5

// lack is what a message came short by, in octets.
func (r relation) lack() float64 { return float64(r.announced - r.came) }

// constant returns what tells of one of over, or one more, whether it lacks what the others lack, where a server announces always
// so much more than comes; nil: it does not. A few may have been cut.
func constant(over []relation) func(r relation) bool {
	return mostly(over, enough, relation.lack, func(float64) float64 { return slack })
}

// alike returns the same of a server that estimates, and announces about so many times as much for all messages.
func alike(over []relation) func(r relation) bool {
	return mostly(over, 2*enough, relation.times, func(middle float64) float64 { return middle / (2 * nearly) })
}

// mostly returns what tells whether f of a message is near to the middle of all in over, where there are at least least and few are
// not; nil: there are more.
func mostly(over []relation, least int, f func(relation) float64, near func(middle float64) float64) func(r relation) bool {
	if len(over) < least {
		return nil
	}
	all := make([]float64, len(over))
	for i, r := range over {
		all[i] = f(r)
	}
	slices.Sort(all)
	middle := all[len(all)/2]
	within := near(middle)
	is := func(x float64) bool { return x >= middle-within && x <= middle+within }
	other := 0
	for _, x := range all {
		if !is(x) {
			other++
		}
	}
	if len(all)-other < least || !few(other, len(all)) {
		return nil
	}
	return func(r relation) bool { return is(f(r)) }
}

// mayEstimate reports whether so many octets may come where announced were, by a server that
// estimates.
func mayEstimate(announced, came int64) bool {
	return came > 0 && announced-came <= announced/nearly
}

// estimates reports whether list was announced by a server that estimates: a few may have been cut.
func estimates(list []relation) bool { return few(notNear(list), len(list)) }

// few reports whether so many of all are exceptions.
func few(n, all int) bool { return n*8 <= all }

// notNear counts those of list that no estimate explains.
func notNear(list []relation) (n int) {
	for _, r := range list {
		if !mayEstimate(r.announced, r.came) {
			n++
		}
	}
	return n
}

// reannounced reports whether a message that came short had the same octets before, and was
// announced with another size then: what is announced for it says nothing. Where sizes are right for
// the others three different ones show that: a mailbox may have been converted once. It is counted as
// one that came short.
func (v *connection) reannounced(it *item, raw []byte) bool {
	if it.odd || !cameShort(it.size, raw) || headOnly(raw) || !mayEstimate(it.size, int64(len(raw))) || unclosed(raw) {
		return false
	}
	need, s, name := 2, &v.state.sizes, nameOf(it)
	if s.past || s.right > s.wrong {
		need = sizesToShow
	}
	if before := v.state.notes.announced(name); len(before) == 0 || len(before) < 2 && slices.Contains(before, it.size) {
		return false
	}
	v.countAside(it, raw)
	return len(v.state.notes.announced(name)) >= need
}

// sizesToShow is the number of different sizes, announced for the same octets, that show that
// what is announced for a message says nothing.
const sizesToShow = 3

// announced returns the different sizes, at most sizesToShow, that were announced for the octets of
// a message that was set aside, as they came last.
func (n *notes) announced(name string) []int64 {
	for _, a := range n.Asides {
		if string(a.Name) == name {
			return a.Sizes
		}
	}
	return nil
}

// unclosed reports whether a message is a multipart whose last line of parts (RFC 2046, section
// 5.1.1) is not there: its end may be missing. false says nothing.
func unclosed(raw []byte) bool {
	field := contentType(headerOf(raw))
	low := lowered(field)
	_, after, ok := bytes.Cut(low, []byte("boundary="))
	if !ok || !bytes.HasPrefix(bytes.TrimLeft(low, " \t\r\n"), []byte("multipart/")) {
		return false
	}
	after = field[len(field)-len(after):]
	var name []byte
	if len(after) > 0 && after[0] == '"' {
		name, _, _ = bytes.Cut(after[1:], []byte{'"'})
	} else if end := bytes.IndexAny(after, "; \t\r\n"); end >= 0 {
		name = after[:end]
	} else {
		name = after
	}
	return len(name) > 0 && !bytes.Contains(raw, append(append([]byte("--"), name...), "--"...))
}

// contentType is the first field of that name in a header, with the lines in which it goes on; nil: there is none.
func contentType(head []byte) []byte {
	name := []byte("content-type:")
	for len(head) > 0 {
		end := 0
		for {
			n := bytes.IndexByte(head[end:], '\n')
			if n < 0 {
				end = len(head)
				break
			}
			if end += n + 1; end == len(head) || head[end] != ' ' && head[end] != '\t' {
				break
			}
		}
		if len(name) <= end && bytes.Equal(lowered(head[:len(name)]), name) {
			return head[len(name):end]
		}
		head = head[end:]
	}
	return nil
}

// lowered is text with ASCII letters made small: as long as it was.
func lowered(text []byte) []byte {
	low := slices.Clone(text)
	for i, c := range low {
		if 'A' <= c && c <= 'Z' {
			low[i] += 'a' - 'A'
		}
	}
	return low
}

// times is how many times as much as came was announced.
func (r relation) times() float64 { return float64(r.announced) / float64(max(r.came, 1)) }
