package archive

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"sync"
	"time"

	"popmail/storage/mailbox"
)

var (
	emlxFlags = pattern(`<key>flags</key>\s*<integer>(\d{1,18})</integer>`)
	emlxDate  = pattern(`<key>date-received</key>\s*<(?:integer|real)>(\d{1,12})`)
)

// readEMLX reads a file of Apple Mail: a line with the length of the message, the message, and
// a property list with its marks.
func (r *reader) readEMLX(f *file, where string, folder []string) error {
	b := f.start(64)
	line, _, ok := bytes.Cut(b, []byte("\n"))
	size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 48)
	start := int64(len(line)) + 1
	if !ok || err != nil || start+size > f.size {
		return r.failed(where, io.ErrUnexpectedEOF)
	}
	m := &Message{Where: where, Format: EMLX, Folder: folder, Date: f.date, Size: size, octets: f, start: start}
	list := make([]byte, min(f.size-start-size, 64<<10))
	n, _ := f.ReadAt(list, start+size) // without it there are no marks
	if d := emlxDate().FindSubmatch(list[:n]); d != nil {
		sec, _ := strconv.ParseInt(string(d[1]), 10, 64) // digits
		m.Date = time.Unix(sec, 0)
	}
	if d := emlxFlags().FindSubmatch(list[:n]); d != nil {
		bits, _ := strconv.ParseUint(string(d[1]), 10, 64) // digits
		for at, flag := range map[int]mailbox.Flag{0: mailbox.Read, 2: mailbox.Answered, 4: mailbox.Starred, 8: mailbox.Forwarded} {
			if bits&(1<<at) != 0 {
				m.Flags |= flag
			}
		}
		if bits&2 != 0 {
			m.Folder = []string{"Trash"}
		}
	}
	return r.give(m)
}

// pattern is compiled when it is wanted for the first time: what starts does not wait for it.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
