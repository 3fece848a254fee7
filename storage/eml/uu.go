package eml

import "bytes"

// file is a file that stands within a text, uuencoded or yEncoded.
type file struct {
	name string
	data []byte
}

// maxFiles is how many files of one text are taken out.
const maxFiles = 100

var (
	uuBegin = []byte("begin ")
	yBegin  = []byte("=ybegin ")
)

// textFiles takes the uuencoded and yEncoded files out of a text. Where there
// are none, rest is body itself.
func textFiles(bud *budget, body []byte) (files []file, rest []byte) {
	rest = body
	if hasLine(body, uuBegin) {
		files, rest = uuFiles(bud, body)
	}
	if hasLine(rest, yBegin) {
		var more []file
		more, rest = yFiles(bud, rest)
		files = append(files, more...)
	}
	return files, rest
}

// hasLine reports whether a line of b begins with p.
func hasLine(b, p []byte) bool {
	for {
		i := bytes.Index(b, p)
		if i < 0 {
			return false
		}
		if i == 0 || b[i-1] == '\n' {
			return true
		}
		b = b[i+len(p):]
	}
}

// cutLine returns the first line of b without its end, and the rest.
func cutLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		line, rest = b[:i], b[i+1:]
	} else {
		line = b
	}
	return bytes.TrimRight(line, "\r"), rest
}

// uuFiles takes out what uuencode made: "begin 644 name", lines, "end".
func uuFiles(bud *budget, body []byte) (files []file, rest []byte) {
	body = bud.afford(body, 4, 2)
	from := 0 // of what belongs to rest
	for pos := 0; pos < len(body) && len(files) < maxFiles; {
		line, after := cutLine(body[pos:])
		next := len(body) - len(after)
		if !bytes.HasPrefix(line, uuBegin) {
			pos = next
			continue
		}
		mode, name, ok := bytes.Cut(line[len(uuBegin):], []byte(" "))
		if !ok || len(mode) < 3 || len(mode) > 4 || len(bytes.Trim(mode, "01234567")) > 0 {
			pos = next
			continue
		}
		data, used, ok := uuLines(body[next:])
		if !ok {
			pos = next
			continue
		}
		u, _ := toUTF8(bud, name, "")
		files = append(files, file{cleanLine(string(u)), data})
		rest = append(rest, body[from:pos]...)
		pos = next + used
		from = pos
	}
	if len(files) == 0 {
		return nil, body
	}
	return files, append(rest, body[from:]...)
}

// uuLines decodes lines up to "end". QUIRK: without an "end", the first line that
// is none of uuencode's ends the file.
func uuLines(b []byte) (data []byte, used int, ok bool) {
	lines := 0
	for used < len(b) {
		line, after := cutLine(b[used:])
		next := len(b) - len(after)
		line = bytes.TrimRight(line, " \t")
		if string(line) == "end" {
			return data, next, lines > 0
		}
		if len(line) == 0 || string(line) == "`" {
			used = next
			continue
		}
		n := int(line[0]-' ') & 0x3F
		groups := (n + 2) / 3
		if line[0] < ' ' || line[0] > '`' || len(line)-1 > groups*4+3 || len(line)-1 < groups*4-3-groups {
			return data, used, lines > 0
		}
		out := len(data)
		enc := line[1:]
		for g := range groups {
			var v uint32
			for k := range 4 {
				c := byte(' ')
				if i := g*4 + k; i < len(enc) {
					c = enc[i]
				}
				if c < ' ' || c > '`' {
					return data[:out], used, lines > 0
				}
				v = v<<6 | uint32(c-' ')&0x3F
			}
			data = append(data, byte(v>>16), byte(v>>8), byte(v))
		}
		data = data[:out+n]
		lines++
		used = next
	}
	return data, used, lines > 0
}

// yFiles takes out what yEnc made (yenc.org, yenc-draft 1.3): "=ybegin line=128
// size=123 name=x", octets, "=yend size=123".
func yFiles(bud *budget, body []byte) (files []file, rest []byte) {
	body = bud.afford(body, 4, 2)
	from := 0
	for pos := 0; pos < len(body) && len(files) < maxFiles; {
		line, after := cutLine(body[pos:])
		next := len(body) - len(after)
		if !bytes.HasPrefix(line, yBegin) {
			pos = next
			continue
		}
		_, name, _ := bytes.Cut(line, []byte("name="))
		var data []byte
		i := next
		for i < len(body) {
			enc, after := cutLine(body[i:])
			if bytes.HasPrefix(enc, []byte("=yend")) {
				i = len(body) - len(after)
				break
			}
			if !bytes.HasPrefix(enc, []byte("=ypart ")) {
				data = appendYLine(data, enc)
			}
			i = len(body) - len(after)
		}
		if len(data) == 0 {
			pos = next
			continue
		}
		u, _ := toUTF8(bud, bytes.TrimSpace(name), "")
		files = append(files, file{cleanLine(string(u)), data})
		rest = append(rest, body[from:pos]...)
		pos, from = i, i
	}
	if len(files) == 0 {
		return nil, body
	}
	return files, append(rest, body[from:]...)
}

func appendYLine(dst, line []byte) []byte {
	// A line that begins with a dot keeps it: dot-stuffing was undone long before.
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == '=' && i+1 < len(line) {
			i++
			c = line[i] - 64
		}
		dst = append(dst, c-42)
	}
	return dst
}
