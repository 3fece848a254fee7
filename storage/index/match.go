package index

import (
	"strings"
	"unicode/utf8"

	"popmail/storage/query"
)

// columnsOf is the column filter of the index for a field.
var columnsOf = map[query.Field]string{
	query.Any:        "{sender people subject body files}",
	query.From:       "{sender}",
	query.To:         "{people}",
	query.Subject:    "{subject}",
	query.Attachment: "{files}",
	query.Body:       "{body}",
}

var shortOf = map[query.Field]byte{
	query.Any:        shortAny,
	query.From:       shortFrom,
	query.To:         shortTo,
	query.Subject:    shortSubject,
	query.Attachment: shortFiles,
}

// Match is the expression of the index for a term: its words side by side; empty
// when there are none. Words are folded, and quoted all the same.
func Match(t *query.Term) string {
	words := query.Words(t.Text)
	if len(words) == 0 {
		return ""
	}
	columns, ok := columnsOf[t.Field]
	if !ok {
		columns = columnsOf[query.Any]
	}
	last := words[len(words)-1]
	short, indexed := shortOf[t.Field]
	switch {
	case !t.Prefix || whole(last):
		return columns + " : " + quote(words...)
	case !indexed || utf8.RuneCountInString(last) > maxShort:
		return columns + " : " + quote(words...) + " *"
	}
	// The last word has just been begun: the words before it side by side, and
	// anywhere a word that begins so.
	begun := "{short} : " + quote(shortWord(short, last))
	if t.Field == query.Any {
		begun = "(" + begun + " OR {body} : " + quote(last) + ")"
	}
	if len(words) == 1 {
		return begun
	}
	return "(" + columns + " : " + quote(words[:len(words)-1]...) + " AND " + begun + ")"
}

// whole reports whether a word that may go on is asked for as it stands: one of a single character, of
// those that are a word each, or that cannot be asked for by its beginning, as column short has none of it.
func whole(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && query.Alone(r) || spaceless([]byte(word)) && utf8.RuneCountInString(word) <= maxShort
}

// Begun is how many characters the last word of a term has where Match asks for all words that
// begin so: the index puts their lists together, all of them each time. Else it is 0.
func Begun(t *query.Term) int {
	if !strings.HasSuffix(Match(t), "*") {
		return 0
	}
	words := query.Words(t.Text)
	return utf8.RuneCountInString(words[len(words)-1])
}

func quote(words ...string) string {
	return `"` + strings.ReplaceAll(strings.Join(words, " "), `"`, `""`) + `"`
}

// All is an expression for what all of some select.
func All(exprs []string) string { return join(exprs, "AND") }

func join(exprs []string, operator string) string {
	if len(exprs) == 1 {
		return exprs[0]
	}
	return "(" + strings.Join(exprs, " "+operator+" ") + ")"
}

// Cover is an expression of the index that selects at least all messages for which
// n holds; empty when the index cannot bound n. exact: it selects these only.
func Cover(n query.Node) (expr string, exact bool) {
	switch n := n.(type) {
	case *query.Term:
		expr := Match(n)
		return expr, expr != ""
	case *query.And:
		return coverAll(n.Nodes, "AND")
	case *query.Or:
		return coverAll(n.Nodes, "OR")
	}
	return "", false
}

func coverAll(nodes []query.Node, operator string) (expr string, exact bool) {
	var exprs []string
	exact = true
	for _, n := range nodes {
		if !Says(n) {
			continue
		}
		x, e := Cover(n)
		exact = exact && e
		switch {
		case x != "":
			exprs = append(exprs, x)
		case operator == "OR":
			return "", false
		}
	}
	if len(exprs) == 0 {
		return "", false
	}
	return join(exprs, operator), exact
}

// Says reports whether n asks for anything: a term may hold no word at all.
func Says(n query.Node) bool {
	switch n := n.(type) {
	case *query.Term:
		return query.Fold(n.Text) != ""
	case *query.And:
		for _, n := range n.Nodes {
			if Says(n) {
				return true
			}
		}
		return false
	case *query.Or:
		for _, n := range n.Nodes {
			if Says(n) {
				return true
			}
		}
		return false
	case *query.Not:
		return Says(n.Node)
	}
	return true
}
