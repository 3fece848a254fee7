package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jezek/xgb/xproto"

	"popmail/storage"
)

const (
	writeKeys   = 120                    // that are typed into each letter
	writeOpened = 15                     // times that a letter is opened
	writeQuoted = 200 << 10              // octets of the message that is answered
	writeMet    = 50_000                 // people to complete from
	keyEvery    = 120 * time.Millisecond // between two keys; the caret begins to blink later
	windowRows  = 60                     // of pixels that a new window changes at least, and a caret does not
)

// write measures letters in the real window: how soon a letter stands there after its key,
// below a long quote and in an empty letter, how soon the window of a letter is drawn, and
// how soon people are completed.
func write(ctx context.Context, out io.Writer, o options) error {
	if err := complete(ctx, out, o); err != nil {
		return err
	}
	w, err := openWith(ctx, o, 2, func(i int) []byte {
		text := "<p>Dear Ann, we take the ferry.</p>\r\n"
		if i == 0 {
			text = strings.Repeat("<p>The <b>ferry</b> leaves at noon, and the weather is <i>fine</i> for the time of year.</p>\r\n", writeQuoted/98)
		}
		return fmt.Appendf(nil, "From: Maria <maria@ferry.example>\r\nTo: bench@example.org\r\nSubject: Number %d\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s", i, date(i).Format(time.RFC1123Z), text)
	}, nil)
	if err != nil {
		return err
	}
	defer w.close()
	w.left = 0
	p := letters{opened: w}
	if p.main, err = p.front(); err != nil {
		return err
	}
	type kind struct {
		what                string
		shown, open, letter []float64
		begin               func() error // presses what opens the letter
	}
	kinds := []*kind{
		{what: "an empty letter", begin: func() error { return w.chord(keyControl, 'n') }},
		{what: "an answer to 200 KB", begin: func() error { return w.chord(0, 'r') }},
	}
	for range 2 { // down to the long one, which is the older
		if _, _, err := w.press(); err != nil {
			return err
		}
	}
	time.Sleep(2 * time.Second)
	for round := range writeOpened + 1 {
		for _, k := range kinds {
			shown, whole, err := p.open(k.begin)
			if err != nil {
				return fmt.Errorf("%s: %w", k.what, err)
			}
			if round > 0 {
				k.shown, k.open = append(k.shown, shown), append(k.open, whole)
			}
			if round == writeOpened {
				if k.letter, err = p.typing(); err != nil {
					return fmt.Errorf("%s: %w", k.what, err)
				}
			}
			if err := p.shut(); err != nil {
				return fmt.Errorf("%s: %w", k.what, err)
			}
		}
	}
	fmt.Fprintf(out, "## Writing\n\nA real window of 1280 × 800 on a virtual display without a graphics card, whose pixels are watched.\n\n| what | median ms | 9 in 10 within, ms | × the empty letter |\n| --- | --- | --- | --- |\n")
	for _, row := range []struct {
		what string
		of   func(*kind) []float64
	}{{"from the key to the letter on the screen, in ", func(k *kind) []float64 { return k.letter }}, {"from the key to the window of ", func(k *kind) []float64 { return k.shown }},
		{"from the key to all that is seen in the window of ", func(k *kind) []float64 { return k.open }}} {
		floor := middle(row.of(kinds[0]))
		for _, k := range kinds {
			all := row.of(k)
			m := middle(all)
			fmt.Fprintf(out, "| %s%s | %.0f | %.0f | %.2f |\n", row.what, k.what, m, all[len(all)*9/10], m/floor)
		}
	}
	fmt.Fprintln(out)
	return nil
}

// middle sorts figures and returns the one in the middle.
func middle(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// letters are the windows of letters above that of the mail.
type letters struct {
	*opened
	main xproto.Window
}

// front is the window that was opened last and is large enough to be one of a person.
func (p *letters) front() (xproto.Window, error) {
	tree, err := xproto.QueryTree(p.x, p.root).Reply()
	if err != nil {
		return 0, err
	}
	for _, w := range slices.Backward(tree.Children) {
		a, err := xproto.GetWindowAttributes(p.x, w).Reply()
		if err != nil || a.MapState != xproto.MapStateViewable {
			continue
		}
		if g, err := xproto.GetGeometry(p.x, xproto.Drawable(w)).Reply(); err == nil && g.Width > 400 {
			return w, nil
		}
	}
	return 0, errors.New("there is no window")
}

func (p *letters) focus(w xproto.Window) error {
	return xproto.SetInputFocusChecked(p.x, xproto.InputFocusPointerRoot, w, xproto.TimeCurrentTime).Check()
}

// open presses what opens a letter and returns how long it was, in milliseconds, until the
// window was drawn, and until it was for the last time; a caret that blinks does not count.
func (p *letters) open(press func() error) (shown, whole float64, err error) {
	if err := p.focus(p.main); err != nil {
		return 0, 0, err
	}
	time.Sleep(300 * time.Millisecond)
	if _, err := p.rows(); err != nil {
		return 0, 0, err
	}
	at := time.Now()
	if err := press(); err != nil {
		return 0, 0, err
	}
	for took := time.Duration(0); took < pressEnd; took = time.Since(at) {
		n, err := p.rows()
		switch {
		case err != nil:
			return 0, 0, err
		case n > windowRows:
			if whole = time.Since(at).Seconds() * 1000; shown == 0 {
				shown = whole
			}
		case whole > 0 && took.Seconds()*1000 > whole+2000*stillFor.Seconds():
			w, err := p.front()
			if err == nil && w == p.main {
				err = errors.New("no window was opened")
			}
			if err == nil {
				err = p.focus(w)
			}
			return shown, whole, err
		}
		time.Sleep(lookEvery)
	}
	return 0, 0, errors.New("the letter does not open")
}

// typing types letters and returns how long each was until it stood there, in milliseconds.
func (p *letters) typing() (all []float64, err error) {
	time.Sleep(500 * time.Millisecond)
	for i := range writeKeys + 1 {
		if _, err := p.rows(); err != nil {
			return nil, err
		}
		at := time.Now()
		if err := p.chord(0, xproto.Keysym("the ferry leaves"[i%16])); err != nil {
			return nil, err
		}
		for {
			n, err := p.rows()
			if err != nil {
				return nil, err
			}
			if n > 0 {
				break
			}
			if time.Since(at) > pressEnd {
				return nil, errors.New("nothing is written")
			}
			time.Sleep(lookEvery)
		}
		if i > 0 { // the caret was blinking
			all = append(all, time.Since(at).Seconds()*1000)
		}
		time.Sleep(keyEvery)
	}
	return all, nil
}

// shut closes the letter that is open.
func (p *letters) shut() error {
	if err := p.chord(0, keyEscape); err != nil {
		return err
	}
	for begun := time.Now(); time.Since(begun) < pressEnd; time.Sleep(20 * time.Millisecond) {
		if w, err := p.front(); err == nil && w == p.main {
			time.Sleep(500 * time.Millisecond)
			return nil
		}
	}
	return errors.New("the letter does not close")
}

// complete measures completion beside a walk over the names, which is what no way without
// an index can be faster than.
func complete(ctx context.Context, out io.Writer, o options) error {
	const each = 100
	var names []string
	name := func(i int) string {
		return fmt.Sprintf("%s %s%d", []string{"Maria", "Mark", "Lena", "Jörg", "Åse", "Пётр", "Dad", "Ann", "Bob", "Carl"}[i%10], []string{"Bauer", "Olsen", "Müller", "Smith"}[i/10%4], i)
	}
	dir, err := filledWith(ctx, writeMet/each, func(m int) []byte {
		var b bytes.Buffer
		fmt.Fprintf(&b, "From: bench@example.org\r\nSubject: Number %d\r\nDate: %s\r\nTo: ", m, date(m).Format(time.RFC1123Z))
		for i := range each {
			who := name(m*each + i)
			names = append(names, who)
			if i > 0 {
				b.WriteString(",\r\n ")
			}
			fmt.Fprintf(&b, "%s <p%d@site%d.example>", who, m*each+i, i)
		}
		b.WriteString("\r\n\r\nHello.\r\n")
		return b.Bytes()
	})
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	begun := time.Now()
	if _, err := s.People(ctx, "m", 8); err != nil {
		return err
	}
	first := time.Since(begun)
	fmt.Fprintf(out, "## Completion among %d people\n\nReading them, once: %.0f ms. The floor looks for what is typed in as many names, one after the other.\n\n| typed | median ms | × the floor |\n| --- | --- | --- |\n", writeMet, first.Seconds()*1000)
	for _, typed := range []string{"m", "ma", "maria b", "p4999", "zzz"} {
		var ours, floor []float64
		for range 10 * o.rounds {
			begun := time.Now()
			if _, err := s.People(ctx, typed, 8); err != nil {
				return err
			}
			ours = append(ours, time.Since(begun).Seconds()*1000)
			begun = time.Now()
			n := 0
			for _, who := range names {
				if strings.Contains(strings.ToLower(who), typed) {
					n++
				}
			}
			floor = append(floor, time.Since(begun).Seconds()*1000)
		}
		m := middle(ours)
		fmt.Fprintf(out, "| %s | %.2f | %.2f |\n", typed, m, m/middle(floor))
	}
	fmt.Fprintln(out)
	return nil
}
