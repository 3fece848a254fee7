package style

import "strings"

// rootParent is what the root inherits from.
var rootParent = func() *Computed {
	c := *initialStyle
	c.serial = 1 << 31
	return &c
}()

// A styler walks the tree and gives each node its style.
type styler struct {
	*document
	ua       *rules
	declared []variable // room that is used again
	styles   int        // made so far
	indent   float64    // of quotations and lists around, CSS pixels
	flush    map[*Computed]*Computed
}

// element gives n and what is in it their styles.
func (s *styler) element(n *Node, parent *Computed, table tableHints) {
	n.Style = s.compute(n, parent, table)
	if n.Parent == nil {
		s.rootSize = n.Style.Font.Size
	}
	if indents[n.Tag] {
		own := s.indented(n)
		s.indent += own
		defer func() { s.indent -= own }()
	}
	if n.Tag == "body" {
		s.bodyText = n.Style.Color
	}
	if n.Style.Display == None {
		n.Children = nil
		return
	}
	if n.Tag == "table" {
		table = s.tableOf(n)
	}
	for i, c := range n.Children {
		if c.Tag == "" {
			c.Style = s.textStyle(n.Style)
			if n.Style.signs != nil {
				c.Text = signed(c.Text, n.Style.signs)
			}
			continue
		}
		if s.done() || s.full() {
			n.Children = n.Children[:i]
			return
		}
		s.element(c, n.Style, table)
	}
	for _, p := range [...]part{before, after} {
		s.generate(n, p)
	}
}

// indents are the elements that nest in mail as often as it is answered.
var indents = map[string]bool{"blockquote": true, "ul": true, "ol": true, "dl": true, "dd": true, "dir": true, "menu": true}

// indented is how much narrower n makes what is in it. Together such elements take half of
// the pane at most: the text of deeper ones stays in sight.
func (s *styler) indented(n *Node) (own float64) {
	c := n.Style
	for _, side := range []int{Left, Right} {
		for _, l := range []Length{c.Margin[side], c.Padding[side]} {
			if l.Kind == Px {
				own += max(l.V, 0)
			}
		}
	}
	if own == 0 || s.media.Width <= 0 || s.indent+own <= s.media.Width/2 {
		return own
	}
	flush, ok := s.flush[c]
	if !ok {
		mine := *c
		for _, side := range []int{Left, Right} {
			mine.Margin[side], mine.Padding[side] = Length{Kind: Px}, Length{Kind: Px}
		}
		flush = &mine
		if s.flush == nil {
			s.flush = map[*Computed]*Computed{}
		}
		s.flush[c] = flush
	}
	n.Style = flush
	return 0
}

// compute works out the style of an element (CSS Cascade 4, 6.1): the browser's sheet, the
// attributes that say how it looks, the page's sheets, its style attribute, and what is
// important among them.
func (s *styler) compute(n *Node, parent *Computed, table tableHints) *Computed {
	w := &s.win
	w.clear()
	s.uaMatched = s.ua.match(s.document, n, s.uaMatched[:0])
	for _, r := range s.uaMatched {
		w.add(r.block.normal)
	}
	w.keep()
	w.add(s.hints(n, table).normal)
	s.matched = s.matched[:0]
	if s.steps > 0 {
		s.matched = s.author.match(s.document, n, s.matched)
		if s.steps <= 0 {
			s.problem(tooMuchToMatch)
		}
	}
	var own *block
	if text := n.Attrs["style"]; text != "" {
		own = s.inline(text)
	}
	for _, r := range s.matched {
		w.add(r.block.normal)
	}
	if own != nil {
		w.add(own.normal)
	}
	for _, r := range s.matched {
		w.add(r.block.important)
	}
	if own != nil {
		w.add(own.important)
	}
	for _, r := range s.uaMatched {
		w.add(r.block.important)
	}
	link := parent.Link
	if n.Tag == "a" || n.Tag == "area" {
		if href, ok := n.Attrs["href"]; ok {
			link = strings.Trim(href, spaces)
		}
	}
	custom := s.customsOf(parent, own)
	var extra string
	if link != parent.Link {
		extra = link
	}
	if custom == parent.custom {
		s.keyBuf = w.key(s.keyBuf, parent, extra)
		if c, ok := s.shared[string(s.keyBuf)]; ok {
			return c
		}
	}
	s.styles++
	c := computing{Computed: inheritedFrom(parent), parent: parent, doc: s.document}
	c.custom, c.Link = custom, link
	c.apply(w)
	c.finish(n.Parent == nil)
	c.serial = s.newSerial()
	if custom == parent.custom {
		s.shared[string(s.keyBuf)] = c.Computed
	}
	return c.Computed
}

// full reports whether the page has as many unlike styles as are kept.
func (s *styler) full() bool {
	if s.styles < maxStyles {
		return false
	}
	s.problem(tooManyNodes)
	return true
}

// customsOf are the custom properties of the element whose rules were just matched.
func (s *styler) customsOf(parent *Computed, own *block) *customs {
	declared := s.declared[:0]
	for _, r := range s.matched {
		declared = append(declared, r.block.variables...)
	}
	if own != nil {
		declared = append(declared, own.variables...)
	}
	for _, r := range s.matched {
		declared = append(declared, r.block.importantVars...)
	}
	if own != nil {
		declared = append(declared, own.importantVars...)
	}
	s.declared = declared
	if len(declared) == 0 {
		return parent.custom
	}
	if s.variableSteps -= customsCost + len(declared); s.variableSteps < 0 {
		s.problem(tooMuchCSS)
		return parent.custom
	}
	return parent.custom.with(s.document, declared)
}
