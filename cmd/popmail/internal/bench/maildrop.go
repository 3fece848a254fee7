package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math"
	"math/rand/v2"
	"mime"
	"mime/quotedprintable"
	"sort"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// drop makes messages like those of a busy mailbox. Message i depends on i and
// small alone. Six in ten are plain text, a quarter are newsletters with a plain
// and an HTML part, one in ten carries an attachment, the rest is HTML alone.
// Words are drawn by Zipf's law from made-up words of the size of a real
// language's, some of them Cyrillic and Japanese.
type drop struct {
	small bool // shorter newsletters and attachments
	latin zipf
	cyr   zipf
	kanji zipf
	blob  []byte
}

// What a search can look for: how often each stands in the messages is known.
const (
	rareWord   = "zephyrquartz"            // in one of 2,000
	phraseText = "quarterly budget review" // in one of 200
)

type zipf struct {
	words []string
	cum   []float64
}

func newZipf(words []string) zipf {
	z := zipf{words: words, cum: make([]float64, len(words))}
	sum := 0.0
	for i := range words {
		sum += math.Pow(float64(i)+2.7, -1.05)
		z.cum[i] = sum
	}
	return z
}

func (z zipf) draw(r *rand.Rand) string {
	x := r.Float64() * z.cum[len(z.cum)-1]
	return z.words[min(sort.SearchFloat64s(z.cum, x), len(z.words)-1)]
}

func newDrop(small bool) *drop {
	r := rand.New(rand.NewPCG(2026, 11))
	coin := func(onsets, vowels, codas []string, n int) []string {
		seen := make(map[string]bool, n)
		words := make([]string, 0, n)
		for len(words) < n {
			var b strings.Builder
			syllables := 1 + min(r.IntN(2)+r.IntN(3), 1+len(words)/200)
			for range syllables {
				b.WriteString(onsets[r.IntN(len(onsets))])
				b.WriteString(vowels[r.IntN(len(vowels))])
				if r.IntN(3) == 0 {
					b.WriteString(codas[r.IntN(len(codas))])
				}
			}
			if w := b.String(); !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
		return words
	}
	latin := coin(strings.Fields("b c d f g h j k l m n p qu r s t v w z br cl dr fl gr pl pr sh st th tr"), strings.Fields("a e i o u ai ea ou é ü"), strings.Fields("n r s t l m nd rt ck"), 45000)
	cyr := coin(strings.Fields("б в г д ж з к л м н п р с т ф х ц ч ш ст пр"), strings.Fields("а е и о у ы я"), strings.Fields("н р с т л й"), 20000)
	kanji := strings.Fields("会議 資料 確認 お願い 明日 今日 予定 東京 大阪 会社 報告 連絡 送付 注文 商品 価格 電車 時間 場所 担当 部長 仕事 電話 写真 旅行 家族 天気 新聞 言葉 世界 問題 計画 契約 予算 売上 開発 試験 結果 案内 参加")
	d := &drop{small: small, latin: newZipf(latin), cyr: newZipf(cyr), kanji: newZipf(kanji), blob: make([]byte, 1<<20)}
	for i := range d.blob {
		d.blob[i] = byte(r.Uint32())
	}
	return d
}

// between is a whole number from lo to hi.
func between(r *rand.Rand, lo, hi int) int { return lo + r.IntN(hi-lo+1) }

// text is about n characters of sentences in paragraphs.
func (d *drop) text(r *rand.Rand, z zipf, n int) []string {
	space := " "
	stop := "."
	if z.words[0] == d.kanji.words[0] {
		space, stop = "", "。"
	}
	var paras []string
	for size := 0; size < n; {
		var p strings.Builder
		for range between(r, 2, 6) {
			for i := range between(r, 5, 18) {
				if i > 0 {
					p.WriteString(space)
				}
				p.WriteString(z.draw(r))
			}
			p.WriteString(stop + space)
		}
		size += p.Len()
		paras = append(paras, p.String())
	}
	return paras
}

func wrap(p string) string {
	var b strings.Builder
	n := 0
	for w := range strings.SplitSeq(p, " ") {
		if n > 0 && n+len(w) > 74 {
			b.WriteString("\r\n")
			n = 0
		} else if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		n += len(w) + 1
	}
	return b.String()
}

func plain(paras []string) string {
	var b strings.Builder
	for _, p := range paras {
		b.WriteString(wrap(p) + "\r\n\r\n")
	}
	return b.String()
}

func page(r *rand.Rand, title string, paras []string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><meta charset=utf-8><title>" + title + "</title><style>body{font-family:Arial,sans-serif;font-size:14px;color:#333}td{padding:8px;border:0}</style></head><body><table width=\"600\" cellpadding=\"0\" cellspacing=\"0\">")
	for _, p := range paras {
		fmt.Fprintf(&b, "\r\n<tr><td style=\"font-size:14px;line-height:21px;color:#444444\"><p>%s</p><a href=\"https://example.org/c/%016x\">more</a><img src=\"https://example.org/px/%08x.gif\" width=\"1\" height=\"1\"></td></tr>", p, r.Uint64(), r.Uint32())
	}
	b.WriteString("\r\n</table></body></html>")
	return b.String()
}

func qp(s string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func b64(data []byte) string {
	s := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	b.WriteString(s + "\r\n")
	return b.String()
}

func date(i int) time.Time { return time.Unix(1_600_000_000+int64(i)*900, 0).UTC() }

// message is the octets of message i, lines ending in CRLF.
func (d *drop) message(i int) []byte {
	r := rand.New(rand.NewPCG(20240501, uint64(i)))
	z, charset := d.latin, "utf-8"
	switch x := r.Float64(); {
	case x < .1:
		z, charset = d.cyr, "koi8-r"
	case x < .15:
		z, charset = d.kanji, "shift_jis"
	}
	sender := r.IntN(400)
	first, last := d.latin.words[300+sender%50], d.latin.words[400+sender]
	var subject []string
	for range between(r, 3, 8) {
		subject = append(subject, z.draw(r))
	}
	title := strings.Join(subject, " ")
	if r.Float64() < .3 {
		title = "Re: " + title
	}
	var extra []string
	if i%2000 == 777 {
		extra = append(extra, "The "+rareWord+" sample has arrived.")
	}
	if i%200 == 55 {
		extra = append(extra, "Please see the "+phraseText+" for details.")
	}
	var m strings.Builder
	from := fmt.Sprintf("%s.%s%d@example%d.org", ascii(first), ascii(last), sender, sender%37)
	fmt.Fprintf(&m, "Return-Path: <%s>\r\n", from)
	fmt.Fprintf(&m, "Received: from mx%d.example.net (mx%d.example.net [192.0.2.%d])\r\n\tby mail.example.com (Postfix) with ESMTPS id %010X\r\n\tfor <me@example.com>; %s\r\n", i%9, i%9, i%250, r.Uint32(), date(i).Format(time.RFC1123Z))
	if r.Float64() < .7 {
		o := i % 9999
		fmt.Fprintf(&m, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;\r\n\ts=sel; h=from:to:subject:date;\r\n\tb=%s\r\n\t %s\r\n", base64.StdEncoding.EncodeToString(d.blob[o:o+48]), base64.StdEncoding.EncodeToString(d.blob[o+48:o+96]))
	}
	fmt.Fprintf(&m, "From: %s <%s>\r\nTo: Me <me@example.com>\r\n", mime.QEncoding.Encode("utf-8", first+" "+last), from)
	fmt.Fprintf(&m, "Subject: %s\r\nDate: %s\r\nMessage-ID: <%d.%08x@example.org>\r\nMIME-Version: 1.0\r\n", mime.QEncoding.Encode("utf-8", title), date(i).Format(time.RFC1123Z), i, r.Uint32())
	boundary := fmt.Sprintf("=_b%016x", r.Uint64())
	part := func(kind, encoding, more, body string) {
		fmt.Fprintf(&m, "Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n%s\r\n%s", kind, encoding, more, body)
	}
	between := func(lo, hi int) int { return between(r, lo, hi) }
	pick := func(small, large [2]int) int {
		if d.small {
			return between(small[0], small[1])
		}
		return between(large[0], large[1])
	}
	switch kind := r.Float64(); {
	case kind < .6:
		body := plain(append(d.text(r, z, between(1200, 5000)), extra...))
		if charset == "utf-8" && r.IntN(3) == 0 {
			part("text/plain; charset=utf-8", "quoted-printable", "", qp(body))
		} else {
			part("text/plain; charset="+charset, "8bit", "", encode(charset, body))
		}
	case kind < .85:
		paras := append(d.text(r, z, pick([2]int{2400, 5400}, [2]int{4500, 12000})), extra...)
		fmt.Fprintf(&m, "Content-Type: multipart/alternative; boundary=%q\r\n\r\n--%s\r\n", boundary, boundary)
		part("text/plain; charset=utf-8", "quoted-printable", "", qp(plain(paras)))
		m.WriteString("\r\n--" + boundary + "\r\n")
		part("text/html; charset=utf-8", "quoted-printable", "", qp(page(r, title, paras)))
		m.WriteString("\r\n--" + boundary + "--\r\n")
	case kind < .95:
		n := pick([2]int{4400, 26000}, [2]int{36500, 219000})
		o := r.IntN(len(d.blob) - n)
		fmt.Fprintf(&m, "Content-Type: multipart/mixed; boundary=%q\r\n\r\n--%s\r\n", boundary, boundary)
		part("text/plain; charset=utf-8", "quoted-printable", "", qp(plain(append(d.text(r, z, between(800, 3000)), extra...))))
		m.WriteString("\r\n--" + boundary + "\r\n")
		name := []string{"report.pdf", "photo.jpg", "data.zip"}[i%3]
		kind := []string{"application/pdf", "image/jpeg", "application/zip"}[i%3]
		part(kind, "base64", fmt.Sprintf("Content-Disposition: attachment; filename=\"%d-%s\"\r\n", i, name), b64(d.blob[o:o+n]))
		m.WriteString("--" + boundary + "--\r\n")
	default:
		paras := append(d.text(r, z, pick([2]int{2000, 5000}, [2]int{3000, 9000})), extra...)
		part("text/html; charset=utf-8", "quoted-printable", "List-Id: <news.example.org>\r\n", qp(page(r, title, paras)))
		m.WriteString("\r\n")
	}
	return []byte(m.String())
}

func encode(charset, s string) string {
	var out string
	var err error
	switch charset {
	case "koi8-r":
		out, err = charmap.KOI8R.NewEncoder().String(s)
	case "shift_jis":
		out, err = japanese.ShiftJIS.NewEncoder().String(s)
	default:
		return s
	}
	if err != nil {
		panic(err) // the words are chosen so that the charsets hold them
	}
	return out
}

func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 127 {
			return 'x'
		}
		return r
	}, s)
}
