package archive

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"popmail/storage/mailbox"
)

var (
	emlxFlags = pattern(`<key>flags</key>\s*<integer>(\d{1,18})</integer>`)
	emlxDate  = pattern(`<key>date-received</key>\s*<(?:integer|real)>(\d{1,12})`)
)

// maxEMLXList is how long the property list of a message may be.
const maxEMLXList = 64 << 10

// readEMLX reads a file of Apple Mail: a line with the length of the message, the message, and
// a property list with its marks. Of a file called .partial.emlx attachments lie beside it, see filler. Where
// they do not, or the file is shorter than it says and may have lost its end, it comes in and is told.
func (r *reader) readEMLX(f *file, name, where string, folder []string) error {
	line, _, ok := bytes.Cut(f.start(emlxLine), []byte("\n"))
	size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 48)
	start := int64(len(line)) + 1
	if !ok || err != nil {
		return r.failed(where, io.ErrUnexpectedEOF)
	}
	cut := size > f.size-start // the end of the file is missing, or the length is wrong
	if size = emlxSize(f, start, size); size <= 0 {
		return r.failed(where, io.ErrUnexpectedEOF)
	}
	m := &Message{Where: where, Format: EMLX, Folder: folder, Date: f.date, Size: size, octets: f, start: start}
	list := make([]byte, min(f.size-start-size, maxEMLXList))
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
	cut = cut && start+size == f.size
	if strings.HasSuffix(strings.ToLower(name), partialEMLX) {
		whole, err := r.fill(m, name)
		if err != nil {
			return r.failed(where, err)
		}
		cut = cut || !whole
	}
	if err := r.give(m); err != nil || !cut {
		return err
	}
	return r.failed(where, io.ErrUnexpectedEOF)
}

// emlxLine is how long the line with the length may be.
const emlxLine = 64

// emlxSize is how long the message is that begins at start.
//
// QUIRK: the length is wrong where something has changed the file, so it is believed only where the
// property list or the end of the file follows. Else the message goes up to the list, which stands
// last and at the beginning of a line, and where there is none up to the end of the file.
func emlxSize(f *file, start, size int64) int64 {
	rest := f.size - start
	if size > 0 && size == rest {
		return size
	}
	if size > 0 && size < rest {
		b := make([]byte, min(rest-size+1, maxEMLXList))
		n, _ := f.ReadAt(b, start+size-1) // nothing that was read is no list
		if n > 0 {
			behind := bytes.TrimLeft(b[1:n], " \t\r\n")
			follows := len(behind) == 0 && int64(n) == rest-size+1 || bytes.HasPrefix(behind, emlxList)
			if follows && (len(behind) == n-1 || b[0] == '\n') {
				return size
			}
		}
	}
	tail := make([]byte, min(rest, maxEMLXList))
	n, _ := f.ReadAt(tail, f.size-int64(len(tail))) // as above
	tail = tail[:n]
	for end := len(tail); ; {
		at := bytes.LastIndex(tail[:end], emlxList)
		if at < 0 || !bytes.HasSuffix(bytes.TrimRight(tail, " \t\r\n"), []byte("</plist>")) {
			return rest
		}
		if at > 0 && tail[at-1] == '\n' {
			return rest - int64(len(tail)-at)
		}
		end = at
	}
}

// emlxList is how a property list begins.
var emlxList = []byte("<?xml")

// pattern is compiled when it is wanted for the first time: what starts does not wait for it.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
