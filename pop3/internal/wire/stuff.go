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

// Top is the header of raw with the empty line after it, and the first lines of
// the body (TOP, RFC 1939, section 7).
func Top(raw []byte, lines int) []byte {
	at, body := 0, false
	for at < len(raw) && (!body || lines > 0) {
		end := len(raw)
		if i := bytes.IndexByte(raw[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if body {
			lines--
		} else if line := raw[at:end]; string(line) == "\r\n" || string(line) == "\n" {
			body = true
		}
		at = end
	}
	return raw[:at]
}
