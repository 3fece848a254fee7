// Package helper has files read in a process of its own, which is ended where it takes too
// long: no file that somebody sent can harm more than that process.
//
// The process reads from its standard input, for each file, six numbers of 32 bits with the high
// octet first: which page of it is to be drawn (0: none, its text is to be read), how many pixels wide
// that may be, and how many thousandths of a pixel a point is; the lengths of its media type, its name and
// its octets; and then these. It answers with the octet begun once it is ready to read the file, then
// with a verdict, the length of the text or the picture (textin.Picture) and that.
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
	unfinished = 'l'

	maxLabel = 64 << 10
)

// PDFs reads PDF files, once it is made ready.
type PDFs interface {
	Ready() error
	Text(data []byte) (string, error)
	Draw(data []byte, v textin.View) (*textin.Picture, error)
}

// Serve reads files from in until it ends, and answers to out. A process that nobody listens to
// any more ends by itself, so each file has a time.
func Serve(in io.Reader, out io.Writer, pdfs PDFs) error {
	r, w := bufio.NewReaderSize(in, 64<<10), bufio.NewWriter(out)
	for {
		var head [6]uint32
		if err := binary.Read(r, binary.BigEndian, &head); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		view := textin.View{Page: int(head[0]), Width: int(head[1]), PerPoint: float64(head[2]) / 1000}
		sizes := head[3:]
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
		one := func() (string, error) { return reader.Text(data, typ, name) }
		if view.Page > 0 {
			one = func() (string, error) { return draw(pdfs, data, typ, name, view) }
		}
		if err := answer(w, begun, nil); err != nil {
			return err
		}
		alone := time.AfterFunc(2*fileTime, stop)
		verdict, text := guarded(one)
		alone.Stop()
		if err := answer(w, verdict, &text); err != nil {
			return err
		}
	}
}

func stop() { os.Exit(1) }

// draw draws a page of a file.
func draw(pdfs PDFs, data []byte, typ, name string, v textin.View) (string, error) {
	if pdfs == nil || !textin.Paged(typ, name) {
		return "", textin.ErrUnreadable
	}
	p, err := pdfs.Draw(data, v)
	if err != nil {
		return "", err
	}
	out, err := p.AppendBinary(nil)
	return string(out), err
}

// guarded reads or draws a file, whatever happens.
func guarded(one func() (string, error)) (verdict byte, text string) {
	defer func() {
		if recover() != nil {
			verdict, text = unreadable, ""
		}
	}()
	text, err := one()
	switch {
	case errors.Is(err, textin.ErrEncrypted):
		return encrypted, text
	case errors.Is(err, textin.ErrUnreadable):
		return unreadable, text
	case err != nil: // it says nothing of the file
		return unfinished, text
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
