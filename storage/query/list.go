package query

import "strings"

// ListName is what a mailing list is called, made ready for List.Is.
type ListName struct {
	address       string
	inAddress, in []string // the words of the address, and those of the name
}

// NameList makes one of a mailing list's address, in lower case, and its name, which may be empty.
func NameList(address, name string) *ListName {
	return &ListName{address, Words(address), Words(name)}
}

// Is reports whether a mailing list is meant: by an address (what holds a dot or an @ and no space)
// the list that has it and those of that host, with a dot or an @ between name and host; else by
// words that stand side by side in its address or its name. In angle brackets it is the address of
// just that list.
func (n *List) Is(l *ListName) bool {
	text := strings.ToLower(strings.TrimSpace(n.Text))
	if whole, ok := strings.CutPrefix(text, "<"); ok {
		whole, _ = strings.CutSuffix(whole, ">")
		return l.address == strings.Replace(whole, "@", ".", 1)
	}
	if strings.Contains(text, " ") || !strings.ContainsAny(text, ".@") {
		look := Words(n.Text)
		return n.stand(look, l.inAddress) || n.stand(look, l.in)
	}
	text = strings.Trim(strings.Replace(text, "@", ".", 1), ".")
	switch {
	case text == "":
	case l.address == text, strings.HasSuffix(l.address, "."+text),
		n.Prefix && (strings.HasPrefix(l.address, text) || strings.Contains(l.address, "."+text)):
		return true
	}
	return len(l.in) > 0 && n.stand(Words(n.Text), l.in)
}

// stand reports whether words stand side by side among others.
func (n *List) stand(look, in []string) bool {
	last := len(look) - 1
	if last < 0 {
		return false
	}
	for i := 0; i+last < len(in); i++ {
		j := 0
		for j < last && in[i+j] == look[j] {
			j++
		}
		if j == last && (in[i+j] == look[j] || n.Prefix && strings.HasPrefix(in[i+j], look[j])) {
			return true
		}
	}
	return false
}
