package eml

import (
	"context"
	"strings"
	"unicode"
)

// Row is what the store needs of a message to list it, and to know it again.
type Row struct {
	Header
	Attachments int    // see CountAttachments
	Snippet     string // as in Digested
}

// Row is that of a message that was read whole.
func (d *Digested) Row() Row {
	return Row{Header: d.Header, Attachments: CountAttachments(d.Attachments), Snippet: d.Snippet}
}

// ReadRow reads no more of a message than its row takes: texts as far as the first words go,
// and no attachments. It is what Handle.Digest says, but where a message is made to keep
// readers busy, where something that is hidden in its HTML does not end, where its charset
// shows only further down, and where its plain text and its HTML are alike at first and
// different later, or neither alike nor clearly different; there the first words may be
// those of the other form. The only error is the context's.
func ReadRow(ctx context.Context, raw []byte) (*Row, error) {
	return readRow(ctx, raw, true)
}

// ReadRowOnly is ReadRow without the first words, where nothing else depends on the texts: then
// Snippet is empty. ReadRow gives them later.
func ReadRowOnly(ctx context.Context, raw []byte) (*Row, error) {
	return readRow(ctx, raw, false)
}

func readRow(ctx context.Context, raw []byte, worded bool) (*Row, error) {
	bud := newBudget(ctx, len(raw))
	r := analyse(bud, raw)
	r.rowOnly = true
	words, sure := "", !worded && r.alone()
	if !sure {
		words, sure = r.beginning()
	}
	if !sure {
		r.readTexts()
		words = r.firstWords()
	}
	row := &Row{Attachments: CountAttachments(r.attachments()), Snippet: words, Header: *r.fields()}
	return row, bud.halted
}

// firstWords is the snippet of what is shown.
func (r *reading) firstWords() string {
	text := r.plainText()
	if r.chosen {
		return Snippet(text, snippetLength)
	}
	html := r.html()
	switch {
	case html == "":
		return Snippet(text, snippetLength)
	case strings.TrimSpace(text) == "":
		return htmlSnippet(r.bud, html)
	}
	rich, sure := likely(r.bud, text, html)
	switch {
	case sure && rich:
		return htmlSnippet(r.bud, html)
	case sure:
		return Snippet(text, snippetLength)
	}
	return Snippet(choose(r.bud, text, html).shown, snippetLength)
}

// htmlSnippet is the snippet of an HTML, which is read as far as that takes.
func htmlSnippet(bud *budget, html string) (snippet string) {
	sure := false
	text := htmlUntil(bud, html, func(lines []byte) bool {
		snippet, sure = snippetOfLines(lines)
		return sure
	})
	if sure {
		return snippet
	}
	return Snippet(text, snippetLength)
}

// startOfHTML is htmlSnippet for an HTML of which only the beginning is there.
func startOfHTML(bud *budget, html string) (snippet string, sure bool) {
	w := htmlWriter{bud: bud, hide: true, ask: firstAsk, enough: func(lines []byte) bool {
		snippet, sure = snippetOfLines(lines)
		return sure
	}}
	w.run(html)
	return snippet, sure
}

// snippetOfLines is sureSnippet of lines that an htmlWriter has written.
func snippetOfLines(lines []byte) (snippet string, sure bool) {
	return sureSnippet(cleanText(strings.TrimLeftFunc(string(lines), unicode.IsSpace)), snippetLength)
}

// likely reports whether choose takes the HTML of two forms of a text. It looks at the words
// of the HTML without reading it whole, so it is sure only where a few of them make no
// difference.
func likely(bud *budget, plain, html string) (rich, sure bool) {
	p, h := wordsOf(bud, plain), newWordSet(512)
	onlyHTML := 0
	if p.n == 0 || !eachSeen(bud, html, true, func(hash uint64) bool {
		if h.add(hash) && !p.has(hash) {
			onlyHTML++
		}
		return h.n < maxWords
	}) {
		return false, false
	}
	onlyPlain := p.n - (h.n - onlyHTML)
	more := func(a, b int) bool { return 4*a > 5*b+40 } // by a quarter, and ten words
	switch {
	case more(2*onlyHTML, h.n) && more(onlyHTML, onlyPlain):
		return true, true
	case more(h.n, 3*onlyHTML), (more(h.n, 2*onlyHTML) || more(onlyPlain, onlyHTML)) && !stub(plain):
		return false, true
	}
	return false, false
}
