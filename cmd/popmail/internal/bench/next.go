package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// nextSteps is how many messages are walked through.
const nextSteps = 150

// next measures how soon the next message stands in the real window after a press of
// Down: until its pane begins to change, and until it has changed for the last time.
func next(ctx context.Context, out io.Writer, o options) error {
	what, message := pageMail()
	w, err := openWith(ctx, o, 2*nextSteps, message, nil)
	if err != nil {
		return err
	}
	defer w.close()
	var first, last []float64
	for i := range nextSteps {
		begun, whole, err := w.press()
		if err != nil {
			return fmt.Errorf("message %d: %w", i, err)
		}
		if i > 0 { // the first one is chosen
			first, last = append(first, begun.Seconds()*1000), append(last, whole.Seconds()*1000)
		}
	}
	fmt.Fprintf(out, "## The next message by key\n\nA real window of 1280 × 800 on a virtual display without a graphics card. Down is pressed in a list of %s, and the pixels of the pane beside it are watched.\n\n| what | median ms | 9 in 10 within, ms | longest ms |\n| --- | --- | --- | --- |\n", what)
	for _, row := range []struct {
		what string
		all  []float64
	}{{"the pane begins to change", first}, {"the pane has changed for the last time", last}} {
		slices.Sort(row.all)
		n := len(row.all)
		fmt.Fprintf(out, "| %s | %.0f | %.0f | %.0f |\n", row.what, row.all[n/2], row.all[n*9/10], row.all[n-1])
	}
	fmt.Fprintln(out)
	return walked(out, w)
}

const (
	walks     = 16                    // through the list, down and up, for the memory
	walkEvery = 60 * time.Millisecond // between two messages, so that each is drawn
)

// walked tells how the memory of the window grows while messages are opened one after the
// other, about 800 a minute: after each walk through the list. Fyne keeps the widgets of a
// message for a minute, so it grows through the first minute.
func walked(out io.Writer, w *opened) error {
	fmt.Fprintf(out, "| messages opened | memory of the window, MB | × after the first %d |\n| --- | --- | --- |\n", nextSteps)
	var first float64
	for i := range walks {
		key := w.up
		if i%2 == 1 {
			key = w.down
		}
		for range nextSteps {
			if err := w.tap(key); err != nil {
				return err
			}
			time.Sleep(walkEvery)
		}
		size, err := w.resident()
		if err != nil {
			return err
		}
		if first == 0 {
			first = size
		}
		fmt.Fprintf(out, "| %d | %.0f | %.2f |\n", (i+2)*nextSteps, size/1e6, size/first)
	}
	fmt.Fprintln(out)
	return nil
}

// pageMail is mail as people get it: newsletters and pages of the corpora where these
// are, else made-up messages. Each has a subject and a date of its own.
func pageMail() (what string, message func(i int) []byte) {
	var mail []string // from the end of the fields From, Subject and Date
	for _, p := range under("../shared/corpora/html", ".html") {
		if page, err := os.ReadFile(p); err == nil {
			mail = append(mail, "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"+b64(page))
		}
	}
	for _, p := range under("../shared/corpora/list/hard_ham", "") {
		if raw, err := os.ReadFile(p); err == nil {
			head, body, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
			head = headFields.ReplaceAllString(head+"\n", "")
			mail = append(mail, strings.ReplaceAll(head+"\n"+body, "\n", "\r\n"))
		}
	}
	if len(mail) == 0 {
		return "made-up messages", newDrop(false).message
	}
	step := len(mail)*5/8 | 1 // so that every stretch of the list holds both kinds
	return fmt.Sprintf("%d newsletters and letters of the corpora", len(mail)), func(i int) []byte {
		return fmt.Appendf(nil, "From: News <news@example.org>\r\nSubject: Number %d\r\nDate: %s\r\n%s", i, date(i).Format(time.RFC1123Z), mail[i*step%len(mail)])
	}
}

// headFields are the fields that pageMail sets, with the lines that belong to them.
var headFields = regexp.MustCompile(`(?im)^(From|Subject|Date|Sender|From ).*\n(?:[ \t].*\n)*`)

// under are the files below a folder whose names end so.
func under(folder, ending string) (files []string) {
	_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && strings.HasSuffix(path, ending) {
			files = append(files, path)
		}
		return nil
	})
	return files
}
