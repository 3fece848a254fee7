package search

import (
	"strconv"
	"strings"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// noteWords says what of a search was not done as it was typed.
func noteWords(n query.Note) string {
	what := map[string]any{"Key": n.Key, "Value": n.Value, "Filter": n.Key + ":" + n.Value, "Count": words.Count(n.Words)}
	switch n.Kind {
	case query.NotKnown:
		return lang.L("PopMail doesn’t know “{{.Filter}}”, so it looked for those words.", what)
	case query.NoValue:
		return lang.L("There is nothing after “{{.Key}}:”, so it was left out.", what)
	case query.NoWords:
		return lang.L("“{{.Filter}}” has no letters or digits, so it was left out.", what)
	case query.OneHost:
		return lang.L("“{{.Filter}}” finds only addresses that end in “{{.Value}}”. If there is more behind it, type the whole name, such as “{{.Value}}.com”.", what)
	case query.TooMany:
		return lang.L("This search is very long, so only its first {{.Count}} words were used.", what)
	}
	return lang.L("This search is very long, so only its beginning was used.")
}

// Strange says which folders and accounts a search named that are not there.
func Strange(r mailbox.Result) (sentences []string) {
	for _, name := range r.NoAccounts {
		sentences = append(sentences, lang.L("There is no account called “{{.Name}}”.", map[string]any{"Name": widgets.OneLine(name)}))
	}
	for _, name := range r.NoFolders {
		sentences = append(sentences, lang.L("There is no folder called “{{.Name}}”.", map[string]any{"Name": widgets.OneLine(name)}))
	}
	return sentences
}

// openWords says what may follow an operator that is still being typed.
func openWords(o *query.Open) string {
	switch o.Key {
	case "from", "to":
		return lang.L("Type a name or an e-mail address after “{{.Key}}:”.", map[string]any{"Key": o.Key})
	case "before", "after", "on":
		return lang.L("Type a date after “{{.Key}}:”, such as 2025-11-01, 2025 or “last week”.", map[string]any{"Key": o.Key})
	case "larger", "smaller":
		return lang.L("Type a size after “{{.Key}}:”, such as 5 MB or 500 KB.", map[string]any{"Key": o.Key})
	case "in":
		return lang.L("Type the name of a folder after “in:”.")
	case "has":
		return lang.L("After “has:” comes “attachment”, “pdf”, “picture”, “calendar”, “document” or “star”.")
	case "account":
		return lang.L("Type the address or the name of an account after “account:”.")
	case "list":
		return lang.L("Type a word of the name or the address of a mailing list after “list:”.")
	case "is":
		return lang.L("After “is:” comes “unread”, “read” or “starred”.")
	}
	return lang.L("Type a word after “{{.Key}}:”.", map[string]any{"Key": o.Key})
}

// values are what can be put after an operator by a tap.
func values(key string, year int) []string {
	switch key {
	case "has":
		return []string{"attachment", "pdf", "picture", "calendar", "document", "star"}
	case "is":
		return []string{"unread", "read", "starred", "answered", "forwarded"}
	case "in":
		return []string{"anywhere", "inbox", "archive", "sent", "drafts", "snoozed", "junk", "trash"}
	case "before", "after", "on":
		return []string{"today", "yesterday", "last week", "last month", strconv.Itoa(year), strconv.Itoa(year - 1)}
	case "larger", "smaller":
		return []string{"500 KB", "1 MB", "5 MB", "20 MB"}
	}
	return nil
}

// operators are the filters that are offered, in this order.
var operators = []string{"from", "to", "subject", "has", "is", "in", "before", "after", "larger", "smaller", "filename", "account", "list"}

// begun are the operators that the last word of a text may be the beginning of,
// and where that word begins.
func begun(text string) (keys []string, at int) {
	at = query.LastWord(text)
	word := strings.ToLower(text[at:])
	if word == "" || query.Unclosed(text) {
		return nil, at
	}
	for _, k := range operators {
		if strings.HasPrefix(k, word) {
			keys = append(keys, k)
		}
	}
	return keys, at
}
