package query

import (
	"fmt"
	"strings"
	"time"
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
func Parse(text string, now time.Time) *Query {
	q := &Query{Text: text}
	typed := text
	if len(typed) > maxText {
		typed = typed[:maxText]
		for len(typed) > 0 && !utf8.RuneStart(text[len(typed)]) {
			typed = typed[:len(typed)-1]
		}
		q.note("This search is very long, so only its beginning was used.")
	}
	p := &parser{q: q, tokens: lex(typed), now: now}
	root := &And{}
	for p.peek().kind != tokEnd {
		if p.peek().kind == tokClose { // one too many
			p.pos++
			continue
		}
		root.Nodes = append(root.Nodes, p.group(Any, 0)...)
	}
	if p.terms > maxTerms {
		q.note(fmt.Sprintf("This search is very long, so only its first %d words were used.", maxTerms))
	}
	q.Root = root
	return q
}

func (q *Query) note(s string) {
	for _, n := range q.Notes {
		if n == s {
			return
		}
	}
	q.Notes = append(q.Notes, s)
}

type parser struct {
	q      *Query
	tokens []token
	pos    int
	now    time.Time
	terms  int
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
	for p.peek().kind == tokMinus {
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
	case tokEnd, tokClose, tokOr:
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
	return p.term(f, t.text, false, t.last)
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

// term is a word or phrase; nil when there is nothing in it to look for.
func (p *parser) term(f Field, text string, phrase, prefix bool) Node {
	text = strings.TrimSpace(strings.ToValidUTF8(text, " "))
	if Fold(text) == "" {
		return nil
	}
	if p.terms++; p.terms > maxTerms {
		return nil
	}
	return &Term{Field: f, Text: text, Phrase: phrase, Prefix: prefix}
}

// operator reads an operator and its value.
func (p *parser) operator(depth, start int, not bool) Node {
	key := p.peek().text
	p.pos++
	f := fields[key]
	if p.peek().kind == tokOpen && f != Any {
		p.pos++
		n := p.parenthesis(f, depth)
		if n != nil {
			end := p.tokens[p.pos-1].end
			open := strings.IndexAny(p.q.Text[start:end], "(（")
			p.filter(key, strings.ToValidUTF8(strings.Trim(p.q.Text[start+open:end], "()（） "), " "), not, start, end)
		}
		return n
	}
	v, ok := p.value()
	if !ok {
		return nil
	}
	n, known := p.meaning(key, &v)
	switch {
	case n != nil:
		p.filter(key, v.text, not, start, v.end)
	case !known && v.last:
		// Still being typed.
	case !known:
		p.q.note(fmt.Sprintf("“%s:%s” was not understood, so it was searched for as words.", key, v.text))
		return p.term(Any, key+" "+v.text, false, false)
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
	p.q.Filters = append(p.q.Filters, Filter{Key: key, Value: value, Not: not, Span: Span{start, end}})
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
		switch strings.ToLower(v.text) {
		case "anywhere", "all", "any":
			return &And{}, true
		}
		return &In{Folder: v.text, Prefix: v.last}, true
	}
	// Dates of several words ("last week", "1 November 2025") need no quotation
	// marks: the longest row of words that is a date counts.
	best, at := span{}, p.pos
	found := false
	text, end, last := v.text, v.end, v.last
	for i := p.pos; ; i++ {
		if s, ok := period(text, p.now); ok {
			best, found, at = s, true, i
			v.text, v.end, v.last = text, end, last
		}
		if i-p.pos == 2 || v.kind != tokWord || p.tokens[i].kind != tokWord {
			break
		}
		text += " " + p.tokens[i].text
		end, last = p.tokens[i].end, p.tokens[i].last
	}
	if !found {
		switch next := p.peek(); {
		case !beginsPeriod(v.text):
		case next.kind == tokEnd: // "before:last "
			v.last = true
		case next.kind == tokWord && next.last: // "before:last we"
			p.pos++
			v.last = true
		}
		return nil, false
	}
	p.pos = at
	switch key {
	case "before":
		return &Before{best.start}, true
	case "after":
		return &After{best.start}, true
	}
	return &And{[]Node{&After{best.start}, &Before{best.end}}}, true
}

func has(v *token) (Node, bool) {
	switch strings.ToLower(v.text) {
	case "attachment", "attachments", "file", "files":
		return &HasAttachment{}, true
	case "star", "stars":
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
	}
	return nil, false
}
