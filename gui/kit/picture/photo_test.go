package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scene is an image with much in it: red at the left, blue at the right, and noise.
func scene(w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			n := uint8(r.UintN(60))
			c := color.RGBA{180 + n, n, n, 255}
			if x > w/2 {
				c = color.RGBA{n, n, 180 + n, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// noted is the TIFF of a camera: how the picture is to be turned, and where it was taken.
func noted(turn int) []byte {
	var b bytes.Buffer
	put := func(v ...any) {
		for _, x := range v {
			_ = binary.Write(&b, binary.LittleEndian, x)
		}
	}
	b.WriteString("II*\x00")
	put(uint32(8), uint16(2),
		uint16(tagOrientation), uint16(3), uint32(1), uint16(turn), uint16(0),
		uint16(tagGPS), uint16(4), uint32(1), uint32(38), uint32(0),
		uint16(1), uint16(tagLatitude), uint16(5), uint32(3), uint32(56), uint32(0))
	put(uint32(50), uint32(1), uint32(56), uint32(1), uint32(17), uint32(1))
	b.WriteString("Maker of cameras")
	return b.Bytes()
}

const xmp = "http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude=\"50,56.17N\"/>"

func asJPEG(t *testing.T, img image.Image, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	out := append([]byte{}, b.Bytes()[:2]...)
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, b.Bytes()[2:]...)
}

func asPNG(t *testing.T, img image.Image, chunks ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	const ihdr = 8 + 25
	out := append([]byte{}, b.Bytes()[:ihdr]...)
	for _, c := range chunks {
		out = append(out, c...)
	}
	return append(out, b.Bytes()[ihdr:]...)
}

func exifSegment(turn int) []byte {
	return segment(markAPP1, append([]byte(exifMark), noted(turn)...))
}

// anyNote fails where something is left of what a camera noted.
func anyNote(t *testing.T, data []byte) {
	t.Helper()
	for _, w := range []string{"Maker of cameras", "GPSLatitude", "my garden", "ftypmp42"} {
		if bytes.Contains(data, []byte(w)) {
			t.Errorf("%q is left", w)
		}
	}
	if Place(data) {
		t.Error("the place is left")
	}
}

func TestShrinkTurnsAndForgets(t *testing.T) {
	big := scene(2600, 1300)
	profile := bytes.Repeat([]byte("a profile "), 9000) // more than one segment holds
	colors := withProfile([]byte{0xff, markSOI}, profile)[2:]
	for turn := 1; turn <= 8; turn++ {
		data := asJPEG(t, big, exifSegment(turn), segment(markAPP1, []byte(xmp)), segment(markCOM, []byte("my garden")), colors)
		if !Place(data) {
			t.Fatal("the place is not seen")
		}
		small, media, err := Shrink(t.Context(), data)
		if err != nil || media != "image/jpeg" || len(small) > len(data)*8/10 {
			t.Fatalf("%d: %v %s, %d of %d", turn, err, media, len(small), len(data))
		}
		anyNote(t, small)
		if orientation(small) != 1 || !bytes.Equal(profileOf(small), profile) {
			t.Errorf("%d: to be turned again, or of other colors", turn)
		}
		img, err := jpeg.Decode(bytes.NewReader(small))
		want := image.Pt(2048, 1024)
		if turn >= 5 {
			want = image.Pt(1024, 2048)
		}
		if err != nil || img.Bounds().Size() != want {
			t.Fatalf("%d: %v %v", turn, err, img.Bounds())
		}
		// Where the red side has come to, by Exif 2.3, section 4.6.4 A.
		at := map[int]image.Point{1: {100, 512}, 2: {1948, 512}, 3: {1948, 512}, 4: {100, 512}, 5: {512, 100}, 6: {512, 100}, 7: {512, 1948}, 8: {512, 1948}}[turn]
		if r, _, b, _ := img.At(at.X, at.Y).RGBA(); r < 3*b {
			t.Errorf("%d: turned the wrong way: red %d, blue %d", turn, r>>8, b>>8)
		}
	}
}

func TestShrinkOtherKinds(t *testing.T) {
	big := scene(2500, 900)
	clear := scene(4000, 900)
	for x := range 300 {
		clear.SetRGBA(x, 5, color.RGBA{})
	}
	gray := image.NewGray(big.Rect)
	for i := range gray.Pix {
		gray.Pix[i] = big.Pix[4*i+1] * 3
	}
	small := asJPEG(t, scene(300, 300), exifSegment(1))
	broken := asJPEG(t, big)
	for name, c := range map[string]struct {
		data  []byte
		media string
	}{
		"png":             {asPNG(t, big, chunk("eXIf", noted(6))), "image/jpeg"},
		"transparent png": {asPNG(t, clear, chunk("eXIf", noted(1))), "image/png"},
		"gray":            {asJPEG(t, gray, exifSegment(3)), "image/jpeg"},
		"small":           {small, ""},
		"cut off":         {broken[:len(broken)-5000], ""},
		"no picture":      {bytes.Repeat([]byte("word "), 200000), ""},
		"moving png":      {asPNG(t, big, chunk("acTL", make([]byte, 8))), ""},
		"few pixels":      {asJPEG(t, scene(30, 30), bytes.Repeat(segment(markAPP2, append([]byte(profileMark), make([]byte, 60000)...)), 20)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			out, media, err := Shrink(t.Context(), c.data)
			if media != c.media || (err == nil) != (c.media != "") {
				t.Fatalf("%v %q", err, media)
			}
			if err != nil {
				return
			}
			anyNote(t, out)
			if _, ok := mustDecode(t, out).(*image.Gray); ok != (name == "gray") {
				t.Errorf("gray: %v", ok)
			}
			if w, h, _ := Size(out); max(w, h) != photoSide || (h > w) != (name == "png") {
				t.Errorf("%d × %d", w, h)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Shrink(ctx, asJPEG(t, big)); !errors.Is(err, context.Canceled) {
		t.Errorf("it goes on when it is not wanted any more: %v", err)
	}
	// A header of 90 megapixels is not believed.
	bomb := asJPEG(t, big)
	i := bytes.Index(bomb, []byte{0xff, 0xc0})
	copy(bomb[i+5:], []byte{0x20, 0x00, 0x2b, 0x00})
	if _, _, err := Shrink(t.Context(), bomb); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

func mustDecode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestBare: the pixels stay as they are and so does the way they are turned, and no note stays.
func TestBare(t *testing.T) {
	img := scene(64, 32)
	profile := []byte("a profile of colors")
	files := map[string][]byte{
		"jpeg": append(asJPEG(t, img, segment(markAPP0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")), exifSegment(6), segment(markAPP1, []byte(xmp)), segment(markCOM, []byte("my garden")),
			withProfile([]byte{0xff, markSOI}, profile)[2:]), append(asJPEG(t, img, exifSegment(1)), "....ftypmp42 my garden"...)...),
		"png": asPNG(t, img, chunk("eXIf", noted(6)), chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp)), chunk("tEXt", []byte("Comment\x00my garden"))),
	}
	if _, err := exec.LookPath("convert"); err == nil {
		dir := t.TempDir()
		from, to := filepath.Join(dir, "a.png"), filepath.Join(dir, "a.webp")
		if err := errors.Join(os.WriteFile(from, asPNG(t, img), 0o600), exec.Command("convert", from, to).Run()); err != nil {
			t.Fatal(err)
		}
		plain, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		files["webp"] = extendedWebP(plain, 64, 32, noted(6))
	} else {
		t.Log("no WebP: convert is not installed")
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			if !Place(data) || orientation(data) != 6 {
				t.Fatalf("place %v, orientation %d", Place(data), orientation(data))
			}
			bare, err := Bare(data)
			if err != nil {
				t.Fatal(err)
			}
			anyNote(t, bare)
			if orientation(bare) != 6 || name == "jpeg" && !bytes.Equal(profileOf(bare), profile) {
				t.Errorf("orientation %d, profile %q", orientation(bare), profileOf(bare))
			}
			was, is := mustDecode(t, data), mustDecode(t, bare)
			for y := range 32 {
				for x := range 64 {
					if was.At(x, y) != is.At(x, y) {
						t.Fatalf("another pixel at %d, %d", x, y)
					}
				}
			}
			again, err := Bare(bare)
			if err != nil || !bytes.Equal(again, bare) {
				t.Errorf("it changes again: %v", err)
			}
			if _, err := Bare(data[:len(data)/3]); err == nil {
				t.Error("half a picture is understood")
			}
			for _, tool := range []string{"identify"} { // other eyes than ours
				if _, err := exec.LookPath(tool); err != nil {
					continue
				}
				f := filepath.Join(t.TempDir(), "bare."+name)
				if err := os.WriteFile(f, bare, 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command(tool, "-verbose", f).CombinedOutput()
				if err != nil || strings.Contains(strings.ToLower(string(out)), "gps") || strings.Contains(string(out), "corrupt") {
					t.Errorf("%v\n%s", err, out)
				}
			}
		})
	}
}

// extendedWebP puts what a camera noted into a simple WebP.
func extendedWebP(plain []byte, w, h int, exif []byte) []byte {
	out := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00")
	out = append(out, webpExif|webpXMP, 0, 0, 0, byte(w-1), 0, 0, byte(h-1), 0, 0)
	add := func(kind string, body []byte) {
		out = append(out, kind...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(body)))
		if out = append(out, body...); len(body)%2 == 1 {
			out = append(out, 0)
		}
	}
	list, _ := webpParts(plain)
	for _, p := range list {
		if p.kind == "VP8 " || p.kind == "VP8L" {
			out = append(out, p.all...)
		}
	}
	add("EXIF", exif)
	add("XMP ", []byte(xmp))
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func FuzzBare(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\xff\xda\x00\x02..\xff\x00\xff\xd9"))
	f.Add(append([]byte(sig8), append(chunk("IHDR", make([]byte, 13)), chunk("IEND", nil)...)...))
	f.Add(extendedWebP([]byte("RIFF\x0e\x00\x00\x00WEBPVP8L\x02\x00\x00\x00ab"), 1, 1, noted(6)))
	f.Fuzz(func(t *testing.T, b []byte) {
		Place(b)
		profileOf(b)
		bare, err := Bare(b)
		if err != nil {
			return
		}
		if Place(bare) {
			t.Fatal("the place is left")
		}
		if orientation(bare) != orientation(b) {
			t.Fatalf("turned otherwise: %d, %d", orientation(b), orientation(bare))
		}
		if again, err := Bare(bare); err != nil || !bytes.Equal(again, bare) {
			t.Fatalf("%v: it changes again", err)
		}
	})
}
