package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"popmail/cmd/popmail/internal/picture"
	"popmail/storage/mailbox"
)

// Bounds of render.
const (
	narrowest, widest = 50, 10_000 // CSS pixels
	largestPage       = 64 << 20   // octets of a file
	shortPage         = 1 << 20    // octets of text; what is made of it has room
)

type renderFlags struct {
	file, output, words string
	width               int
	dark                bool
}

func newRender(e *env) *cobra.Command {
	var f renderFlags
	cmd := &cobra.Command{
		Use:   "render ID | --html FILE",
		Short: "Draw a message into a picture",
		Args: func(cmd *cobra.Command, args []string) error {
			if f.file != "" {
				return exactly(0, "only --html or the number of a message")(cmd, args)
			}
			return exactly(1, "the number of a message, as list prints it")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.width < narrowest || f.width > widest {
				return usagef("--width must be between %d and %d pixels", narrowest, widest)
			}
			if f.output == "" && f.words == "" {
				return usagef("--output says where the picture goes")
			}
			if f.file != "" {
				return e.renderFile(cmd.Context(), f)
			}
			id, err := messageID(args[0])
			if err != nil {
				return err
			}
			return e.renderMessage(cmd.Context(), id, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.file, "html", "", "draw a page of HTML from a file")
	fl.StringVar(&f.output, "output", "", "the picture, a PNG file")
	fl.StringVar(&f.words, "words", "", "a file for the box of each word, as JSON")
	fl.IntVar(&f.width, "width", 700, "width in pixels")
	fl.BoolVar(&f.dark, "dark", false, "draw it for a dark screen")
	return cmd
}

// renderFile draws a page from disk.
func (e *env) renderFile(ctx context.Context, f renderFlags) error {
	file, err := os.Open(f.file)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, largestPage+1))
	if err != nil {
		return err
	}
	if len(data) > largestPage {
		return fmt.Errorf("%s is larger than %s", f.file, size(largestPage))
	}
	return e.render(ctx, []picture.Page{{HTML: strings.ToValidUTF8(string(data), string(utf8.RuneError))}}, f)
}

// renderMessage draws each page of a message, or its text where it has none.
func (e *env) renderMessage(ctx context.Context, id mailbox.ID, f renderFlags) error {
	app, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	h, m, err := app.message(ctx, id)
	if err != nil {
		return err
	}
	var pages []picture.Page
	for i := range m.Pages {
		p := &m.Pages[i]
		pages = append(pages, picture.Page{HTML: p.HTML, Text: p.Text, Source: func(ref string) ([]byte, bool) {
			index, ok := p.Part(ref)
			if !ok {
				return nil, false
			}
			data, _, err := h.Data(ctx, index)
			return data, err == nil
		}})
	}
	if len(pages) == 0 {
		pages = []picture.Page{{Text: m.Shown()}}
	}
	return e.render(ctx, pages, f)
}

func (e *env) render(ctx context.Context, pages []picture.Page, f renderFlags) error {
	octets := 0
	for _, p := range pages {
		octets += len(p.HTML) + len(p.Text)
	}
	if octets < shortPage { // collecting garbage is a fifth of the work on a page, and frees nothing that is needed
		defer debug.SetGCPercent(debug.SetGCPercent(400))
	}
	d, err := picture.Lay(ctx, pages, float64(f.width), f.dark)
	if err != nil {
		return err
	}
	for _, p := range d.Problems {
		fmt.Fprintln(e.err, p)
	}
	if f.words != "" {
		if err := writeFile(f.words, func(w io.Writer) error {
			lines := json.NewEncoder(w)
			lines.SetEscapeHTML(false)
			for _, word := range d.Words() {
				if err := lines.Encode(word); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	if f.output == "" {
		return nil
	}
	if _, height := d.Size(); d.Height > float64(height) {
		fmt.Fprintf(e.err, "The picture ends after %d of %.0f pixels.\n", height, d.Height)
	}
	return writeFile(f.output, func(w io.Writer) error {
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, d.Image())
	})
}

// writeFile writes a file through a buffer.
func writeFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	b := bufio.NewWriter(file)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
