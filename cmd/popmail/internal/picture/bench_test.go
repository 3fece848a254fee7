package picture

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// bigTable is a table of 2,000 rows and 5 columns.
func bigTable() string {
	var b strings.Builder
	b.WriteString("<table border=1>")
	for i := range 2000 {
		fmt.Fprintf(&b, "<tr><td>%d<td>Some words in a cell<td align=right>%d.%02d<td>more of them, a little longer<td><b>last</b></tr>", i, i*7, i%100)
	}
	return b.String()
}

// letter is a page as newsletters are: tables in tables, pictures, links.
func letter() string {
	var b strings.Builder
	b.WriteString(`<body bgcolor="#eeeeee"><center><table width="600" bgcolor="#ffffff" cellpadding="0" cellspacing="0">`)
	for i := range 20 {
		fmt.Fprintf(&b, `<tr><td style="padding:12px 20px"><table width="100%%"><tr><td width="120" valign="top"><img src="http://example.org/%d.png" width="110" height="80" alt="Picture"></td>
			<td style="font-family:Arial;font-size:14px;line-height:20px;color:#333333"><a href="http://example.org/%d" style="color:#cc0000;font-weight:bold">Heading number %d</a><br>
			Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.</td></tr></table></td></tr>`, i, i, i)
	}
	return b.String()
}

func paragraph() string {
	return "<p>" + strings.Repeat("Words that differ 12 a little, go on and on. ", 2300)
}

func benchmark(b *testing.B, html string) {
	for b.Loop() {
		d, err := Lay(b.Context(), []Page{{HTML: html}}, 700, false)
		if err != nil {
			b.Fatal(err)
		}
		d.First(900)
	}
}

func BenchmarkLetter(b *testing.B)    { benchmark(b, letter()) }
func BenchmarkBigTable(b *testing.B)  { benchmark(b, bigTable()) }
func BenchmarkParagraph(b *testing.B) { benchmark(b, paragraph()) }

// TestMemoryOfBigTable holds what a laid out table takes.
func TestMemoryOfBigTable(t *testing.T) {
	html := bigTable()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d, err := Lay(t.Context(), []Page{{HTML: html}}, 700, false)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20
	made := int64(after.TotalAlloc-before.TotalAlloc) >> 20
	t.Logf("%d MB kept, %d MB allocated", kept, made)
	if kept > 60 {
		t.Errorf("%d MB are kept, at most 60 are wanted", kept)
	}
	runtime.KeepAlive(d)
}
