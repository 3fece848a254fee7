package eml

import (
	"bytes"
	"strconv"
)

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
		head, name, named := bytes.Cut(line, []byte("name="))
		size, width := yNumber(head, "size="), yNumber(head, "line=")
		if !named || size <= 0 {
			pos = next
			continue
		}
		data, used, ok := yLines(body[next:], size, width)
		if !ok {
			pos = next
			continue
		}
		i := next + used
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

// yNumber is the number behind a word of a line of yEnc; 0: there is none.
func yNumber(line []byte, word string) int {
	_, v, ok := bytes.Cut(line, []byte(" "+word))
	if !ok {
		return 0
	}
	v, _, _ = bytes.Cut(v, []byte(" "))
	n, err := strconv.Atoi(string(bytes.TrimSpace(v[:min(len(v), 20)])))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// yLines decodes lines up to "=yend". The size is that of the file, which may have come in several parts;
// width is how long a line is. It reports false where this is no file, but a text that speaks of one: what
// ends has the size that is told before or after it, and what does not is of lines of that width, with
// octets that no text is full of.
func yLines(b []byte, size, width int) (data []byte, used int, ok bool) {
	full, high := 0, 0    // lines that are as wide as told, octets above ASCII
	whole, end := true, 0 // so far all lines were so; what of b those are
	kept := 0             // octets of data in those
	for used < len(b) {
		line, after := cutLine(b[used:])
		next := len(b) - len(after)
		if bytes.HasPrefix(line, []byte("=yend")) {
			near := func(n int) bool { return n > 0 && abs(len(data)-n) <= max(4, n/10) }
			return data, next, len(data) > 0 && (near(size) || near(yNumber(line, "size=")))
		}
		if bytes.HasPrefix(line, yBegin) {
			break // they do not lie in each other
		}
		if used = next; bytes.HasPrefix(line, []byte("=ypart ")) {
			continue
		}
		before := len(data)
		data = appendYLine(data, line)
		if whole = whole && width > 0 && abs(len(data)-before-width) <= 2; whole {
			full, end, kept = full+1, next, len(data)
			for _, c := range line {
				if c >= 0x80 {
					high++
				}
			}
		}
	}
	// QUIRK: cut off. What stands behind the last whole line may be words again.
	return data[:kept], end, full >= 2 && high > kept/8
}

func abs(n int) int { return max(n, -n) }

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
