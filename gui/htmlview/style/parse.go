package style

import (
	"context"
	_ "embed"
	"image/color"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// Bounds of a page; what goes beyond is left out and said in Page.Problems.
const (
	maxNodes = 200_000
	maxDepth = 500
	maxSteps = 10_000_000 // of matching selectors
	maxVars  = 2_000_000  // tokens that var() is replaced by

	maxStyles   = 30_000  // unlike styles
	maxDecls    = 500_000 // what declarations say of longhands
	customsCost = 50      // what an element's own variables count for beside maxVars
)

// What Page.Problems says.
const (
	tooManyNodes   = "The page has more elements than are shown."
	tooDeep        = "The page is nested too deep; the innermost parts are shown side by side."
	tooMuchCSS     = "The page has more style rules than are used."
	tooMuchToMatch = "The page's style rules take too long; some are not used."
	tooMuchDrawn   = "The page has more drawings than are shown."
	stopped        = "The page was not read to its end."
)

// A document is a page while its styles are worked out.
type document struct {
	ctx      context.Context
	media    Media
	quirks   bool
	rootSize float64     // of the root's letters, for rem
	bodyText color.NRGBA // body's color, black before there is one
	link     *color.NRGBA

	author        *rules
	inlines       map[string]*block
	hinted        map[string]*block
	shared        map[string]*Computed
	serials       uint32
	tokens        int
	decls         int
	steps         int
	nodes         int
	drawn         int // octets of drawings
	made          int // octets that rules put before and after elements
	ticks         int
	ended         bool
	problems      []string
	win           winners
	keyBuf        []byte
	matched       []*rule
	uaMatched     []*rule
	variableSteps int
	anchor        *Node // that :has() is tried for
	details       map[*Node]int
	quoted        *html.Node // the first of the quotation with which the page ends; nil: there is none
	quotes        *Node      // the same in the tree
	closedText    strings.Builder
}

func (d *document) newSerial() uint32 {
	d.serials++
	return d.serials
}

// problem notes what was left out, once.
func (d *document) problem(text string) {
	if !slices.Contains(d.problems, text) {
		d.problems = append(d.problems, text)
	}
}

// done reports whether the page is to be given up.
func (d *document) done() bool {
	if d.ticks++; d.ticks%64 == 0 && !d.ended && d.ctx.Err() != nil {
		d.ended = true
		d.problem(stopped)
	}
	return d.ended
}

//go:embed ua.css
var uaSheet string

//go:embed quirks.css
var quirksSheet string

// A browser is what every page begins with: the rules of the browser's own style sheet.
type browser struct {
	rules   *rules
	serials uint32
}

var browsers = [2]func() browser{
	sync.OnceValue(func() browser { return newBrowser(uaSheet) }),
	sync.OnceValue(func() browser { return newBrowser(uaSheet + quirksSheet) }),
}

func newBrowser(sheet string) browser {
	d := &document{ctx: context.Background(), inlines: map[string]*block{}}
	r := newRules()
	d.sheet(sheet, r)
	return browser{r, d.serials}
}

// Parse reads a page of HTML in UTF-8 and works out how its elements look in m. It always
// gives a page: what ctx or a bound cuts off is missing, and Problems says so.
func Parse(ctx context.Context, page string, m Media) *Page {
	d := &document{ctx: ctx, media: m, rootSize: mediumSize, bodyText: color.NRGBA{A: 255}, author: newRules(),
		inlines: map[string]*block{}, hinted: map[string]*block{}, shared: map[string]*Computed{}, steps: maxSteps, variableSteps: maxVars}
	page = strings.TrimPrefix(page, "\uFEFF")
	tree, cut := Tree(page)
	if cut {
		d.problem(tooDeep)
	}
	out := &Page{Quirks: quirksMode(tree, page)}
	d.quirks = out.Quirks
	out.LimitedQuirks = !out.Quirks && limitedQuirks(tree)
	b := browsers[0]
	if d.quirks {
		b = browsers[1]
	}
	ua := b()
	d.serials = ua.serials
	var root *html.Node
	for n := tree.FirstChild; n != nil; n = n.NextSibling {
		if n.Type == html.ElementNode {
			root = n
		}
	}
	if root == nil {
		root = &html.Node{Type: html.ElementNode, Data: "html"}
	}
	d.foldQuoted(root)
	d.sheets(root)
	out.Root = d.node(root, nil)
	d.build(root, out.Root, 1)
	out.Lang = out.Root.Attr("lang")
	for _, n := range out.Root.Children {
		if n.Tag == "body" && out.Body == nil {
			out.Body = n
			if out.Lang == "" {
				out.Lang = n.Attr("lang")
			}
			d.bodyColors(n)
		}
	}
	s := styler{document: d, ua: ua.rules}
	s.element(out.Root, rootParent, tableHints{})
	if out.Body != nil && out.Body.Style == nil { // it was cut off, or nothing of the page is shown
		out.Body = nil
	}
	out.Details, out.Quoted, out.Closed = d.details, d.quotes, d.closedText.String()
	out.Problems = d.problems
	return out
}

// Tree is the parser's tree of a page, scripts being off, with words that are not turned or
// hidden by force (see Tidy). cut reports whether elements were left out, their words not. The
// parser alone fails where pages are nested deep, and has no bound for what it makes of one: no
// page of a message comes to it in another way.
func Tree(page string) (tree *html.Node, cut bool) {
	if suspicious(page) {
		page, cut = tame(page, maxOpen)
	}
	for deep := maxOpen; ; deep = deep * 2 / 3 {
		tree, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
		if err == nil {
			Tidy(tree)
			return tree, cut
		}
		if deep == 0 {
			tree, _ = html.Parse(strings.NewReader(`<div style="white-space:pre-line">` + html.EscapeString(Unforced(wordsOf(page))) + "</div>"))
			return tree, true
		}
		page, _ = tame(page, deep)
		cut = true
	}
}

// wordsOf are the words of a page that cannot be taken apart.
func wordsOf(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var b strings.Builder
	for unseen := false; ; {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if !unseen {
				b.Write(z.Text())
			}
			unseen = false
		case html.EndTagToken:
			unseen = false
		case html.StartTagToken:
			name, _ := z.TagName()
			unseen = rawText[string(name)] && !shownRaw[string(name)]
			if string(name) == "noscript" {
				z.NextIsNotRawText()
			}
		}
	}
}

// sheets reads the style elements of the page, wherever they are.
func (d *document) sheets(n *html.Node) {
	if n.Type == html.ElementNode && n.Data == "style" && n.Namespace == "" {
		kind, media := "", ""
		for _, a := range n.Attr {
			switch a.Key {
			case "type":
				kind = strings.ToLower(strings.TrimSpace(a.Val))
			case "media":
				media = a.Val
			}
		}
		toks, _ := tokenize(media, 1000)
		if (kind == "" || kind == "text/css") && d.mediaList(toks) {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				d.sheet(c.Data, d.author)
			}
		}
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.sheets(c)
	}
}
