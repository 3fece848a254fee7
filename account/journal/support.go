package journal

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// supportOctets bounds what Support returns of the log, so that it fits into a letter.
const supportOctets = 48 << 10

// Support returns the end of the log of a data folder, in whole lines, with what those who
// help need to know first. An error says that there is no log that can be read.
func Support(dir, version string) (string, error) {
	folder := filepath.Join(dir, Folder)
	text, err := tail(Path(dir), supportOctets)
	if err != nil && !os.IsNotExist(err) {
		return "", err
	}
	if len(text) < supportOctets {
		older, err2 := tail((&file{dir: folder}).old(1), supportOctets-len(text))
		if text = append(older, text...); err2 != nil && err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("PopMail %s, %s/%s\n\n%s", version, runtime.GOOS, runtime.GOARCH, text), nil
}

// tail returns the last n octets of a file, from the beginning of a line.
func tail(path string, n int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	from := max(st.Size()-int64(n), 0)
	text, err := io.ReadAll(io.NewSectionReader(f, from, int64(n)))
	if from > 0 {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return text, err
}
