package query

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of one search; what is beyond is left out, with a note.
const (
	maxText  = 8 << 10 // octets
	maxTerms = 200
	maxDepth = 40 // parentheses
)

// Parse reads what was typed. It never fails: what it does not understand is
// searched for as words, and Notes say so. Operators that are still being typed
// ("from:", "has:att", "before:20") are left out until they are complete, so that
// the results do not jump to nothing. now gives the meaning of "today" and the
// time zone of dates.
//
// Such an operator is told in Open.
func Parse(text string, now time.Time) *Query { return parse(text, now, false) }

// ParseWhole reads a text that nobody goes on typing, as on the command line, of a rule
// or of a search that is kept: what would be Open is told in Notes, and the last word is
// no beginning of longer ones. A rule about "win" has nothing to do with winter.
func ParseWhole(text string, now time.Time) *Query { return parse(text, now, true) }

func parse(text string, now time.Time, whole bool) *Query {
	q := &Query{Text: text}
	typed := text
	if len(typed) > maxText {
		typed = typed[:maxText]
		for len(typed) > 0 && !utf8.RuneStart(text[len(typed)]) {
			typed = typed[:len(typed)-1]
		}
		q.note(Note{Kind: TooLong})
	}
	p := &parser{q: q, tokens: lex(typed), now: now, whole: whole}
	for i := range p.tokens {
		t := &p.tokens[i]
		t.last = t.last && !(whole && (t.kind == tokWord || t.kind == tokQuoted))
	}
	root := &And{}
	for p.peek().kind != tokEnd {
		if p.peek().kind == tokClose { // one too many
			p.pos++
			continue
		}
		root.Nodes = append(root.Nodes, p.group(Any, 0)...)
	}
	if p.terms > maxTerms {
		q.note(Note{Kind: TooMany, Words: maxTerms})
	}
	q.Root = root
	return q
}

type parser struct {
	q      *Query
	tokens []token
	pos    int
	now    time.Time
	terms  int
	whole  bool      // nothing is still being typed
	said   string    // the operator that is read, as typed
	day    time.Time // for the next filter, see Filter
}

func (p *parser) peek() *token { return &p.tokens[p.pos] }

// group reads up to a closing parenthesis or the end. OR binds closer than
// standing side by side: "a b OR c" is a and (b or c).
func (p *parser) group(f Field, depth int) []Node {
	var out []Node
	var or *Or      // that the next node may go on with
	joined := false // an OR stands before the next node
	for {
		t := p.peek()
		switch t.kind {
		case tokEnd, tokClose:
			return out
		case tokOr:
			p.pos++
			if len(out) == 0 && !t.last {
				// QUIRK: an OR with nothing before it, as in "or not".
				if n := p.term(f, "or", false, false); n != nil {
					out = append(out, n)
				}
				continue
			}
			joined = len(out) > 0
			continue
		case tokAnd: // side by side means that
			p.pos++
			or, joined = nil, false
			continue
		}
		n := p.unary(f, depth)
		if n == nil {
			continue
		}
		switch {
		case joined && or != nil:
			or.Nodes = append(or.Nodes, n)
		case joined:
			or = &Or{Nodes: []Node{out[len(out)-1], n}}
			out[len(out)-1] = or
		default:
			or = nil
			out = append(out, n)
		}
		joined = false
	}
}

// unary reads one condition, with its minus signs. It is nil when there is
// nothing in it to look for, or nothing yet.
func (p *parser) unary(f Field, depth int) Node {
	start := p.peek().start
	not := false
	for p.peek().kind == tokMinus || p.peek().kind == tokNot {
		not = !not
		p.pos++
	}
	n := p.primary(f, depth, start, not)
	if n != nil && not {
		return &Not{n}
	}
	return n
}

func (p *parser) primary(f Field, depth, start int, not bool) Node {
	t := p.peek()
	switch t.kind {
	case tokEnd, tokClose, tokOr, tokAnd:
		return nil
	case tokKey:
		return p.operator(depth, start, not)
	case tokOpen:
		p.pos++
		return p.parenthesis(f, depth)
	case tokQuoted:
		p.pos++
		return p.term(f, t.text, true, t.last && typing(t.text))
	}
	p.pos++
	if name, value, ok := unknownOperator(t.text); ok && f == Any && (p.whole || !t.last) {
		p.q.note(Note{Kind: NotKnown, Key: name, Value: value})
	}
	return p.term(f, t.text, false, t.last)
}

// unknownOperator takes a word apart that looks like an operator and is none, such as "form:maria". It
// is none where it is an address of any kind, a time, or the beginning of a subject.
func unknownOperator(word string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(word, ":")
	if !ok || utf8.RuneCountInString(name) < 2 || notOperators[strings.ToLower(name)] || strings.ContainsAny(value, "@:/\\") ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' }) || !strings.ContainsFunc(value, unicode.IsLetter) {
		return "", "", false
	}
	return name, value, true
}

// notOperators are words that stand before a colon in addresses and before subjects.
var notOperators = map[string]bool{
	"mailto": true, "tel": true, "sms": true, "news": true, "urn": true, "data": true, "about": true, "cid": true, "mid": true, "sip": true, "geo": true, "magnet": true,
	"re": true, "fw": true, "fwd": true, "aw": true, "wg": true, "sv": true, "vs": true, "tr": true, "rif": true, "res": true, "enc": true, "antw": true, "odp": true, "pd": true,
}

// typing reports whether the last word of an unfinished quotation may go on.
func typing(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && r != ' '
}

// parenthesis reads what follows an opening one. QUIRK: a missing closing one
// counts as standing at the end, where it will be typed.
func (p *parser) parenthesis(f Field, depth int) Node {
	if depth >= maxDepth {
		return nil // as if it were a space
	}
	nodes := p.group(f, depth+1)
	if p.peek().kind == tokClose {
		p.pos++
	}
	switch len(nodes) {
	case 0:
		return nil
	case 1:
		return nodes[0]
	}
	return &And{nodes}
}

// term is a word or phrase, or an address with its words; nil when there is nothing in it to look
// for.
func (p *parser) term(f Field, text string, phrase, prefix bool) Node {
	text = strings.TrimSpace(strings.ToValidUTF8(text, " "))
	if Fold(text) == "" {
		return nil
	}
	if p.terms++; p.terms > maxTerms {
		return nil
	}
	if begun, ok := begunWord(text); ok && !phrase {
		text, prefix = begun, true
	}
	if a := addressOf(f, text, prefix); a != nil {
		if a.alone() {
			p.q.note(Note{Kind: OneHost, Key: p.said, Value: text})
		}
		return &And{[]Node{a.words(&Term{Field: f, Text: text, Phrase: phrase, Prefix: a.Prefix}), a}}
	}
	return &Term{Field: f, Text: text, Phrase: phrase, Prefix: prefix}
}

// begunWord takes the star from a word that asks for what begins with it: one, right behind the word. Stars around
// one are no such sign: programs mark subjects so ("***SPAM***"), and people do ("*new*").
func begunWord(text string) (begun string, ok bool) {
	begun, ok = strings.CutSuffix(text, "*")
	last, _ := utf8.DecodeLastRuneInString(begun)
	return begun, ok && !strings.HasPrefix(text, "*") && (unicode.IsLetter(last) || unicode.IsNumber(last) || unicode.IsMark(last) || last == '@')
}

// operator reads an operator and its value.
func (p *parser) operator(depth, start int, not bool) Node {
	key := p.peek().text
	outer := p.said
	p.said = p.peek().said
	defer func() { p.said = outer }()
	p.pos++
	f := fields[key]
	if p.peek().kind == tokOpen {
		return p.operatorGroup(key, f, depth, start, not)
	}
	v, ok := p.value()
	if !ok {
		p.noValue(key, v, start)
		return nil
	}
	return p.condition(key, &v, start, not)
}

// noValue takes note of an operator without a value; v is the token in its place.
func (p *parser) noValue(key string, v token, start int) {
	if !p.open(key, "", start, v.end, v.kind == tokEnd || v.last) {
		p.q.note(Note{Kind: NoValue, Key: p.said})
	}
}

// open takes note of an operator that may still be being typed; it reports
// whether it is.
func (p *parser) open(key, value string, start, end int, last bool) bool {
	if !last || p.whole {
		return false
	}
	p.q.Open = &Open{Key: key, Value: value, Span: Span{start, end}}
	return true
}

// condition is what an operator with a value asks for; nil when it asks for
// nothing, which is then noted.
func (p *parser) condition(key string, v *token, start int, not bool) Node {
	n, known := p.meaning(key, v)
	switch {
	case n != nil:
		p.filter(key, v.text, not, start, v.end)
		return n
	case p.open(key, v.text, start, v.end, v.last):
		return nil
	case known:
		if p.terms <= maxTerms { // else it is told that there are too many
			p.q.note(Note{Kind: NoWords, Key: p.said, Value: v.text})
		}
		return nil
	}
	p.q.note(Note{Kind: NotKnown, Key: p.said, Value: v.text})
	return p.term(Any, p.said+" "+v.text, false, false)
}

// operatorGroup reads an operator with a parenthesis after it: each of the words
// within is a value.
func (p *parser) operatorGroup(key string, f Field, depth, start int, not bool) Node {
	open := p.peek().end
	p.pos++
	if f == Any {
		if v, at, ok := p.oneValue(); ok {
			if n, _ := p.meaning(key, &v); n != nil {
				p.pos = at
				p.filter(key, v.text, not, start, p.tokens[at-1].end)
				return n
			}
		}
	}
	n := p.parenthesis(f, depth)
	closing := p.tokens[p.pos-1]
	if n == nil {
		p.noValue(key, token{kind: p.peek().kind, end: p.tokens[p.pos-1].end}, start)
		return nil
	}
	if f == Any {
		before := len(p.q.Filters)
		n = p.each(key, start, n)
		p.q.Filters = p.q.Filters[:before] // there is one for all of the values
	}
	if n != nil {
		end := closing.end
		p.filter(key, strings.ToValidUTF8(strings.Trim(p.q.Text[min(open, end):end], "()（） "), " "), not, start, end)
	}
	return n
}

// oneValue is what stands up to the closing parenthesis, where that is words only,
// as one value; at is the token after it.
func (p *parser) oneValue() (v token, at int, ok bool) {
	var words []string
	for at = p.pos; p.tokens[at].kind == tokWord; at++ {
		words = append(words, p.tokens[at].text)
	}
	if p.tokens[at].kind != tokClose || len(words) == 0 {
		return v, at, false
	}
	return token{kind: tokQuoted, text: strings.Join(words, " "), end: p.tokens[at].end}, at + 1, true
}

// each puts the condition that an operator stands for in the place of each word.
func (p *parser) each(key string, start int, n Node) Node {
	list := func(nodes []Node) (out []Node) {
		for _, n := range nodes {
			if n = p.each(key, start, n); n != nil {
				out = append(out, n)
			}
		}
		return out
	}
	switch n := n.(type) {
	case *And:
		if n.Nodes = list(n.Nodes); len(n.Nodes) == 0 {
			return nil
		}
	case *Or:
		if n.Nodes = list(n.Nodes); len(n.Nodes) == 0 {
			return nil
		}
	case *Not:
		if n.Node = p.each(key, start, n.Node); n.Node == nil {
			return nil
		}
	case *Term:
		at := p.pos // a date of several words does not reach beyond the parenthesis
		defer func() { p.pos = at }()
		return p.condition(key, &token{kind: tokQuoted, text: n.Text, last: n.Prefix, end: p.tokens[at].start}, start, false)
	}
	return n
}

// fields are the operators that look for words in a part of the message.
var fields = map[string]Field{
	"from": From, "to": To, "subject": Subject, "filename": Attachment, "body": Body,
}

// value takes the value of an operator: the next word or quotation, also after a
// space. There is none before another operator, a minus, OR or a parenthesis.
func (p *parser) value() (token, bool) {
	t := *p.peek()
	if t.kind != tokWord && t.kind != tokQuoted {
		return t, false
	}
	p.pos++
	t.text = strings.TrimSpace(strings.ToValidUTF8(t.text, " "))
	return t, t.text != ""
}

func (p *parser) filter(key, value string, not bool, start, end int) {
	p.q.Filters = append(p.q.Filters, Filter{Key: key, Value: value, Not: not, Span: Span{start, end}, Day: p.day})
	p.day = time.Time{}
}

// meaning is the condition that an operator stands for. known is false when the
// value means nothing to it.
func (p *parser) meaning(key string, v *token) (n Node, known bool) {
	if f, ok := fields[key]; ok {
		n := p.term(f, v.text, v.kind == tokQuoted, v.last && typing(v.text))
		return n, true
	}
	switch key {
	case "has":
		return has(v)
	case "is":
		return is(v)
	case "in":
		if anywhere(v.text) {
			return &And{}, true
		}
		return &In{Folder: v.text, Prefix: v.last}, true
	case "account":
		return &Account{v.text}, true
	case "list":
		if Fold(v.text) == "" {
			return nil, true
		}
		return &List{Text: v.text, Prefix: v.last && typing(v.text)}, true
	case "larger", "smaller":
		var octets int64
		if !p.longest(v, func(s string) (ok bool) {
			n, ok := Size(s)
			if ok {
				octets = n
			}
			return ok
		}) {
			return nil, false
		}
		if key == "larger" {
			return &Larger{octets}, true
		}
		return &Smaller{octets}, true
	}
	var best span
	if !p.longest(v, func(text string) bool {
		s, ok := period(text, p.now)
		if ok {
			best = s
		}
		return ok
	}) {
		switch next := p.peek(); {
		case v.kind != tokWord || !beginsPeriod(v.text):
		case next.kind == tokEnd: // "before:last "
			v.last = true
		case next.kind == tokWord && next.last: // "before:last we"
			p.pos++
			v.last = true
		}
		return nil, false
	}
	until := strings.EqualFold(p.said, "until")
	switch {
	case until:
		p.day = best.end
	case numeric(v.text):
		p.day = best.start
	}
	switch {
	case until: // with the day
		return &Before{best.end}, true
	case key == "before":
		return &Before{best.start}, true
	case key == "after":
		return &After{best.start}, true
	}
	return &And{[]Node{&After{best.start}, &Before{best.end}}}, true
}

// longest makes v the longest row of up to five words from v on that ok takes, as
// dates ("last week", "1 de noviembre de 2025") and sizes ("5 MB") need no quotation
// marks; it reports whether there is one.
func (p *parser) longest(v *token, ok func(string) bool) (found bool) {
	at := p.pos
	text, end, last := v.text, v.end, v.last
	for i := p.pos; ; i++ {
		if ok(text) {
			found, at = true, i
			v.text, v.end, v.last = text, end, last
		}
		if i-p.pos == 4 || v.kind != tokWord || p.tokens[i].kind != tokWord {
			break
		}
		text += " " + p.tokens[i].text
		end, last = p.tokens[i].end, p.tokens[i].last
	}
	if found {
		p.pos = at
	}
	return found
}

// anywhere reports whether a folder's name means all folders.
func anywhere(folder string) bool {
	switch strings.ToLower(folder) {
	case "anywhere", "all", "any":
		return true
	}
	return false
}

func has(v *token) (Node, bool) {
	value := strings.ToLower(v.text)
	if kind, ok := kindNames[value]; ok {
		return &HasAttachment{kind}, true
	}
	if value == "star" || value == "stars" {
		return &Is{Starred}, true
	}
	return nil, false
}

func is(v *token) (Node, bool) {
	switch strings.ToLower(v.text) {
	case "unread", "new", "unseen":
		return &Is{Unread}, true
	case "read", "seen":
		return &Is{Read}, true
	case "starred", "star", "flagged":
		return &Is{Starred}, true
	case "answered", "replied":
		return &Is{Answered}, true
	case "forwarded":
		return &Is{Forwarded}, true
	}
	return nil, false
}
