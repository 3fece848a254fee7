package eml

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// How much of the octets of a text is read for its first words, and of an HTML at first and
// where that does not tell enough.
const (
	beginAlone = 1 << 10 // of a text without HTML, at first
	beginText  = 4 << 10
	beginHTML  = 6 << 10
	moreHTML   = 24 << 10
)

// beginning finds the snippet of what is shown by the first octets of its texts alone; sure is
// false where they do not tell it.
func (r *reading) beginning() (snippet string, sure bool) {
	if !r.alone() {
		return "", false
	}
	b := &r.blocks[0]
	var text begun
	if len(b.plain) == 1 {
		p := &r.t.parts[b.plain[0]]
		flowed, delsp := strings.EqualFold(getParam(p.params, "format"), "flowed"), strings.EqualFold(getParam(p.params, "delsp"), "yes")
		for _, most := range [...]int{beginAlone, beginText} {
			if len(b.html) > 0 && most < beginText {
				continue
			}
			text = r.begin(b.plain[0], most)
			if flowed {
				text.text = unflow([]byte(text.text), delsp)
			}
			text.text = text.text[:strings.LastIndexByte(text.text, '\n')+1]
			if snippet, sure = sureSnippet(text.text, snippetLength); sure || text.read == text.all {
				break
			}
		}
		if !sure || len(b.html) == 0 {
			return snippet, sure
		}
	}
	for _, most := range [...]int{beginHTML, moreHTML} {
		html := r.begin(b.html[0], most)
		if html.text == "" {
			return "", false
		}
		if len(b.plain) == 0 {
			if snippet, sure = startOfHTML(r.bud, html.text); sure {
				return snippet, true
			}
		} else if sure, more := r.alike(text, html); sure || !more {
			return snippet, sure
		}
		if html.read == html.all {
			break
		}
	}
	return "", false
}

// alone reports whether there is one text, in one form or in two, whose octets show that no files
// stand in it.
func (r *reading) alone() bool {
	if len(r.blocks) != 1 {
		return false
	}
	b := &r.blocks[0]
	if len(b.plain) > 1 || len(b.html) > 1 || len(b.html) == 1 && !isHTML(r.t.parts[b.html[0]].media) {
		return false
	}
	if len(b.plain) == 0 {
		return true
	}
	p := &r.t.parts[b.plain[0]]
	if p.media != "text/plain" || p.enc != asIs && p.enc != inQP {
		return false
	}
	body := r.t.body(p)
	return !bytes.Contains(body, uuBegin) && !bytes.Contains(body, yBegin)
}

// begun is the beginning of a text in UTF-8; "" where its first octets do not surely tell it.
type begun struct {
	text      string
	read, all int // octets of the body
}

// begin reads the first octets of a text, at most as many as most.
func (r *reading) begin(i, most int) begun {
	p := &r.t.parts[i]
	body := r.t.body(p)
	if p.enc != asIs && p.enc != inQP {
		return begun{}
	}
	first := body[:min(len(body), most)]
	first = first[:bytes.LastIndexByte(first, '\n')+1]
	buf := scratch.Get().(*[]byte)
	defer putScratch(buf)
	*buf = appendDecoded(r.bud, (*buf)[:0], first, p.enc)
	b := *buf
	for n := 0; n < utf8.UTFMax && len(b) > 0 && b[len(b)-1] >= utf8.RuneSelf; n++ {
		b = b[:len(b)-1] // perhaps of a character that is cut
	}
	c := lookupCodec(r.bud, getParam(p.params, "charset"))
	if high := firstHigh(b); high < len(b) && (c == nil || c.kind != kindUTF8 || !utf8.Valid(b[high:])) || bytes.IndexByte(b, 0x1b) >= 0 || bytes.IndexByte(b, 0) >= 0 {
		return begun{}
	}
	if c != nil && c.kind != kindUTF8 && c.kind != kindASCII && (c.kind != kindTable || c.table['A'] != "A") {
		return begun{}
	}
	out := scratch.Get().(*[]byte)
	defer putScratch(out)
	*out = appendClean((*out)[:0], r.bud.afford(b, 2, 2))
	return begun{string(*out), len(first), len(body)}
}

// Distinct words that the beginning of an HTML has to have to be compared, and how many are.
const enoughWords, mostWords = 60, 120

// alike reports whether a plain text is surely what is shown, and not the HTML that says the
// same: the words of the HTML at the beginning are those of the text, and all of it has not
// many more. more is true where more of the HTML may tell.
func (r *reading) alike(text, html begun) (sure, more bool) {
	if meaningful(text.text, maxStub) < maxStub {
		return false, false
	}
	p, h := newWordSet(len(text.text)/8), newWordSet(mostWords)
	in := 0
	eachWord(r.bud, text.text, func(hash uint64) bool {
		p.add(hash)
		in++
		return true
	})
	page := html.text[max(0, strings.Index(html.text, "<body")):]
	page = page[:max(0, strings.LastIndexByte(page, '<'))]
	seen, unknown := 0, 0
	eachSeen(r.bud, page, true, func(hash uint64) bool {
		if seen++; h.n < mostWords && h.add(hash) && !p.has(hash) {
			unknown++
		}
		return true
	})
	if h.n < enoughWords {
		return false, true
	}
	// Both go on as they begin; what stands before the body counts as such.
	words := in * text.all / text.read
	others := seen * html.all / max(html.read*len(page)/len(html.text), 1)
	return 10*unknown <= h.n && 2*others <= 3*words, false
}
