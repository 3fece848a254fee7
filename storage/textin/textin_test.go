package textin

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
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

const noted = `<office:document-content xmlns:text="t"><text:p>Der Vertrag<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Siehe Anhang</text:p><text:p>und <text:span>Siegel</text:span></text:p></text:note-body></text:note> gilt` +
	`<office:annotation><dc:creator>Ann</dc:creator><text:p>Wirklich?</text:p></office:annotation> heute</text:p><text:p>Und <text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>kana</text:ruby-text></text:ruby>京</text:p>` +
	`<table:table-cell><office:annotation><text:p>Zelle</text:p></office:annotation><text:p>7</text:p></table:table-cell></office:document-content>`

// TestProse: what stands beside the sentences of a document does not part them.
func TestProse(t *testing.T) {
	const hyphens = `<w:document><w:p><w:t>E</w:t><w:noBreakHyphen/><w:t>Mail fähr</w:t><w:softHyphen/><w:t>t</w:t></w:p><w:p><w:ruby><w:rt><w:t>kana</w:t></w:rt><w:rubyBase><w:t>東</w:t></w:rubyBase></w:ruby><w:t>京</w:t></w:p></w:document>`
	r := &Reader{}
	for _, c := range []struct{ name, part, xml, want string }{
		{"a.odt", "content.xml", noted, "Der Vertrag gilt heute\nSiehe Anhang\nund Siegel\nWirklich?\nUnd 東京\nZelle\n7"},
		{"a.docx", "word/document.xml", hyphens, "E-Mail fährt\n東京"},
	} {
		got, err := r.Text(pack(t, c.part, c.xml), "", c.name)
		if err != nil || strings.TrimSpace(got) != c.want {
			t.Errorf("%s: %q %v, want %q", c.name, got, err, c.want)
		}
	}
}

// TestParts: the parts of office files are found by what they are said to be, or by their usual names.
func TestParts(t *testing.T) {
	types := func(list ...string) string {
		out := `<Types xmlns="urn:x"><Default Extension="xml" ContentType="application/xml"/>`
		for i := 0; i < len(list); i += 2 {
			out += `<Override PartName="` + list[i] + `" ContentType="application/vnd.openxmlformats-officedocument.` + list[i+1] + `"/>`
		}
		return out + "</Types>"
	}
	const (
		boxed  = `<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>In a box</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>`
		remark = `<comments><commentList><comment><text><r><t>A remark</t></r></text></comment><comment><text><t>Another</t></text></comment></commentList></comments>`
		art    = `<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>Smart art</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>`
		book   = `<workbook><sheets><sheet name="Berths 2026" sheetId="1"/></sheets></workbook>`
	)
	rels := func(target string) string {
		return `<Relationships><Relationship Type="http://x/metadata/core-properties" Target="docProps/core.xml"/><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="` + target + `"/></Relationships>`
	}
	head := strings.ReplaceAll(word, "cabin", "head")
	r := &Reader{}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"online.docx": {pack(t, "[Content_Types].xml", types("/word/document2.xml", "wordprocessingml.document.main+xml", "/word/start3.xml", "wordprocessingml.header+xml"),
			"word/document2.xml", word, "word/start3.xml", head), "Two, outside cabin\ndeck 7\nTwo, outside head\ndeck 7"},
		"related.docx":  {pack(t, "_rels/.rels", rels("/word/document22.xml"), "word/document22.xml", word), "Two, outside cabin\ndeck 7"},
		"related2.docx": {pack(t, "[Content_Types].xml", "<x/>", "_rels/.rels", rels("word/document2.xml"), "word/document2.xml", word), "Two, outside cabin\ndeck 7"},
		"usual.docm":    {pack(t, "word/document.xml", word), "Two, outside cabin\ndeck 7"},
		"sheets.xlsx": {pack(t, "[Content_Types].xml", types("/xl/book2.xml", "spreadsheetml.sheet.main+xml", "/xl/worksheets/one.xml", "spreadsheetml.worksheet+xml", "/xl/strings.xml", "spreadsheetml.sharedStrings+xml"),
			"xl/book2.xml", book, "xl/worksheets/one.xml", cells, "xl/strings.xml", strs, "xl/comments1.xml", remark, "xl/drawings/drawing1.xml", boxed), "Berths 2026\nBerth\toutside\t184.5\t\nown\t\nA remark\nAnother\nIn a box"},
		"slides.pptm": {pack(t, "[Content_Types].xml", types("/ppt/p.xml", "presentationml.presentation.main+xml", "/ppt/slides/b.xml", "presentationml.slide+xml"),
			"ppt/p.xml", "<x/>", "ppt/slides/b.xml", slide, "ppt/diagrams/data1.xml", art, "ppt/notesSlides/notesSlide1.xml", strings.ReplaceAll(slide, "Slide N", "A note")), "Slide N\nSmart art\nA note"},
	} {
		got, err := r.Text(c.data, "", name)
		if err != nil || strings.TrimSpace(got) != c.want {
			t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
		}
	}
}

// TestBehindPictures: words are read behind pictures, however large these are.
func TestBehindPictures(t *testing.T) {
	hex := strings.Repeat(strings.Repeat("0f", 60)+"\r\n", 3<<20/122)
	rtf := `{\rtf1\ansi{\pict\wmetafile8 ` + hex + `}lighthouse}`
	large := `{\rtf1\ansi{\pict\wmetafile8 ` + strings.Repeat(hex, 8) + `}lighthouse}`
	var cards, calendar strings.Builder
	photo := strings.Repeat(" "+strings.Repeat("QUJD", 18)+"\r\n", 20<<10/75)
	for n := range 100 {
		fmt.Fprintf(&cards, "BEGIN:VCARD\r\nVERSION:3.0\r\nitem1.PHOTO;ENCODING=b;TYPE=JPEG:\r\n%sFN:Person %d\r\nEND:VCARD\r\n", photo, n)
		fmt.Fprintf(&calendar, "BEGIN:VEVENT\r\nATTACH;ENCODING=BASE64;VALUE=BINARY:\r\n%sSUMMARY:Event %d\r\nEND:VEVENT\r\n", photo, n)
	}
	wide := []byte{0xff, 0xfe}
	for _, r := range cards.String() {
		wide = append(wide, byte(r), 0)
	}
	r := &Reader{}
	for _, c := range []struct{ name, text, want string }{
		{"a.rtf", rtf, "lighthouse"}, {"large.rtf", large, "lighthouse"}, {"long.rtf", `{\rtf1 ` + strings.Repeat("some words ", 40<<10) + "lighthouse}", "lighthouse"},
		{"a.vcf", cards.String(), "Person 99"}, {"wide.vcf", string(wide), "Person 99"}, {"a.ics", calendar.String(), "Event 99"},
	} {
		got, err := r.Text([]byte(c.text), "application/octet-stream", c.name)
		if err != nil || !strings.HasSuffix(strings.TrimSpace(got), c.want) || strings.Contains(got, "QUJD") || strings.Contains(got, "0f0f") {
			t.Errorf("%s: %d octets that end with %q, %v", c.name, len(got), got[max(0, len(got)-40):], err)
		}
	}
}

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
		{"card21.vcf", "", []byte("BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BC=\r\nller;Anna\r\nitem2.ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9C=D0=B8=D1=80\r\nEND:VCARD"), "Müller Anna\nМир", nil},
		{"a.vcs", "", []byte("BEGIN:VEVENT\r\nSUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Pr=FCfung\r\nATTENDEE;CN=\"Dr: Who\":mailto:who@example.org\r\nEND:VEVENT\r\n"), "Prüfung\nDr: Who mailto:who@example.org", nil},
		{"letter.eml", "", []byte("From: Ann Other <ann@example.org>\r\nTo: me@example.org\r\nSubject: =?utf-8?Q?Pr=C3=BCfung?=\r\nContent-Type: text/html\r\n\r\n<p>An outside <b>cabin</b>"), "Prüfung\nAnn Other <ann@example.org>\nme@example.org\nAn outside cabin", nil},
		{"letter.eml", "", []byte("no letter"), "", ErrUnreadable},
		{"in.zip", "", pack(t, "in/letter.eml", "From: ann@example.org\r\nSubject: Deck\r\n\r\ncabin"), "letter.eml\nDeck\nann@example.org\ncabin", nil},
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
	for typ, names := range map[string][]string{
		"application/octet-stream": {"a.vcs", "a.ical", "a.dotx", "a.dotm", "a.xltx", "a.pptm", "a.ppsm", "a.potx", "a.ots", "a.otp", "a.eml"},
		"text/x-vcalendar":         {"", "a"}, "application/vcard": {""}, "application/vnd.ms-powerpoint.presentation.macroEnabled.12": {""},
	} {
		for _, name := range names {
			if !Reads(typ, name) {
				t.Errorf("%s %q is not read", typ, name)
			}
		}
	}
	if !Reads("message/rfc822", "") || !Reads("message/rfc822", "a.eml") || !Reads("application/vnd.ms-excel", "") || Reads("application/x-msaccess", "a.mdb") {
		t.Error("what is read with its message, or cannot be, is read")
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
	many[len(many)-2] = "Beach at noon.txt"
	for name, data := range map[string][]byte{"a.zip": pack(t, many...), "a.tar": tarOf(t, many...)} {
		got, err := r.Text(data, "", name)
		if err != nil || strings.Count(got, "x\n") != maxEntries || !strings.HasSuffix(got, "\nBeach at noon.txt") {
			t.Errorf("%s: %d octets, %v", name, len(got), err)
		}
	}
	if _, err := r.Text(pack(t, append(many, "word/document.xml", word)...), "", "a.docx"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
	if _, err := r.Text(pack(t, "content.xml", strings.Repeat("<a>", 1<<20)), "", "a.odt"); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
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
	f.Add("a.eml", []byte("Subject: a\r\n\r\nb"))
	f.Add("a.vcf", []byte("N;ENCODING=QUOTED-PRINTABLE:a=\r\nb"))
	f.Add("a.docx", pack(f, "[Content_Types].xml", `<Types><Override PartName="/w/a.xml" ContentType="wordprocessingml.document.main+xml"/></Types>`, "w/a.xml", word))
	f.Add("a.odt", pack(f, "content.xml", noted))
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

// Of a cell what it shows is found: days, decimals, shares and what is true.
func TestCellsAsShown(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-409]mmm\ d,\ yyyy"/><numFmt numFmtId="165" formatCode="#,##0.00\ &quot;yd&quot;;[Red]-#,##0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="4"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/><xf numFmtId="21"/><xf numFmtId="2"/></cellXfs></styleSheet>`
	book := func(early string) []byte {
		return pack(t, "xl/workbook.xml", `<workbook><workbookPr date1904="`+early+`"/></workbook>`, "xl/styles.xml", styles, "xl/worksheets/sheet1.xml", `<s><row><c><v>46350</v></c><c s="1"><v>46350</v></c><c s="1"><v>46350.75</v></c><c s="1"><v>59</v></c></row>`+
			`<row><c s="2"><v>1234.5</v></c><c s="3"><v>46350</v></c><c s="4"><v>-1234567.891</v></c><c s="5"><v>0.125</v></c><c s="6"><v>0.5</v></c><c s="7"><v>1234.5</v></c></row>`+
			`<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c s="1" t="str"><v>46350</v></c><c s="99"><v>7</v></c><c s="1"><v>-3</v></c><c s="2"><v>no number</v></c></row></s>`)
	}
	r := Reader{}
	want := "46350\t2026-11-24 24.11.2026\t2026-11-24 24.11.2026\t1900-02-28 28.02.1900\t\n1,234.50 1234.50 1234.5\t2026-11-24 11/24/2026\t-1,234,567.89 -1234567.89 -1234567.891\t12.50%\t0.5\t1234.50 1234.5\t\nTRUE\tFALSE\t46350\t7\t-3\tno number\t"
	if got, err := r.Text(book("0"), "", "a.xlsx"); err != nil || got != want {
		t.Errorf("%q %v, want %q", got, err, want)
	}
	if got, err := r.Text(book("1"), "", "a.xlsx"); err != nil || !strings.Contains(got, "2030-11-25 25.11.2030") {
		t.Errorf("from 1904: %q %v", got, err)
	}
}

// What stands in the headers and footers of OpenDocument files is found, the rest of their styles is not.
func TestMargins(t *testing.T) {
	styles := `<office:document-styles><office:styles><style:style style:name="Standard"/><text:notes-configuration><text:p>no text</text:p></text:notes-configuration></office:styles><office:master-styles><style:master-page style:name="Standard">` +
		`<style:header><text:p>Letterhead <text:span>Zimmermann</text:span></text:p></style:header><style:header-first><table:table-cell><text:p>Customer 4711</text:p></table:table-cell></style:header-first><style:footer><text:p>VAT DE123</text:p></style:footer><text:p>placeholder</text:p></style:master-page></office:master-styles></office:document-styles>`
	r := Reader{}
	for _, name := range []string{"a.odt", "a.ods", "a.ott"} {
		got, err := r.Text(pack(t, "content.xml", `<office:document-content><text:p>Hello body</text:p></office:document-content>`, "styles.xml", styles), "", name)
		if err != nil || strings.TrimSpace(got) != "Hello body\nLetterhead Zimmermann\nCustomer 4711\t\nVAT DE123" {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if got, err := r.Text(pack(t, "content.xml", `<office:document-content><text:p>Hello</text:p></office:document-content>`, "styles.xml", "<broken"), "", "a.odt"); err != nil || strings.TrimSpace(got) != "Hello" {
		t.Errorf("%q %v", got, err)
	}
}

// What is attached to a letter is read with it, however the letter came; within bounds.
func TestLetterWithFiles(t *testing.T) {
	r := Reader{PDF: func(data []byte) (string, error) { return "page " + string(data[5:]), nil }}
	with := func(subject, typ, name, body string) string {
		return "From: ann@example.org\r\nSubject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" + subject + "\r\n\r\n--" + subject + "\r\nContent-Type: text/plain\r\n\r\nthe text\r\n--" + subject +
			"\r\nContent-Type: " + typ + "; name=" + name + "\r\nContent-Disposition: attachment; filename=" + name + "\r\n\r\n" + body + "\r\n--" + subject + "--\r\n"
	}
	ticket := with("Cabin", "application/pdf", "ticket.pdf", "%PDF-lighthouse")
	for _, c := range []struct{ typ, name, data, want string }{
		{"message/rfc822", "Cabin.eml", ticket, "Cabin\nann@example.org\nthe text\nticket.pdf\npage lighthouse"},
		{"message/rfc822", "", ticket, "page lighthouse"},
		{"application/octet-stream", "Cabin.eml", ticket, "page lighthouse"},
		{"message/rfc822", "", with("Outer", "application/octet-stream", "in.eml", ticket), "page lighthouse"},
		{"message/rfc822", "", with("Outer", "message/rfc822", "in.eml", ticket), "page lighthouse"},
		{"message/rfc822", "", with("Note", "text/plain", "list.txt", "seven cabins"), "list.txt\nseven cabins"},
		{"message/rfc822", "", with("Broken", "application/pdf", "a.docx", "no document"), "the text\na.docx"},
	} {
		if !HasPDF([]byte(c.data), c.typ, c.name) && strings.Contains(c.want, "page") {
			t.Errorf("%s: no PDF is asked for", c.name)
		}
		if got, err := r.Text([]byte(c.data), c.typ, c.name); err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%s %s: %q %v, want %q", c.typ, c.name, got, err, c.want)
		}
	}
	deep := ticket
	for i := range 30 {
		deep = with("L"+string(rune('a'+i%26))+string(rune('a'+i/26)), "message/rfc822", "in.eml", deep)
	}
	if got, err := r.Text([]byte(deep), "message/rfc822", "a.eml"); err != nil || len(got) > 100_000 {
		t.Errorf("%d octets, %v", len(got), err)
	}
}
