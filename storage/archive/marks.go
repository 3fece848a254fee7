package archive

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"

	"popmail/storage/mailbox"
)

// marksFile lies beside the .eml files that PopMail writes, which hold the octets of messages
// and nothing else: a line of JSON for each.
const marksFile = "popmail.jsonl"

// maxMarks is how much is read of it.
const maxMarks = 256 << 20

// marks are those of one file.
type marks struct {
	File      string `json:"file"` // path below the folder
	Folder    string `json:"folder"`
	Read      bool   `json:"read,omitempty"`
	Starred   bool   `json:"starred,omitempty"`
	Answered  bool   `json:"answered,omitempty"`
	Forwarded bool   `json:"forwarded,omitempty"`
	AsIs      bool   `json:"as_is,omitempty"` // line ends stay as they are
}

func (k marks) flags() (f mailbox.Flag) {
	for flag, on := range map[mailbox.Flag]bool{mailbox.Read: k.Read, mailbox.Starred: k.Starred, mailbox.Answered: k.Answered, mailbox.Forwarded: k.Forwarded} {
		if on {
			f |= flag
		}
	}
	return f
}

// readMarks reads the marks of a folder that PopMail has written.
func (r *reader) readMarks(dir string) error {
	f, err := r.tree.open(path.Join(dir, marksFile))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(path.Join(dir, marksFile)), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if r.marks == nil {
		r.marks = map[string]marks{}
	}
	for line := range strings.Lines(string(f.start(maxMarks))) {
		var k marks
		if json.Unmarshal([]byte(line), &k) == nil && k.File != "" {
			r.marks[r.where(path.Join(dir, k.File))] = k
		}
	}
	return nil
}
