package wire

import "bytes"

// AppendMessage appends raw to dst as a multi-line answer carries it: lines that
// begin with a dot get another one, a last line without line end gets CRLF, and
// the terminating dot follows (RFC 1939, section 3). A line is what ends in LF,
// so that a client that takes LF alone for a line end is not misled either.
func AppendMessage(dst, raw []byte) []byte {
	for len(raw) > 0 {
		if raw[0] == '.' {
			dst = append(dst, '.')
		}
		i := bytes.Index(raw, lfDot)
		if i < 0 {
			dst = append(dst, raw...)
			if raw[len(raw)-1] != '\n' {
				dst = append(dst, '\r', '\n')
			}
			break
		}
		dst = append(dst, raw[:i+1]...)
		raw = raw[i+1:]
	}
	return append(dst, '.', '\r', '\n')
}

var lfDot = []byte("\n.")
