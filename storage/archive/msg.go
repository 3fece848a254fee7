package archive

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
	"unicode/utf16"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Outlook saves a message as a compound file of its properties ([MS-OXMSG]); each has a number
// and a kind ([MS-OXPROPS], [MS-OXCDATA] section 2.11.1). A mail message is made of them here
// that is the same whenever the file is read. With the header that it came with, where Outlook
// has kept it, else with one made of the properties.

// Limits of such a file.
const (
	maxMsgDepth = 8        // messages in messages
	maxMsgParts = 20_000   // attached files and recipients, of all messages in it
	maxMsgText  = 32 << 20 // octets of a text
	maxMsgTexts = 48 << 20 // octets of all texts in it: those of messages in one another are in memory together
	maxMsgLine  = 64 << 10 // octets of a name or an address
	maxMsgHead  = 1 << 20  // octets of a header
)

// ErrNotMessage says that Outlook has saved something else.
var ErrNotMessage = errors.New("it is an appointment, a contact, a task or a note of Outlook, not a message")

// The properties that are read.
const (
	propClass        = 0x001A
	propSubject      = 0x0037
	propSent         = 0x0039
	propFromName     = 0x0042
	propFromType     = 0x0064
	propFromAddress  = 0x0065
	propHeader       = 0x007D
	propRecipient    = 0x0C15
	propSenderName   = 0x0C1A
	propSenderType   = 0x0C1E
	propSenderEmail  = 0x0C1F
	propDelivered    = 0x0E06
	propFlags        = 0x0E07
	propBody         = 0x1000
	propRTF          = 0x1009
	propHTML         = 0x1013
	propMessageID    = 0x1035
	propReferences   = 0x1039
	propInReplyTo    = 0x1042
	propLastVerb     = 0x1081
	propFlagStatus   = 0x1090
	propName         = 0x3001
	propAddressType  = 0x3002
	propAddress      = 0x3003
	propData         = 0x3701
	propFileName     = 0x3704
	propMethod       = 0x3705
	propLongName     = 0x3707
	propMime         = 0x370E
	propContentID    = 0x3712
	propSMTP         = 0x39FE
	propInternetPage = 0x3FDE
	propPage         = 0x3FFD
	propSenderSMTP   = 0x5D01
	propFromSMTP     = 0x5D02
)

// Kinds of properties.
const (
	kindText   = 0x001E // of a code page
	kindWide   = 0x001F // UTF-16
	kindBinary = 0x0102
	kindObject = 0x000D
)

// msgReader reads one file.
type msgReader struct {
	ctx   context.Context
	left  int64 // octets that may still be read
	texts int64 // of them, those of texts
	parts int   // that may still be read
	err   error // the first that leaves something out
}

// props are the properties of a message, a recipient or an attached file.
type props struct {
	r     *msgReader
	in    *node
	fixed map[int]uint64 // those without a stream of their own, by number
	page  string         // of texts
}

// readProps reads the list of properties behind a header of so many octets.
func (r *msgReader) readProps(in *node, header int, page string) *props {
	p := &props{r: r, in: in, fixed: map[int]uint64{}, page: page}
	b := r.octets(in.in["__PROPERTIES_VERSION1.0"], maxMsgText)
	for b = b[min(header, len(b)):]; len(b) >= 16; b = b[16:] {
		p.fixed[int(binary.LittleEndian.Uint16(b[2:]))] = binary.LittleEndian.Uint64(b[8:])
	}
	return p
}

// octets reads a stream, at most so much of it; nil where there is none.
func (r *msgReader) octets(n *node, most int64) []byte {
	if n == nil || n.in != nil || r.ctx.Err() != nil {
		return nil
	}
	if most == maxMsgText {
		if r.texts -= n.size; n.size > most || r.texts < 0 {
			r.failed(ErrTooBig) // a part of a text would be taken for all of it
			return nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(n.open(), min(most, r.left)))
	r.left -= int64(len(b))
	if err != nil {
		r.failed(err)
	}
	return b
}

// failed notes that something of the message is missing, so that none is made of the rest.
func (r *msgReader) failed(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (p *props) stream(id, kind int) *node {
	return p.in.in[fmt.Sprintf("__SUBSTG1.0_%04X%04X", id, kind)]
}

// text is a property that is text; "": there is none.
func (p *props) text(id int, most int64) string {
	if n := p.stream(id, kindWide); n != nil {
		return wide(p.r.octets(n, most))
	}
	if b := p.r.octets(p.stream(id, kindText), most); len(b) > 0 {
		return strings.TrimRight(eml.Decoded(p.r.ctx, b, p.page), "\x00")
	}
	return ""
}

// wide is UTF-16 as text, up to the first NUL.
func wide(b []byte) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		u := binary.LittleEndian.Uint16(b)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// line is a text that stands in one line of a header.
func (p *props) line(id int) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return ' '
		}
		return r
	}, p.text(id, maxMsgLine))), " ")
}

func (p *props) number(id int) int { return int(int32(uint32(p.fixed[id]))) }

// time is a property that is a time; zero: there is none that makes sense.
func (p *props) time(id int) time.Time { return fileTime(p.fixed[id]) }

// fileTime is a time of Windows ([MS-DTYP], FILETIME); zero: it makes no sense.
func fileTime(v uint64) time.Time {
	const ticks = 10_000_000 // of a second, since 1601
	if v == 0 || v >= 1<<63 {
		return time.Time{}
	}
	t := time.Unix(int64(v/ticks)-11_644_473_600, 0).UTC()
	if t.Year() < 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// storages are those whose names begin so, in order.
func (p *props) storages(prefix string) (list []*node) {
	var names []string
	for name, n := range p.in.in {
		if n.in != nil && strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		if p.r.parts--; p.r.parts < 0 {
			p.r.failed(ErrTooBig)
			break
		}
		list = append(list, p.in.in[name])
	}
	return list
}

// readMSG hands the message of such a file over.
func (r *reader) readMSG(f *file, where string, folder []string) error {
	out, flags, date, err := readMSG(r.ctx, f, r.room)
	if err != nil {
		return err
	}
	if date.IsZero() {
		date = f.date
	}
	size := int64(len(out.mem))
	if out.file != nil {
		size = out.file.Size()
	}
	m := &Message{Where: where, Format: MSG, Folder: folder, Flags: flags, Date: date, Size: size, octets: out, asIs: true}
	return errors.Join(r.give(m), out.file.Close())
}

// readMSG makes a mail message of such a file, in a sink that the caller closes.
func readMSG(ctx context.Context, f *file, room Spool) (out *sink, flags mailbox.Flag, date time.Time, err error) {
	root, err := openCompound(f, f.size)
	if err != nil {
		return nil, 0, date, err
	}
	if root.in["__PROPERTIES_VERSION1.0"] == nil {
		return nil, 0, date, ErrNoMail
	}
	r := &msgReader{ctx: ctx, left: 2*f.size + 1<<20, texts: maxMsgTexts, parts: maxMsgParts}
	p := r.readProps(root, 32, "")
	p.page = p.codepage()
	class := strings.ToUpper(p.line(propClass))
	for _, other := range []string{"IPM.CONTACT", "IPM.DISTLIST", "IPM.APPOINTMENT", "IPM.TASK", "IPM.STICKYNOTE", "IPM.ACTIVITY"} {
		if class == other || strings.HasPrefix(class, other+".") {
			return nil, 0, date, ErrNotMessage
		}
	}
	out = &sink{room: room}
	w := &msgWriter{ctx: ctx, w: out, left: maxMessage}
	err = w.message(p, 0)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = r.err
	}
	if err != nil {
		return nil, 0, date, errors.Join(err, out.file.Close())
	}
	date = p.time(propDelivered)
	if date.IsZero() {
		date = p.time(propSent)
	}
	return out, p.flags(), date, nil
}

// flags are the marks of a message.
func (p *props) flags() (flags mailbox.Flag) {
	if p.number(propFlags)&1 != 0 {
		flags |= mailbox.Read
	}
	if p.number(propFlagStatus) == 2 {
		flags |= mailbox.Starred
	}
	switch p.number(propLastVerb) {
	case 102, 103:
		flags |= mailbox.Answered
	case 104:
		flags |= mailbox.Forwarded
	}
	return flags
}

// codepage is the character set of texts that are not UTF-16.
func (p *props) codepage() string {
	for _, id := range []int{propPage, propInternetPage} {
		if n := p.number(id); n > 0 && n != 1200 {
			return fmt.Sprintf("cp%d", n)
		}
	}
	return "windows-1252"
}
