// Package fonts finds out which scripts this computer has no font for. Fyne
// draws a box for each letter that neither its own fonts nor those of the system
// hold, so mail in such a script cannot be read.
package fonts

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"

	"popmail/gui/kit/text"
)

// script is a way of writing, told by letters that each text in it needs.
type script struct {
	name    string // English, for lang.L
	letters string
	debian  string // package of Debian and its children that brings a font
}

var scripts = []script{
	{"Latin", "aéñßłřğơệ€–“", "fonts-noto-core"},
	{"Greek", "αΩάϊ", "fonts-noto-core"},
	{"Cyrillic", "яЖіїґ", "fonts-noto-core"},
	{"Hebrew", "אלךש", "fonts-noto-core"},
	{"Arabic", "اعشپی", "fonts-noto-core"},
	{"Devanagari", "अमीश", "fonts-noto-core"},
	{"Thai", "กิไทย", "fonts-noto-core"},
	{"Chinese", "的国國們", "fonts-noto-cjk"},
	{"Japanese", "のカ東ー", "fonts-noto-cjk"},
	{"Korean", "한국어을", "fonts-noto-cjk"},
	{"Emoji", "😀🎂❤👍", "fonts-noto-color-emoji"},
}

// covers reports whether a letter can be drawn.
type covers func(r rune) bool

// Missing returns the English names of the scripts that cannot be shown and, on
// Linux, the Debian packages that would help. Both are empty when all is well.
// Finding out takes up to some seconds the first time a computer is asked, since
// all its fonts are read; Fyne's index of them is used and kept.
func Missing(ctx context.Context) (names, packages []string) {
	return missing(ctx, system)
}

func missing(ctx context.Context, fonts func() (covers, error)) (names, packages []string) {
	done := make(chan covers, 1)
	go func() { // the scan cannot be stopped; it ends by itself and leaves its index
		c, err := fonts()
		if err != nil {
			c = nil
		}
		done <- c
	}()
	select {
	case <-ctx.Done():
		return nil, nil
	case c := <-done:
		if c == nil {
			return nil, nil
		}
		names, packages = without(c)
		if runtime.GOOS != "linux" {
			packages = nil
		}
		return names, packages
	}
}

func without(c covers) (names, packages []string) {
	for _, s := range scripts {
		for _, r := range s.letters {
			if c(r) {
				continue
			}
			names = append(names, s.name)
			if !slices.Contains(packages, s.debian) {
				packages = append(packages, s.debian)
			}
			break
		}
	}
	return names, packages
}

// system looks where Fyne looks: its own fonts, then the computer's, by the index
// that Fyne has made (fontscan reads the fonts once in a process and keeps the
// index in the user's cache folder).
func system() (covers, error) {
	own, err := faces(theme.DefaultTextFont().Content(), theme.DefaultEmojiFont().Content())
	if err != nil {
		return nil, err
	}
	// Without any usable font, or without a cache folder, Fyne goes on with its
	// own fonts.
	text.FindSystem()
	prints, err := fontscan.SystemFonts(silent{}, "")
	if err != nil {
		prints = nil
	}
	return func(r rune) bool {
		return slices.ContainsFunc(own, func(f *font.Face) bool {
			_, ok := f.NominalGlyph(r)
			return ok
		}) || slices.ContainsFunc(prints, func(p fontscan.Footprint) bool { return p.Runes.Contains(r) })
	}, nil
}

func faces(fonts ...[]byte) ([]*font.Face, error) {
	var out []*font.Face
	for _, data := range fonts {
		f, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("built-in font: %w", err)
		}
		out = append(out, f)
	}
	return out, nil
}

// silent drops what fontscan tells about each font.
type silent struct{}

func (silent) Printf(string, ...any) {}
