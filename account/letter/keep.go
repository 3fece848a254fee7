package letter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-message"
)

// kept is what Reopen needs besides the octets.
type kept struct {
	Letter
	Whole    map[int]*Attachment `json:",omitempty"` // those that others go in the place of, by their number
	Pictures []Picture           `json:",omitempty"` // of a quote that goes without them
}

// Keep makes the octets of a letter that is being written, and what Reopen needs besides.
// Addresses that cannot be written into a header, as they are while they are typed, are in
// the latter alone, and so are files that others go in the place of.
func Keep(l *Letter) (raw, writing []byte, err error) {
	fit := *l
	fit.To, fit.Cc, fit.Bcc = usable(l.To), usable(l.Cc), usable(l.Bcc)
	if raw, err = Compose(&fit); err != nil {
		return nil, nil, err
	}
	writing, err = Writing(l)
	return raw, writing, err
}

// Writing is what Keep makes besides the octets. As long as files and pictures are those of the
// octets, they need not be made anew: Reopen takes all the rest from here.
func Writing(l *Letter) ([]byte, error) {
	k := kept{Letter: *l}
	for i, a := range l.Attachments {
		if a.Whole != nil {
			if k.Whole == nil {
				k.Whole = map[int]*Attachment{}
			}
			k.Whole[i] = a.Whole
		}
	}
	if q := l.Quote; q != nil && l.Plain && !q.Forward && octets(q.Pictures) <= mostKept {
		k.Pictures = q.Pictures
	}
	k.Attachments = nil
	if l.Resent != nil {
		k.Quote = nil
	}
	return json.Marshal(k)
}

// mostKept is how much of the pictures of a quote is kept that goes without them: Writing is saved again and again
// while the person writes. What is more is gone once the letter was closed; it could only have gone as HTML.
const mostKept = 256 << 10

func octets(pictures []Picture) (n int) {
	for _, p := range pictures {
		n += len(p.Data)
	}
	return n
}

func usable(list []Person) (out []Person) {
	for _, p := range list {
		if Check(p.Email) == nil {
			out = append(out, p)
		}
	}
	return out
}

// Reopen returns the letter that Keep was given, with the files themselves where others went
// in their place.
func Reopen(raw, writing []byte) (*Letter, error) {
	k := &kept{}
	if err := json.Unmarshal(writing, k); err != nil {
		return nil, fmt.Errorf("the letter cannot be opened again: %w", err)
	}
	l := &k.Letter
	if l.Resent = unsent(raw); l.Resent != nil {
		return l, nil
	}
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return nil, fmt.Errorf("the letter cannot be opened again: %w", err)
	}
	if err := l.collect(e, 0); err != nil {
		return nil, err
	}
	if l.Quote != nil && len(l.Quote.Pictures) == 0 {
		l.Quote.Pictures = k.Pictures
	}
	for i, a := range k.Whole {
		if a != nil && i >= 0 && i < len(l.Attachments) {
			l.Attachments[i] = *a
		}
	}
	return l, nil
}

// collect brings files and pictures back from the octets.
func (l *Letter) collect(e *message.Entity, depth int) error {
	if parts := e.MultipartReader(); parts != nil && depth < 5 {
		for {
			p, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				return nil
			} else if err != nil && !message.IsUnknownCharset(err) {
				return fmt.Errorf("the letter cannot be opened again: %w", err)
			}
			if err := l.collect(p, depth+1); err != nil {
				return err
			}
		}
	}
	how, params, _ := e.Header.ContentDisposition()
	kind, names, _ := e.Header.ContentType()
	if how == "" {
		return nil // the text
	}
	data, err := io.ReadAll(e.Body)
	if err != nil {
		return fmt.Errorf("the letter cannot be opened again: %w", err)
	}
	name := params["filename"]
	if name == "" {
		name = names["name"]
	}
	if cid := cleanID(e.Header.Get("Content-ID")); cid != "" && l.Quote != nil {
		p := Picture{CID: cid, Type: kind, Data: data}
		if how == "inline" || name != p.Attachment(len(l.Quote.Pictures)+1).Name {
			p.Name = name // else it was given that as a file
		}
		l.Quote.Pictures = append(l.Quote.Pictures, p)
		return nil
	}
	l.Attachments = append(l.Attachments, Attachment{Name: name, Type: kind, Data: data})
	return nil
}
