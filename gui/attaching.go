package gui

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2/lang"

	"popmail/account/letter"
	"popmail/gui/words"
)

// mostAttached bounds the octets of one file; hardly any server takes a letter as large.
const mostAttached = 100 << 20

// readFiles reads files for a letter, and names those that could not be read. Folders are
// not taken.
func readFiles(ctx context.Context, paths []string) (out []letter.Attachment, failed []string) {
	for _, p := range paths {
		i, err := os.Stat(p)
		if err != nil || !i.Mode().IsRegular() || ctx.Err() != nil {
			failed = append(failed, filepath.Base(p))
			continue
		}
		if i.Size() > mostAttached {
			failed = append(failed, filepath.Base(p)+" ("+words.Size(i.Size())+")")
			continue
		}
		data, err := os.ReadFile(p)
		if err != nil {
			failed = append(failed, filepath.Base(p))
			continue
		}
		kind := mime.TypeByExtension(strings.ToLower(filepath.Ext(p)))
		if kind == "" {
			kind = http.DetectContentType(data)
		}
		out = append(out, letter.Attachment{Name: filepath.Base(p), Type: kind, Data: data})
	}
	return out, failed
}

// filePaths are the files that a pasted text stands for, as programs for files copy them:
// paths or file: addresses, one a line. None where any line is something else.
func filePaths(text string) (out []string) {
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		l = strings.TrimSpace(l)
		if l == "copy" || l == "cut" || l == "x-special/nautilus-clipboard" {
			continue
		}
		if u, err := url.Parse(l); err == nil && u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") {
			l = filepath.FromSlash(u.Path)
		}
		if !filepath.IsAbs(l) {
			return nil
		}
		if i, err := os.Lstat(l); err != nil || !i.Mode().IsRegular() {
			return nil
		}
		out = append(out, l)
	}
	return out
}

// attach asks for files in the system's dialog, or in Fyne's.
func (d *draft) attach() {
	d.side.saving.chooseFiles(lang.L("Attach files"), lang.L("Attach"), true, d.attachFiles)
}
