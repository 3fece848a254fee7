// Package helper has files read in a process of its own, which is ended where it takes too
// long: no file that somebody sent can harm more than that process.
//
// The process reads from its standard input, for each file, the lengths of its media type, its
// name and its octets, 32 bits each with the high octet first, and these. It answers with the
// octet begun once it is ready to read the file, then with a verdict, the length of the text and
// the text.
package helper

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"time"

	"popmail/storage/textin"
)

const (
	begun      = 'b'
	read       = 't'
	unreadable = 'u'
	encrypted  = 'e'

	maxLabel = 64 << 10
)

// PDFs reads PDF files, once it is made ready.
type PDFs interface {
	Ready() error
	Text(data []byte) (string, error)
}

// Serve reads files from in until it ends, and answers to out. A process that nobody listens to
// any more ends by itself, so each file has a time.
func Serve(in io.Reader, out io.Writer, pdfs PDFs) error {
	r, w := bufio.NewReaderSize(in, 64<<10), bufio.NewWriter(out)
	for {
		var sizes [3]uint32
		if err := binary.Read(r, binary.BigEndian, &sizes); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if sizes[0] > maxLabel || sizes[1] > maxLabel || sizes[2] > textin.MaxFile {
			return errors.New("a file is too large")
		}
		all := make([]byte, int(sizes[0])+int(sizes[1])+int(sizes[2]))
		if _, err := io.ReadFull(r, all); err != nil {
			return err
		}
		typ, rest := string(all[:sizes[0]]), all[sizes[0]:]
		name, data := string(rest[:sizes[1]]), rest[sizes[1]:]
		reader := textin.Reader{}
		if pdfs != nil && textin.HasPDF(data, typ, name) {
			alone := time.AfterFunc(readyTime, stop)
			err := pdfs.Ready()
			alone.Stop()
			if err != nil {
				return err
			}
			reader.PDF = pdfs.Text
		}
		if err := answer(w, begun, nil); err != nil {
			return err
		}
		alone := time.AfterFunc(2*fileTime, stop)
		verdict, text := readOne(&reader, data, typ, name)
		alone.Stop()
		if err := answer(w, verdict, &text); err != nil {
			return err
		}
	}
}

func stop() { os.Exit(1) }

// readOne reads a file, whatever happens.
func readOne(r *textin.Reader, data []byte, typ, name string) (verdict byte, text string) {
	defer func() {
		if recover() != nil {
			verdict, text = unreadable, ""
		}
	}()
	text, err := r.Text(data, typ, name)
	switch {
	case errors.Is(err, textin.ErrEncrypted):
		return encrypted, text
	case err != nil:
		return unreadable, text
	}
	return read, text
}

func answer(w *bufio.Writer, verdict byte, text *string) error {
	if err := w.WriteByte(verdict); err != nil {
		return err
	}
	if text != nil {
		if err := binary.Write(w, binary.BigEndian, uint32(len(*text))); err != nil {
			return err
		}
		if _, err := w.WriteString(*text); err != nil {
			return err
		}
	}
	return w.Flush()
}
