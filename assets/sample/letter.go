package sample

import (
	"fmt"
	"hash/fnv"
	"net/mail"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// letter is one file of mail/, read.
type letter struct {
	id       string // file name without ending
	date     time.Time
	from     *mail.Address
	to, cc   []*mail.Address
	replyTo  []*mail.Address
	subject  string
	charset  string
	encoding string
	flowed   bool
	reply    string
	forward  string
	inline   []string
	attach   []enclosure
	header   []string // whole lines
	text     string   // line ends LF, both may be empty
	html     string
}

// enclosure is a file to attach and the name it gets.
type enclosure struct{ file, name string }

// parse reads a file of mail/ for a mailbox looked at at now.
func parse(id, file string, now time.Time) (*letter, error) {
	l := &letter{id: id, charset: "utf-8", encoding: "quoted-printable"}
	head, body, ok := strings.Cut(strings.ReplaceAll(file, "\r\n", "\n"), "\n\n")
	if !ok {
		return nil, fmt.Errorf("no text")
	}
	var at, zone string
	for line := range strings.SplitSeq(head, "\n") {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%q is not a field", line)
		}
		value = strings.TrimSpace(value)
		var err error
		switch key {
		case "At":
			at = value
		case "Zone":
			zone = value
		case "From":
			l.from, err = mail.ParseAddress(value)
		case "To":
			l.to, err = mail.ParseAddressList(value)
		case "Cc":
			l.cc, err = mail.ParseAddressList(value)
		case "Reply-To":
			l.replyTo, err = mail.ParseAddressList(value)
		case "Subject":
			l.subject = value
		case "Charset":
			l.charset = value
		case "Encoding":
			l.encoding = value
		case "Flowed":
			l.flowed = value == "yes"
		case "Reply":
			l.reply = value
		case "Forward":
			l.forward = value
		case "Inline":
			l.inline = append(l.inline, value)
		case "Attach":
			l.attach = append(l.attach, parseEnclosure(value))
		case "Header":
			l.header = append(l.header, value)
		default:
			err = fmt.Errorf("unknown field %q", key)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	if l.from == nil || at == "" {
		return nil, fmt.Errorf("the letter has no From or no At")
	}
	if l.to == nil {
		l.to = []*mail.Address{{Name: Name, Address: Email}}
	}
	var err error
	if l.date, err = moment(at, zone, now, l.hash()); err != nil {
		return nil, err
	}
	if l.subject, err = l.fill(l.subject); err != nil {
		return nil, err
	}
	if body, err = l.fill(body); err != nil {
		return nil, err
	}
	body = "\n" + body
	l.text, l.html, _ = strings.Cut(body, "\n=== html\n")
	l.text = strings.TrimPrefix(l.text, "\n")
	if strings.TrimSpace(l.text) == "" {
		l.text = ""
	}
	return l, nil
}

func parseEnclosure(s string) enclosure {
	file, name, ok := strings.Cut(s, " as ")
	if !ok {
		return enclosure{s, s}
	}
	return enclosure{file, strings.Trim(name, `"`)}
}

// reference is the time of day for which the times of today's letters were
// written. Earlier in the day they move together, so that none is in the future.
const reference = 14*time.Hour + 32*time.Minute

// moment reads the At field. seed chooses the seconds.
func moment(at, zone string, now time.Time, seed uint32) (time.Time, error) {
	when, clock, ok := strings.Cut(at, " ")
	if !ok {
		return time.Time{}, fmt.Errorf("%q is not a time", at)
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, err
	}
	tod := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(seed%50)*time.Second
	days := 0
	switch when {
	case "today":
		y, m, d := now.Date()
		if past := now.Sub(time.Date(y, m, d, 0, 0, 0, 0, now.Location())); past < reference {
			tod = time.Duration(float64(tod) * float64(past) / float64(reference)).Truncate(time.Second)
		}
	case "yesterday":
		days = 1
	default:
		n, ok := strings.CutSuffix(when, "d")
		if days, err = strconv.Atoi(n); !ok || err != nil {
			return time.Time{}, fmt.Errorf("%q is not a day", when)
		}
	}
	y, m, d := now.Date()
	date := time.Date(y, m, d-days, 0, 0, int(tod/time.Second), 0, now.Location())
	if zone != "" {
		z, err := time.Parse("-0700", zone)
		if err != nil {
			return time.Time{}, err
		}
		date = date.In(z.Location())
	}
	return date, nil
}

// fill replaces the dates in a text of the letter.
func (l *letter) fill(text string) (string, error) {
	t, err := template.New(l.id).Funcs(template.FuncMap{
		"day": func(n int, layout string) string { return l.date.AddDate(0, 0, n).Format(layout) },
		"friday": func(layout string) string {
			n := (int(time.Friday-l.date.Weekday()) + 6) % 7
			return l.date.AddDate(0, 0, n+1).Format(layout)
		},
	}).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return "", err
	}
	return b.String(), nil
}

func (l *letter) hash() uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(l.id))
	return h.Sum32()
}

func (l *letter) uid() string {
	return fmt.Sprintf("%010d.%08x", l.date.Unix(), l.hash())
}

func (l *letter) domain() string {
	return l.from.Address[strings.LastIndexByte(l.from.Address, '@')+1:]
}

// messageID is with angle brackets (RFC 5322, section 3.6.4).
func (l *letter) messageID() string {
	return fmt.Sprintf("<%s.%08x@%s>", l.date.UTC().Format("20060102150405"), l.hash(), l.domain())
}
