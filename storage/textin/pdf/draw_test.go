package pdf

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/storage/textin"
)

// open is an engine that is made ready once for all runs of the tests.
func open(t testing.TB) *Engine {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	e, err := Open(filepath.Join(cache, "popmail-test"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// sheet is a PDF of a page with one line, 72 points from the left and 72 from the top of a sheet
// of 612 × 792, which more changes.
func sheet(line, more string) []byte {
	stream := "BT /F1 24 Tf 72 720 Td (" + line + ") Tj ET"
	return objects("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "+more+" /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
}

// ink is the part of a box that is not paper, from 0 to 1.
func ink(p *textin.Picture, b textin.Box) float64 {
	dark, all := 0, 0
	for y := int(b.Top); y < int(b.Bottom); y++ {
		for x := int(b.Left); x < int(b.Right); x++ {
			if x < 0 || y < 0 || x >= p.Width || y >= p.Height {
				continue
			}
			if all++; p.Pixels[4*(y*p.Width+x)] < 128 {
				dark++
			}
		}
	}
	return float64(dark) / float64(max(all, 1))
}

// A page is drawn in the size that is asked for, on white, and each letter stands where it is said,
// also on a sheet that is turned or cut.
func TestDraw(t *testing.T) {
	e := open(t)
	for _, c := range []struct {
		name, more string
		v          textin.View
		w, h       int
	}{
		{"whole", "", textin.View{Page: 1, Width: 306, PerPoint: 2}, 306, 396},
		{"at its own size", "", textin.View{Page: 1, Width: 3000, PerPoint: 1.5}, 918, 1188},
		{"turned", "/Rotate 90", textin.View{Page: 1, Width: 792, PerPoint: 4}, 792, 612},
		{"upside down", "/Rotate 180", textin.View{Page: 1, Width: 612, PerPoint: 4}, 612, 792},
		{"cut", "/CropBox [50 600 450 760]", textin.View{Page: 1, Width: 800, PerPoint: 4}, 800, 320},
		{"endless", "/CropBox [0 -13000 600 1000] /MediaBox [0 -13000 600 1000]", textin.View{Page: 1, Width: 3000, PerPoint: 4}, 599, 13977},
	} {
		p, err := e.Draw(sheet("HHHH HHHH", c.more), c.v)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if abs(p.Width-c.w) > 1 || abs(p.Height-c.h) > 1 || len(p.Pixels) != 4*p.Width*p.Height {
			t.Errorf("%s: %d × %d, %d octets", c.name, p.Width, p.Height, len(p.Pixels))
		}
		if p.Text != "HHHH HHHH" || len(p.Boxes) != 9 {
			t.Errorf("%s: %q, %d boxes", c.name, p.Text, len(p.Boxes))
			continue
		}
		for i, b := range p.Boxes {
			got := ink(p, b)
			if p.Text[i] == 'H' && got < 0.1 || p.Text[i] == ' ' && got > 0.02 {
				t.Errorf("%s: %.2f of letter %d, %v, is ink", c.name, got, i, b)
			}
		}
		all := ink(p, textin.Box{Right: float32(p.Width), Bottom: float32(p.Height)})
		if p.Pixels[3] != 255 || all > 0.05 {
			t.Errorf("%s: %.2f of the paper is ink", c.name, all)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// What cannot be drawn is an error, and what is drawn of broken files stays within what was asked for.
func TestDrawBroken(t *testing.T) {
	e := open(t)
	v := textin.View{Page: 1, Width: 200, PerPoint: 2}
	if _, err := e.Draw([]byte("no PDF at all"), v); !errors.Is(err, textin.ErrUnreadable) {
		t.Error(err)
	}
	if _, err := e.Draw(sheet("one", ""), textin.View{Page: 2, Width: 200, PerPoint: 2}); !errors.Is(err, textin.ErrUnreadable) {
		t.Error(err)
	}
	key := strings.Repeat("00", 32)
	if _, err := e.Draw(file("secret", "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+key+"> /U <"+key+"> >>"), v); !errors.Is(err, textin.ErrEncrypted) {
		t.Error(err)
	}
	well, r := sheet("HHHH", ""), rand.New(rand.NewPCG(1, 2))
	for range 60 {
		b := append([]byte(nil), well...)
		for range 1 + r.IntN(12) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		p, err := e.Draw(b[:len(b)-r.IntN(200)], v)
		if err != nil && !errors.Is(err, textin.ErrUnreadable) && !errors.Is(err, textin.ErrEncrypted) || err == nil && (p.Width > 201 || p.Width*p.Height > textin.MaxPixels) {
			t.Error(err)
		}
	}
	if p, err := e.Draw(well, v); err != nil || p.Text != "HHHH" {
		t.Error(err)
	}
}

func FuzzDraw(f *testing.F) {
	e := open(f)
	f.Add(sheet("Outside cabin", ""), 1, 300)
	f.Add(sheet("Outside cabin", "/Rotate 90 /CropBox [50 600 450 760]"), 1, 3000)
	f.Fuzz(func(t *testing.T, b []byte, page, width int) {
		if page < 1 || width < 1 {
			return // the client asks for none of these
		}
		p, err := e.Draw(b, textin.View{Page: page, Width: width, PerPoint: 2})
		if err != nil {
			return
		}
		raw, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := new(textin.Picture).UnmarshalBinary(raw); err != nil {
			t.Errorf("%d × %d with %d boxes: %v", p.Width, p.Height, len(p.Boxes), err)
		}
	})
}
