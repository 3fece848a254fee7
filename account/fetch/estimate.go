package fetch

import "bytes"

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

// estimates reports whether all of list may have been announced by a server that estimates.
func estimates(list []relation) bool {
	for _, r := range list {
		if !mayEstimate(r.announced, r.came) {
			return false
		}
	}
	return true
}

// reannounced reports whether a message that came short had the same octets before, and was
// announced with another size then: what is announced for it says nothing. It is counted as
// one that came short.
func (v *connection) reannounced(it *item, raw []byte) bool {
	if it.odd || !cameShort(it.size, raw) || headOnly(raw) || !mayEstimate(it.size, int64(len(raw))) {
		return false
	}
	name := nameOf(it)
	for _, a := range v.state.notes.Asides {
		if string(a.Name) == name && a.Size > 0 && (a.Other || a.Size != it.size) {
			v.countAside(it, raw)
			return v.state.notes.otherSize(name)
		}
	}
	return false
}

// otherSize reports whether the octets of a message that was set aside came with another size
// announced as well.
func (n *notes) otherSize(name string) bool {
	for _, a := range n.Asides {
		if string(a.Name) == name {
			return a.Other
		}
	}
	return false
}

// unclosed reports whether a message is a multipart whose last line of parts (RFC 2046, section
// 5.1.1) is not there: its end may be missing. false says nothing.
func unclosed(raw []byte) bool {
	head := headerOf(raw)
	low := bytes.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, head)
	_, after, ok := bytes.Cut(low, []byte("boundary="))
	if !ok || !bytes.Contains(low, []byte("multipart/")) || len(low) != len(head) {
		return false // letters that are not ASCII may be longer or shorter now
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
