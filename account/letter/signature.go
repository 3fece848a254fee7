package letter

import "strings"

// mark stands before a signature (RFC 3676, section 4.3).
const mark = "-- "

// mostSigned is how many lines a signature has at most.
const mostSigned = 20

// Sign adds a signature below a text, and room above it where there is no text yet.
func Sign(text, signature string) string {
	if signature = strings.TrimRight(signature, "\n "); signature == "" {
		return text
	}
	for !strings.HasSuffix(text, "\n\n") {
		text += "\n"
	}
	return text + mark + "\n" + signature + "\n"
}

// SignAgain puts a signature in the place of the one that a text was given before. ok is
// false, and the text as it was, where that one was changed or taken away since.
func SignAgain(text, before, signature string) (again string, ok bool) {
	if before == "" {
		return Sign(text, signature), true
	}
	own, ok := cut(text, before)
	if !ok || signature == "" {
		return own, ok
	}
	return own + mark + "\n" + signature + "\n", true
}

// cut takes away the signature that a text was given; what is above its mark stays as it
// is. ok is false where it is not there.
func cut(text, signature string) (own string, ok bool) {
	if signature == "" {
		return text, false
	}
	own, ok = strings.CutSuffix(strings.TrimRight(text, "\n \t"), mark+"\n"+signature)
	if !ok || own != "" && !strings.HasSuffix(own, "\n") {
		return text, false
	}
	return own, true
}

// Wordless reports whether the text is nothing but the signature that it was given, or empty.
func (l *Letter) Wordless() bool {
	own, _ := cut(l.Text, l.Signature)
	return strings.TrimSpace(own) == ""
}

// Unsigned is a text without the signature at its end. Where a message that is answered or
// passed on stands below the signature, the text stays as it is.
func Unsigned(text string) string {
	t := strings.ReplaceAll(text, "\r\n", "\n")
	i := strings.LastIndex("\n"+t, "\n"+mark+"\n")
	if i < 0 {
		return text
	}
	below := strings.TrimRight(t[i+len(mark)+1:], "\n")
	if strings.Count(below, "\n") >= mostSigned || strings.HasPrefix(below, ">") || strings.Contains(below, "\n>") || strings.Contains("\n"+below, "\n----") {
		return text
	}
	return strings.TrimRight(t[:i], "\n") + "\n"
}
