package main

import (
	"bufio"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type wordRow struct {
	Word       string
	X, Y, W, H float64
}

// rendered reads the picture and the words that render has written.
func rendered(t *testing.T, picture, words string) (image.Image, []wordRow) {
	t.Helper()
	f, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	w, err := os.Open(words)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	var out []wordRow
	for s := bufio.NewScanner(w); s.Scan(); {
		var row wordRow
		d := json.NewDecoder(strings.NewReader(s.Text()))
		d.DisallowUnknownFields()
		if err := d.Decode(&row); err != nil {
			t.Fatalf("%s: %v", s.Text(), err)
		}
		out = append(out, row)
	}
	return img, out
}

func wordsOf(rows []wordRow) string {
	var all []string
	for _, r := range rows {
		all = append(all, r.Word)
	}
	return strings.Join(all, " ")
}

// TestRenderFile draws a page from disk: without a display, without a data folder.
func TestRenderFile(t *testing.T) {
	dir := t.TempDir()
	page, picture, words := filepath.Join(dir, "a.html"), filepath.Join(dir, "a.png"), filepath.Join(dir, "a.json")
	html := `<!DOCTYPE html><p>One <b>two</b>th<i>ree</i></p><table width=100><tr><td style="display:none">hidden<td>left<td align=right>right</table>
		<p style="text-transform:uppercase">upper</p><img src="http://example.org/a.png" alt="Alternative"><div dir=rtl>שלום עולם</div>`
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	pop(t, data, "render", "--html", page, "--width", "400", "--output", picture, "--words", words).must(t, 0)
	img, rows := rendered(t, picture, words)
	if got := wordsOf(rows); got != "One two th ree left right upper שלום עולם" {
		t.Errorf("words %q", got)
	}
	if img.Bounds().Dx() != 400 {
		t.Errorf("the picture is %d wide", img.Bounds().Dx())
	}
	if r := rows[0]; r.X != 8 || r.Y != 16 || r.H != 22 { // the body's and the paragraph's margins
		t.Errorf("the first word lies at %+v", r)
	}
	if first, second := rows[len(rows)-2], rows[len(rows)-1]; first.X < second.X {
		t.Errorf("from right to left: %+v, then %+v", first, second)
	}
	for _, r := range rows {
		if dark(img, r) == 0 {
			t.Errorf("nothing is drawn at %+v", r)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a data folder was made")
	}

	pop(t, data, "render", "--html", page, "--width", "400", "--output", picture, "--dark").must(t, 0)
	img, _ = rendered(t, picture, words)
	if r, g, b, _ := img.At(399, 0).RGBA(); r+g+b > 3*0x4000 {
		t.Errorf("on a dark screen the paper is %v", img.At(399, 0))
	}
}

// dark counts the dark pixels of a word's box.
func dark(img image.Image, r wordRow) (n int) {
	for y := int(r.Y); y < int(r.Y+r.H); y++ {
		for x := int(r.X); x < int(r.X+r.W); x++ {
			if c, ok := color.GrayModel.Convert(img.At(x, y)).(color.Gray); ok && c.Y < 0x80 {
				n++
			}
		}
	}
	return n
}

const withPicture = `From: a@example.net
Subject: picture
MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<!DOCTYPE html><body style="margin:0"><img src="cid:dot@example.net" width=20 height=20 style="display:block"><p style="margin:0">below
--b
Content-Type: image/png
Content-ID: <dot@example.net>
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==
--b--
`

const twoPages = `From: a@example.net
Subject: two
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<style>p { margin: 0; color: #ffffff } * { display: none }</style><div><table><tr><td>first
--b
Content-Type: text/html; charset=utf-8

<p>second
--b--
`

const plainText = "From: a@example.net\nSubject: plain\n\none  two\n\n    three <b>four</b>\n"

// TestRenderMessage draws what messages show: pictures that they bring, each part by
// itself, plain text as it stands.
func TestRenderMessage(t *testing.T) {
	data := seed(t, withPicture, twoPages, plainText)
	dir := t.TempDir()
	picture, words := filepath.Join(dir, "a.png"), filepath.Join(dir, "a.json")
	render := func(id string) (image.Image, []wordRow) {
		t.Helper()
		pop(t, data, "render", id, "--width", "300", "--output", picture, "--words", words).must(t, 0)
		return rendered(t, picture, words)
	}
	img, rows := render("1")
	if r, g, b, _ := img.At(10, 10).RGBA(); r>>8 != 0xff || g != 0 || b != 0 {
		t.Errorf("the picture of the message is not drawn: %v", img.At(10, 10))
	}
	if len(rows) != 1 || rows[0].Y != 20 {
		t.Errorf("%+v", rows)
	}
	if _, rows = render("2"); wordsOf(rows) != "second" {
		t.Errorf("a part touches another one: %q", wordsOf(rows))
	}
	_, rows = render("3")
	if wordsOf(rows) != "one two three <b>four</b>" {
		t.Errorf("%q", wordsOf(rows))
	}
	if gap := rows[2].X - rows[0].X; gap < 10 {
		t.Errorf("four blanks are %v wide", gap)
	}
	if rows[2].Y-rows[0].Y < 40 {
		t.Error("the empty line is lost")
	}
}

// TestRenderSigned: what the window leaves out is left out here too.
func TestRenderSigned(t *testing.T) {
	data := seed(t, "From: a@example.net\nSubject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- -- signed\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n")
	dir := t.TempDir()
	picture, words := filepath.Join(dir, "a.png"), filepath.Join(dir, "a.json")
	pop(t, data, "render", "1", "--width", "300", "--output", picture, "--words", words).must(t, 0)
	if _, rows := rendered(t, picture, words); wordsOf(rows) != "-- signed" {
		t.Errorf("%q", wordsOf(rows))
	}
}

// TestRenderHuge: however large a page makes itself, its picture has a bound.
func TestRenderHuge(t *testing.T) {
	dir := t.TempDir()
	page, out := filepath.Join(dir, "a.html"), filepath.Join(dir, "a.png")
	if err := os.WriteFile(page, []byte(`<!DOCTYPE html><div style="width:30000px;height:30000px;background:red">x</div>`), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := pop(t, t.TempDir(), "render", "--html", page, "--output", out).must(t, 0); !strings.Contains(r.stderr, "The picture ends after") {
		t.Errorf("%q", r.stderr)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	c, err := png.DecodeConfig(f)
	if err != nil || c.Width != 30_000 || c.Height != 2000 {
		t.Errorf("%d × %d (%v)", c.Width, c.Height, err)
	}
}

func TestRenderUsage(t *testing.T) {
	data := seed(t, plainText)
	dir := t.TempDir()
	out := filepath.Join(dir, "a.png")
	for _, c := range []struct {
		code int
		args []string
	}{
		{2, []string{"render"}},
		{2, []string{"render", "1"}},
		{2, []string{"render", "x", "--output", out}},
		{2, []string{"render", "1", "--output", out, "--width", "3"}},
		{2, []string{"render", "1", "--html", out, "--output", out}},
		{1, []string{"render", "99", "--output", out}},
		{1, []string{"render", "--html", filepath.Join(dir, "nothing.html"), "--output", out}},
		{1, []string{"render", "1", "--output", filepath.Join(dir, "no", "folder", "a.png")}},
	} {
		if r := pop(t, data, c.args...); r.code != c.code || r.stderr == "" {
			t.Errorf("%v: exit code %d, want %d: %s", c.args, r.code, c.code, r.stderr)
		}
	}
}
