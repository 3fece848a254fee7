package storage

import (
	"strings"

	"popmail/storage/query"
)

// photoSize is the size, in octets, from which a picture within the text counts as one that
// somebody sent: smaller ones are logos, lines and smileys.
const photoSize = 100_000

// is reports whether the part is an attachment of a kind, as filesOf selects it.
func (p *part) is(kind query.FileKind) bool {
	k := query.Kinds[kind]
	if p.Minor && !k.Inline || kind == query.Picture && p.Inline && p.Size < photoSize {
		return false
	}
	return k.Is(p.Type, p.Name)
}

// filesOf is the condition on parts for attachments of a kind, with its arguments.
func filesOf(kind query.FileKind) (sqlText string, args []any) {
	k := query.Kinds[kind]
	var any []string
	for _, t := range k.Types {
		any, args = append(any, "lower(type) LIKE ?"), append(args, pattern(t, strings.HasSuffix(t, "/") || strings.HasSuffix(t, ".")))
	}
	for _, end := range k.Ends {
		any, args = append(any, "rtrim(name, ' .') LIKE ?"), append(args, "%"+end)
	}
	sqlText = "(" + strings.Join(any, " OR ") + ")"
	if !k.Inline {
		sqlText, args = sqlText+" AND flags & ? = 0", append(args, partMinor)
	}
	if kind == query.Picture {
		sqlText, args = sqlText+" AND (flags & ? = 0 OR size >= ?)", append(args, partInline, photoSize)
	}
	return sqlText, args
}

// pattern is a text for LIKE; what begins others is followed by anything.
func pattern(text string, begins bool) string {
	if begins {
		text += "%"
	}
	return text
}

// files returns the messages with an attachment of a kind.
func (e *search) files(kind query.FileKind) (set, error) {
	where, args := filesOf(kind)
	out, err := e.ids("SELECT group_concat(message, ' ') FROM parts WHERE "+where, args...)
	for _, id := range e.unindexed.files[kind] {
		if i := e.cat.place(id); i >= 0 {
			out.put(i)
		}
	}
	return out, err
}
