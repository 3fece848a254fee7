package style

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// quotedLook is that of the words in the place of a quotation; the dark adapts it as the rest of a
// page.
const quotedLook = "display:inline-block;cursor:pointer;margin:6px 0;padding:3px 12px;border-radius:6px;background:#eef0f4;color:#5c6370;font:14px sans-serif"

// quotedClasses are what programs call the element that holds the letter they answer.
var quotedClasses = map[string]bool{"gmail_quote": true, "gmail_quote_container": true, "yahoo_quoted": true, "protonmail_quote": true}

// quotes reports whether an element holds a letter that is answered.
func quotes(n *html.Node) bool {
	cite := false
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				cite = cite || quotedClasses[c]
			}
		case "type":
			cite = cite || n.Data == "blockquote" && strings.EqualFold(a.Val, "cite")
		}
	}
	return cite && (n.Data == "blockquote" || n.Data == "div")
}

// pictured reports whether an element is a picture, which counts as words do.
func pictured(n *html.Node) bool { return n.Data == "img" || n.Data == "svg" }

// foldQuoted finds the quotation with which a page ends, if it has words of its own before and none
// after, and puts it into details that are closed, with the words of Media.Quoted as their summary.
func (d *document) foldQuoted(root *html.Node) {
	var quote *html.Node // the last outermost one; nil: something stands below it
	own, several := false, false
	for at := root; at != nil; {
		if d.done() {
			return
		}
		inside := true
		switch {
		case at.Type == html.TextNode && strings.TrimSpace(at.Data) != "", at.Type == html.ElementNode && pictured(at):
			own, several, quote = true, false, nil
		case at.Type == html.ElementNode && quotes(at):
			// Several at the end, one below the other, stay as they are.
			several = several || quote != nil
			inside, quote = false, at
		case at.Type == html.ElementNode && childless[at.Data]:
			inside = false
		}
		if inside && at.FirstChild != nil {
			at = at.FirstChild
			continue
		}
		for at != nil && at.NextSibling == nil {
			at = at.Parent
		}
		if at != nil {
			at = at.NextSibling
		}
	}
	if quote == nil || !own || several || forwarded(quote) {
		return
	}
	lines := quotedLines(quote)
	if lines == 0 {
		return
	}
	first := saidBefore(quote)
	if d.quoted = first; d.media.Quoted == nil {
		return
	}
	details := &html.Node{Type: html.ElementNode, Data: "details", DataAtom: atom.Details}
	summary := &html.Node{Type: html.ElementNode, Data: "summary", DataAtom: atom.Summary, Attr: []html.Attribute{{Key: "style", Val: quotedLook}}}
	summary.AppendChild(&html.Node{Type: html.TextNode, Data: d.media.Quoted(lines)})
	details.AppendChild(summary)
	d.quoted = details
	first.Parent.InsertBefore(details, first)
	for n := first; ; {
		next := n.NextSibling
		n.Parent.RemoveChild(n)
		details.AppendChild(n)
		if n == quote {
			return
		}
		n = next
	}
}

// Where a letter is passed on, programs put what they put around one that is answered, too. It begins
// with a line between dashes, or with lines of its header.
var (
	dashed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[-–—_=]{8,}[^-–—_=].*[-–—_=]{8,}$`) })
	// Not "On 30 Nov at 9:50".
	field = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[^\s:：\d]([^:：\d]{0,28}[^\s:：\d])?\s?[:：]\s*\S`)
	})
)

const (
	forwardMost  = 2000 // octets in which the header of a letter is looked for
	forwardLines = 3    // of a header, one of them with an address
)

// forwarded reports whether a quotation is a letter that is passed on, not answered: it stands nowhere
// else.
func forwarded(quote *html.Node) bool {
	if n := above(quote); n != nil && heads(n) {
		return true
	}
	return heads(quote)
}

// heads reports whether an element begins as a letter does that is passed on.
func heads(n *html.Node) bool {
	fields, address := 0, false
	for i, line := range firstLines(n, forwardMost) {
		switch {
		case i < 3 && dashed().MatchString(line):
			return true
		case field().MatchString(line):
			fields, address = fields+1, address || strings.Contains(line, "@")
			if fields >= forwardLines && address {
				return true
			}
		case i > 2: // a sentence that begins it, such as Apple's, has been before
			return false
		default:
			fields, address = 0, false
		}
	}
	return false
}

// firstLines are the lines with words in an element, as its page makes them, until they have so many
// octets.
func firstLines(n *html.Node, most int) (lines []string) {
	var b strings.Builder
	end := func() {
		if line := strings.Join(strings.Fields(b.String()), " "); line != "" {
			lines = append(lines, line)
		}
		b.Reset()
	}
	for at := range n.Descendants() {
		switch {
		case at.Type == html.ElementNode && blockTags[at.Data]:
			end()
		case at.Type == html.TextNode && !(at.Parent != nil && childless[at.Parent.Data]):
			b.WriteString(at.Data)
			most -= len(at.Data)
		}
		if most < 0 {
			break
		}
	}
	end()
	return lines
}

// datedSaid finds what tells "On 12 Nov 2026 at 9:50 Jan wrote:" from words of one's own.
var datedSaid = regexp.MustCompile(`@|\b(19|20)[0-9]{2}\b|[0-9][:.][0-9]{2}\b`)

// saidMost is how long the line at most is that says whose words a quotation has, in octets.
const saidMost = 300

// saidBefore is the paragraph right above a quotation that says whose words it has; without one the
// quotation itself.
func saidBefore(quote *html.Node) *html.Node {
	n := above(quote)
	if n == nil {
		return quote
	}
	said := strings.TrimSpace(firstWords(n, saidMost+1))
	if len(said) <= saidMost && strings.HasSuffix(said, ":") && datedSaid.MatchString(said) {
		return n
	}
	return quote
}

// above is the paragraph right above an element; nil: there is none.
func above(n *html.Node) *html.Node {
	n = n.PrevSibling
	for n != nil && (n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.Type == html.ElementNode && n.Data == "br") {
		n = n.PrevSibling
	}
	if n == nil || n.Type != html.ElementNode || n.Data != "p" && n.Data != "div" {
		return nil
	}
	return n
}

// firstWords are the words in an element, until they are so many octets.
func firstWords(n *html.Node, most int) string {
	var b strings.Builder
	for at := range n.Descendants() {
		if at.Type == html.TextNode {
			b.WriteString(at.Data)
		}
		if b.Len() >= most {
			break
		}
	}
	return b.String()
}

// quotedLines counts the lines of a quotation as its page makes them, however wide the pane is.
func quotedLines(n *html.Node) (lines int) {
	words := false
	for at := range n.Descendants() {
		switch {
		case at.Type == html.ElementNode && blockTags[at.Data]:
			if at.Data == "br" && !words {
				continue
			}
			words = false
		case at.Type == html.TextNode && strings.TrimSpace(at.Data) != "":
			if !words {
				lines++
			}
			words = true
		}
	}
	return lines
}
