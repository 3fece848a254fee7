package eml

import "context"

// Read reads a message whole.
func Read(raw []byte) *Message {
	r, _ := (&Handle{raw: raw}).read(context.Background()) // without a deadline there is no error
	return r.message()
}

// Digest reads what the store needs, without decoding attachments.
func Digest(raw []byte) *Digested {
	r, _ := (&Handle{raw: raw}).read(context.Background()) // without a deadline there is no error
	return r.digest()
}

// PartData returns the decoded octets of Message.Attachments[index]. The error is
// ErrNoPart where there is none. For several parts of a message see Open.
func PartData(raw []byte, index int) (data []byte, a Attachment, err error) {
	h, _ := Open(context.Background(), raw)
	return h.Data(context.Background(), index)
}

// HTMLText makes readable text of HTML.
func HTMLText(s string) string { return htmlText(newBudget(context.Background(), len(s)), s) }
