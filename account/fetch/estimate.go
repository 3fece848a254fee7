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
	head := headerOf(raw)
	low := slices.Clone(head)
	for i, c := range low {
		if 'A' <= c && c <= 'Z' {
			low[i] += 'a' - 'A'
		}
	}
	_, after, ok := bytes.Cut(low, []byte("boundary="))
	if !ok || !bytes.Contains(low, []byte("multipart/")) {
		return false
	}
	after = head[len(head)-len(after):]
	var name []byte
	if len(after) > 0 && after[0] == '"' {
		name, _, _ = bytes.Cut(after[1:], []byte{'"'})
	} else if end := bytes.IndexAny(after, "; \t\r\n"); end > 0 {
		name = after[:end]
	}
	return len(name) > 0 && !bytes.Contains(raw, append(append([]byte("--"), name...), "--"...))
}

// times is how many times as much as came was announced.
func (r relation) times() float64 { return float64(r.announced) / float64(max(r.came, 1)) }

// alike reports whether a server that estimates announces about so many times as much for all messages.
func alike(list []relation) bool {
	if len(list) < 2*enough {
		return false
	}
	low, high := spread(list, relation.times)
	return high <= low*(1+1.0/nearly)
}
