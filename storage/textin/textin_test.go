package textin

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// pack makes a zip file of names and contents by turns.
func pack(t testing.TB, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		if err == nil {
			_, err = w.Write([]byte(entries[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// locked is a zip file of one entry that says it is encrypted (APPNOTE 4.4.4).
func locked(t testing.TB, name, content string) []byte {
	b := pack(t, name, content)
	for _, mark := range []struct {
		begins string
		at     int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		b[bytes.Index(b, []byte(mark.begins))+mark.at] |= 1
	}
	return b
}

// tarOf makes a tar file of names and contents by turns.
func tarOf(t testing.TB, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := tar.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		err := z.WriteHeader(&tar.Header{Name: entries[i], Mode: 0o600, Size: int64(len(entries[i+1]))})
		if err == nil {
			_, err = z.Write([]byte(entries[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	word  = `<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>Two, outside </w:t></w:r><w:r><w:t>cabin</w:t></w:r></w:p><w:p><w:r><w:delText>gone</w:delText><w:t>deck 7</w:t></w:r></w:p></w:body></w:document>`
	strs  = `<sst><si><t>Berth</t></si><si><r><t>out</t></r><r><t>side</t></r><rPh><t>kana</t></rPh></si></sst>`
	cells = `<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>184.5</v></c><c t="s"><v>99</v></c></row><row><c t="inlineStr"><is><t>own</t></is></c></row></sheetData></worksheet>`
	slide = `<p:sld xmlns:a="a" xmlns:p="p"><a:p><a:r><a:t>Slide N</a:t></a:r></a:p></p:sld>`
	open  = `<office:document-content xmlns:text="t" xmlns:table="b"><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>Title</text:h><text:p>outside<text:s/>cabin <text:span>deck</text:span> 7</text:p><table:table-cell><text:p>cell</text:p></table:table-cell></office:document-content>`
)

func TestText(t *testing.T) {
	docx := pack(t, "[Content_Types].xml", "<x/>", "word/document.xml", word, "word/footnotes.xml", strings.ReplaceAll(word, "cabin", "footnote"))
	r := &Reader{PDF: func([]byte) (string, error) { return "of a pdf", nil }}
	for _, c := range []struct {
		name, typ string
		data      []byte
		want      string
		err       error
	}{
		{"a.docx", "", docx, "Two, outside cabin\ndeck 7\nTwo, outside footnote\ndeck 7", nil},
		{"a", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx, "Two, outside cabin", nil},
		{"a.odt", "", pack(t, "content.xml", open), "Title\noutside cabin deck 7\ncell", nil},
		{"a.ods", "", pack(t, "content.xml", open, "META-INF/manifest.xml", "<manifest:manifest/>"), "Title", nil},
		{"a.odp", "", pack(t, "content.xml", open, "META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"), "", ErrEncrypted},
		{"a.xlsx", "", pack(t, "xl/workbook.xml", "<w/>", "xl/sharedStrings.xml", strs, "xl/worksheets/sheet1.xml", cells), "Berth\toutside\t184.5\t\nown\t", nil},
		{"a.pptx", "", pack(t, "ppt/slides/slide10.xml", strings.ReplaceAll(slide, "N", "ten"), "ppt/slides/slide2.xml", strings.ReplaceAll(slide, "N", "two")), "Slide two\nSlide ten", nil},
		{"locked.docx", "", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...), "", ErrEncrypted},
		{"a.docx", "", []byte("no document"), "", ErrUnreadable},
		{"a.docx", "", docx[:len(docx)/2], "", ErrUnreadable},
		{"a.rtf", "", []byte(`{\rtf1\ansi{\fonttbl{\f0 Times;}}Outside cabin\par deck \u252? 7}`), "Outside cabin\ndeck ü 7", nil},
		{"a.rtf", "", []byte("no rich text"), "", ErrUnreadable},
		{"a.txt", "", []byte("Gr\xfc\xdfe"), "Grüße", nil},
		{"a.txt", "", []byte("\xff\xfeG\x00r\x00\xfc\x00"), "Grü", nil},
		{"a.txt", "", []byte("\x00\x01\x02"), "", ErrUnreadable},
		{"a.csv", "", []byte("Name;Berth\nAnn;12\n"), "Name;Berth\nAnn;12", nil},
		{"a.html", "", []byte("<style>x{}</style><p>Outside <b>cabin</b></p><script>no</script>"), "Outside cabin", nil},
		{"a.ics", "", []byte("BEGIN:VEVENT\r\nUID:1234\r\nSUMMARY;LANGUAGE=en:Ferry\\, ni\r\n ght\r\nATTENDEE;CN=\"Ann Other\":mailto:ann@example.org\r\nEND:VEVENT\r\n"), "Ferry, night\nAnn Other mailto:ann@example.org", nil},
		{"a.ics", "", []byte("SUMMARY:Pr\xC3\r\n \xBCfung \xE6\n\t\x9D\xB1\xE4\xBA\xAC\r\nLOCATION:x\r\n"), "Prüfung 東京\nx", nil},
		{"a.vcf", "", []byte("BEGIN:VCARD\nN:Other;Ann\nitem1.TEL:+1 2\nPHOTO:AAAA\nEND:VCARD"), "Other Ann\n+1 2", nil},
		{"a.pdf", "", []byte("%PDF"), "of a pdf", nil},
		{"a.zip", "", pack(t, "in/a.docx", string(docx), "b.txt", "plain", "c.pdf", "%PDF", "d.zip", string(pack(t, "e.txt", "too deep")), "f.bin", "x"), "a.docx\nTwo, outside cabin\ndeck 7\nTwo, outside footnote\ndeck 7\nb.txt\nplain\nc.pdf\nof a pdf\nd.zip\nf.bin", nil},
		{"photos.zip", "", pack(t, "2024/", "", "2024/Beach at noon.jpg", "x", "2024\\\x81ber.png", "x"), "Beach at noon.jpg\nüber.png", nil},
		{"locked.zip", "", locked(t, "Contract.pdf", "secret"), "Contract.pdf", ErrEncrypted},
		{"half.zip", "", pack(t, "a.docx", "no document", "b.txt", "plain"), "a.docx\nb.txt\nplain", nil},
		{"a.tar", "", tarOf(t, "in/a.docx", string(docx), "b.jpg", "x"), "a.docx\nTwo, outside cabin\ndeck 7\nTwo, outside footnote\ndeck 7\nb.jpg", nil},
		{"A.TGZ", "", gzipOf(t, tarOf(t, "b.txt", "plain")), "b.txt\nplain", nil},
		{"a.tar.gz", "", gzipOf(t, tarOf(t, "b.txt", "plain")), "b.txt\nplain", nil},
		{"a", "application/gzip", gzipOf(t, tarOf(t, "b.txt", "plain")), "b.txt\nplain", nil},
		{"list.csv.gz", "", gzipOf(t, []byte("Name;Berth")), "Name;Berth", nil},
		{"list.bin.gz", "", gzipOf(t, []byte("Name;Berth")), "", ErrUnreadable},
		{"a.gz", "", []byte("not packed"), "", ErrUnreadable},
		{"a.tar", "", []byte("no archive"), "", ErrUnreadable},
		{"a.jpg", "image/jpeg", []byte("x"), "", ErrUnreadable},
	} {
		got, err := r.Text(c.data, c.typ, c.name)
		if !errors.Is(err, c.err) || !strings.HasPrefix(got, c.want) || c.typ == "" && strings.TrimSpace(got) != strings.TrimSpace(c.want) && c.name != "a.ods" {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, got, err, c.want, c.err)
		}
		for _, not := range []string{"gone", "kana", "too deep"} {
			if strings.Contains(got, not) {
				t.Errorf("%s: %q", c.name, got)
			}
		}
	}
	if Reads("image/png", "a.png") || !Reads("application/pdf", "x") || !Reads("application/octet-stream", "A.DOCX ") || !Reads("text/plain; charset=x", "") {
		t.Error("what is read")
	}
}

// What is made to be large when it is unpacked is not unpacked.
func TestBombs(t *testing.T) {
	r := &Reader{}
	zeros := strings.Repeat(" ", 32<<20)
	if got, err := r.Text(pack(t, "word/document.xml", "<w:p><w:t>"+zeros+"</w:t></w:p>"), "", "a.docx"); len(got) > MaxText {
		t.Errorf("%d octets, %v", len(got), err)
	}
	if _, err := r.Text(pack(t, "a.txt", zeros), "", "a.zip"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	if _, err := r.Text(gzipOf(t, []byte(zeros)), "", "a.txt.gz"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	if _, err := r.Text(gzipOf(t, tarOf(t, "a.txt", zeros)), "", "a.tgz"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	var many []string
	for range maxEntries + 1 {
		many = append(many, "a.txt", "x")
	}
	if _, err := r.Text(pack(t, many...), "", "a.zip"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	if _, err := r.Text(pack(t, "content.xml", strings.Repeat("<a>", 1<<20)), "", "a.odt"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	if _, err := r.Text(tarOf(t, many...), "", "a.tar"); err != nil {
		t.Error(err) // the first ones are read
	}
	long := strings.Repeat("ü", MaxText)
	got, err := r.Text([]byte(long), "", "a.txt")
	if err != nil || len(got) > MaxText || len(got) < MaxText-4 || !utf8.ValidString(got) {
		t.Errorf("%d octets, %v", len(got), err)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a.docx", pack(f, "word/document.xml", word))
	f.Add("a.xlsx", pack(f, "xl/workbook.xml", "<w/>", "xl/sharedStrings.xml", strs, "xl/worksheets/sheet1.xml", cells))
	f.Add("a.pptx", pack(f, "ppt/slides/slide1.xml", slide))
	f.Add("a.odt", pack(f, "content.xml", open))
	f.Add("a.zip", pack(f, "a.txt", "x", "b.ics", "SUMMARY:y"))
	f.Add("a.tgz", gzipOf(f, tarOf(f, "a.txt", "x")))
	f.Add("a.tar", tarOf(f, "a.txt", "x"))
	f.Add("a.txt.gz", gzipOf(f, []byte("x")))
	f.Add("a.rtf", []byte(`{\rtf1 a\par b}`))
	f.Add("a.html", []byte("<p>a"))
	f.Add("a.ics", []byte("SUMMARY;CN=a:b"))
	f.Add("a.txt", []byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun := time.Now()
		got, err := (&Reader{}).Text(data, "", name)
		took := time.Since(begun)
		runtime.ReadMemStats(&after)
		if mem := after.TotalAlloc - before.TotalAlloc; took > 10*time.Second || mem > 512<<20 {
			t.Errorf("%d octets took %v and %d MB", len(data), took, mem>>20)
		}
		if len(got) > MaxText || !utf8.ValidString(got) {
			t.Errorf("%d octets", len(got))
		}
		if err != nil && !errors.Is(err, ErrUnreadable) && !errors.Is(err, ErrEncrypted) {
			t.Error(err)
		}
	})
}
