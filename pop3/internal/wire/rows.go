package wire

import "math"

// ListRow reads a row of LIST: "n size" (RFC 1939, section 5, scan listing). ok is
// false where there is no message number. size is -1 where there is none.
//
// QUIRK: spaces and tabs before, between and after, and further words.
func ListRow(row []byte) (n int, size int64, ok bool) {
	n, rest, ok := number(row)
	if !ok {
		return 0, 0, false
	}
	size, rest, ok = digits(skip(rest))
	if !ok || (len(rest) > 0 && rest[0] != ' ' && rest[0] != '\t') {
		return n, -1, true
	}
	return n, size, true
}

// UIDRow reads a row of UIDL: "n unique-id" (RFC 1939, section 7). ok is false
// where there is no message number. uid is the rest of the row byte for byte,
// without the spaces around it; it may be empty, and it shares row's memory.
//
// QUIRK: RFC 1939 has 1 to 70 octets from 0x21 to 0x7E. Longer ones and other
// octets, also spaces within, are taken as they are: they are only compared.
func UIDRow(row []byte) (n int, uid []byte, ok bool) {
	n, rest, ok := number(row)
	if !ok {
		return 0, nil, false
	}
	rest = skip(rest)
	for len(rest) > 0 && (rest[len(rest)-1] == ' ' || rest[len(rest)-1] == '\t') {
		rest = rest[:len(rest)-1]
	}
	return n, rest, true
}

// number reads the message number at the beginning of a row.
func number(row []byte) (n int, rest []byte, ok bool) {
	v, rest, ok := digits(skip(row))
	if !ok || v < 1 || v > MaxNumber || (len(rest) > 0 && rest[0] != ' ' && rest[0] != '\t') {
		return 0, nil, false
	}
	return int(v), rest, true
}

func skip(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	return b
}

func digits(b []byte) (v int64, rest []byte, ok bool) {
	i := 0
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		if v > (math.MaxInt64-9)/10 {
			return 0, b, false
		}
		v = v*10 + int64(b[i]-'0')
	}
	return v, b[i:], i > 0
}

// Octets reads the announced size in a status text such as "1234 octets". QUIRK:
// RFC 1939 shows it in examples only, so nothing else is understood.
func Octets(text string) int64 {
	v, rest, ok := digits([]byte(text))
	if !ok || len(rest) < 6 || !hasFold(string(rest), " octet") {
		return 0
	}
	return v
}
