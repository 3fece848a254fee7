package pdf

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"popmail/storage/query"
	"popmail/storage/textin"
)

// twoLines is a PDF whose three pages are one line of text, none, and another line.
func twoLines(first, last string) []byte {
	page := func(line string) (string, string) {
		stream := "BT /F1 12 Tf 72 720 Td (" + line + ") Tj ET"
		return "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 9 0 R >> >> >>", fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream)
	}
	p, one := page(first)
	_, three := page(last)
	return objects("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>",
		fmt.Sprintf(p, 6), "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>", fmt.Sprintf(p, 7), one, three, "<< >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
}

// file is a PDF of a page with a line of text; more goes into its trailer.
func file(line, more string) []byte {
	stream := "BT /F1 12 Tf 72 720 Td (" + line + ") Tj ET"
	return objects(more, "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
}

// objects is a PDF of objects, with more in its trailer.
func objects(more string, list ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range list {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, more, xref)
	return []byte(b.String())
}

func TestText(t *testing.T) {
	e, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	well := file("Two, outside cabin, deck 7", "")
	check := func() {
		t.Helper()
		if got, err := e.Text(well); err != nil || strings.TrimSpace(got) != "Two, outside cabin, deck 7" {
			t.Fatalf("%q %v", got, err)
		}
	}
	check()
	pages := func() (out []string) {
		got, err := e.Text(twoLines("an outside cabin", "deck 7"))
		for p := range strings.SplitSeq(got, textin.Page) {
			out = append(out, strings.TrimSpace(p))
		}
		if err != nil {
			t.Error(err)
		}
		return out
	}
	if got := pages(); !slices.Equal(got, []string{"an outside cabin", "", "deck 7"}) {
		t.Errorf("the pages are %q", got)
	}
	if _, err := e.Text([]byte("no PDF at all")); !errors.Is(err, textin.ErrUnreadable) {
		t.Error(err)
	}
	key := strings.Repeat("00", 32)
	locked := file("secret", "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+key+"> /U <"+key+"> >>")
	if got, err := e.Text(locked); !errors.Is(err, textin.ErrEncrypted) {
		t.Errorf("%q %v", got, err)
	}
	// Broken files are read or not; the next one is read.
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		b := append([]byte(nil), well...)
		for range 1 + r.IntN(12) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		if got, err := e.Text(b[:len(b)-r.IntN(200)]); err != nil && !errors.Is(err, textin.ErrUnreadable) && !errors.Is(err, textin.ErrEncrypted) || len(got) > 1000 {
			t.Errorf("%q %v", got, err)
		}
	}
	check()
}

// TestHyphens: a word that was parted at the end of a line is found whole, and one that has a hyphen of its own
// by its parts; on a page that is drawn stands the same.
func TestHyphens(t *testing.T) {
	e := open(t)
	for _, c := range []struct{ first, second, want string }{
		{"the Rechnungs-", "betrag is due", "the rechnungsbetrag is due"},
		{"eine E-Mail-", "Adresse", "eine e mail adresse"},
		{"RECHNUNGS-", "BETRAG", "rechnungsbetrag"},
		{"of COVID-", "19 and", "of covid 19 and"},
		{"no hyphen", "here", "no hyphen here"},
	} {
		data := file(c.first+") Tj 0 -14 Td ("+c.second, "")
		text, err := e.Text(data)
		if got := query.Fold(text); got != c.want || err != nil {
			t.Errorf("%q: %q %v, want %q", text, got, err, c.want)
		}
		p, err := e.Draw(data, textin.View{Page: 1, Width: 300, PerPoint: 1})
		if err != nil || query.Fold(p.Text) != c.want || utf8.RuneCountInString(p.Text) != len(p.Boxes) {
			t.Errorf("drawn: %+v %v, want %q", p, err, c.want)
		}
	}
	for in, want := range map[string]string{"\x02": "\u00ad", "a\x02": "a\u00ad", "\ufffeA": "\u00adA", "a\ufffeb": "a\u00adb", "a\x02B": "a-B", "A\x02B": "A\u00adB"} {
		if got := string(hyphens([]rune(in))); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestPatience: of a file that takes long what was read is there, and it is told that there is more.
func TestPatience(t *testing.T) {
	e := open(t)
	e.patience = 0
	if got, err := e.Text(twoLines("an outside cabin", "deck 7")); strings.TrimSpace(got) != "an outside cabin" || !errors.Is(err, textin.ErrLost) {
		t.Errorf("%q %v", got, err)
	}
	if got, err := e.Text(file("Two, outside cabin", "")); strings.TrimSpace(got) != "Two, outside cabin" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}

func FuzzText(f *testing.F) {
	cache, err := os.UserCacheDir()
	if err != nil {
		f.Fatal(err)
	}
	// Every process of the fuzzer would compile PDFium anew.
	e, err := Open(filepath.Join(cache, "popmail-test"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = e.Close() })
	f.Add(file("Outside cabin", ""))
	f.Add(file("secret", "/Encrypt << /Filter /Standard /V 1 /R 2 >>"))
	f.Add([]byte("%PDF-1.7"))
	f.Fuzz(func(t *testing.T, data []byte) {
		begun := time.Now()
		got, err := e.Text(data)
		if took := time.Since(begun); took > 20*time.Second || len(got) > 2*textin.MaxText {
			t.Errorf("%d octets took %v and gave %d", len(data), took, len(got))
		}
		if err != nil && !errors.Is(err, textin.ErrUnreadable) && !errors.Is(err, textin.ErrEncrypted) {
			t.Error(err)
		}
	})
}
