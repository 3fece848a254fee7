package settings

import (
	"strings"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// bold marks a piece of a sentence, see boldSpans.
func bold(text string) string {
	return "\x00" + strings.ReplaceAll(widgets.OneLine(text), "\x00", "") + "\x00"
}

// ruleParts takes the text of a condition apart into pieces that all have to hold; it is one
// piece where that cannot be said.
func ruleParts(text string) (parts []string, filters []*query.Filter) {
	text = strings.TrimSpace(text)
	q := query.ParseWhole(text, time.Time{})
	rest, at := "", 0
	cut := func(to int) {
		if piece := withoutAnd(text[at:to]); piece != "" {
			rest += " " + piece
			parts, filters = append(parts, piece), append(filters, nil)
		}
	}
	for i := range q.Filters {
		f := &q.Filters[i]
		if f.Span.Start < at || f.Span.End > len(text) {
			continue
		}
		cut(f.Span.Start)
		parts, filters = append(parts, text[f.Span.Start:f.Span.End]), append(filters, f)
		at = f.Span.End
	}
	cut(len(text))
	for _, word := range strings.Fields(rest) {
		if word == "OR" || strings.ContainsAny(word, "()（）|") || word == "-" {
			return []string{text}, []*query.Filter{nil}
		}
	}
	return parts, filters
}

// withoutAnd is a piece without the AND that joins it to others.
func withoutAnd(piece string) string {
	words := strings.Fields(piece)
	is := func(w string) bool { return w == "AND" || w == "&&" }
	piece = strings.TrimSpace(piece)
	for ; len(words) > 0 && is(words[0]); words = words[1:] {
		piece = strings.TrimSpace(strings.TrimPrefix(piece, words[0]))
	}
	for n := len(words); n > 0 && is(words[n-1]); n-- {
		piece = strings.TrimSpace(strings.TrimSuffix(piece, words[n-1]))
	}
	return piece
}

// without takes the sign from the front of a condition that asks for what is not there.
func without(part string) (rest string, not bool) {
	if rest, not = strings.CutPrefix(part, "-"); !not {
		rest, not = strings.CutPrefix(part, "NOT ")
	}
	return strings.TrimSpace(rest), not
}

// ruleSentence says what a rule does; what is bold stands between zero bytes.
func ruleSentence(r mailbox.Rule, folders []RuleFolder) string {
	var conditions []string
	parts, filters := ruleParts(r.Query)
	for i, part := range parts {
		conditions = append(conditions, ruleCondition(part, filters[i]))
	}
	if len(conditions) == 0 {
		conditions = []string{"…"}
	}
	var acts []string
	for _, a := range ruleActs {
		if r.Do&a.act != 0 && a.act != mailbox.RuleStop {
			acts = append(acts, a.says(folderName(folders, r.Folder)))
		}
	}
	acts = joinAnd(acts)
	data := map[string]any{"Conditions": strings.Join(conditions, " "), "Acts": strings.Join(acts, "")}
	if r.Do&mailbox.RuleStop != 0 {
		return lang.L("Letters {{.Conditions}} {{.Acts}}, and later rules don’t see them", data)
	}
	return lang.L("Letters {{.Conditions}} {{.Acts}}", data)
}

// joinAnd puts commas and “and” between what a rule does.
func joinAnd(list []string) []string {
	switch len(list) {
	case 0:
		return []string{lang.L("stay as they are")}
	case 1:
		return list
	}
	last := list[len(list)-1]
	return []string{lang.L("{{.First}} and {{.Last}}", map[string]any{"First": words.Names(list[:len(list)-1]), "Last": last})}
}

func ruleCondition(part string, f *query.Filter) string {
	if f == nil {
		rest, not := without(part)
		if not = not && len(strings.Fields(rest)) == 1; !not {
			rest = part
		}
		says := lang.L("with {{.Words}}", map[string]any{"Words": bold(rest)})
		if not {
			says = lang.L("but not {{.Condition}}", map[string]any{"Condition": says})
		}
		return says
	}
	data := map[string]any{"What": bold(f.Value)}
	var says string
	switch f.Key {
	case "from":
		says = lang.L("from {{.What}}", data)
	case "to":
		says = lang.L("to {{.What}}", data)
	case "subject":
		says = lang.L("with {{.What}} in the subject", data)
	case "body":
		says = lang.L("with {{.What}} in the text", data)
	case "list":
		data["What"] = bold(strings.Trim(f.Value, "<>"))
		says = lang.L("of the mailing list {{.What}}", data)
	case "has":
		data["What"] = bold(kindWord(f.Value))
		says = lang.L("with {{.What}}", data)
	default:
		rest, _ := without(part)
		says = lang.L("with {{.What}}", map[string]any{"What": bold(rest)})
	}
	if f.Not {
		return lang.L("but not {{.Condition}}", map[string]any{"Condition": says})
	}
	return says
}

// kindWord names what has: asks for.
func kindWord(value string) string {
	switch strings.ToLower(value) {
	case "attachment", "attachments", "file", "files":
		return lang.L("an attachment")
	case "pdf", "pdfs":
		return lang.L("a PDF")
	case "picture", "pictures", "image", "images", "photo", "photos":
		return lang.L("a picture")
	case "calendar", "event", "events", "invitation", "invitations", "ics":
		return lang.L("an invitation")
	}
	return value
}

func folderName(folders []RuleFolder, id mailbox.FolderID) string {
	for _, f := range folders {
		if f.ID == id {
			return f.Name
		}
	}
	return lang.L("a folder that is gone")
}

// ruleAct is something a rule can do.
type ruleAct struct {
	act  mailbox.Act
	icon widgets.IconName
	name func() string              // on a chip and in the menu
	says func(folder string) string // in the sentence
}

var ruleActs = []ruleAct{
	{mailbox.RuleMove, widgets.IconFolder, func() string { return lang.L("Move to") }, func(folder string) string {
		return lang.L("go to {{.Folder}}", map[string]any{"Folder": bold(folder)})
	}},
	{mailbox.RuleDelete, widgets.IconTrash, func() string { return lang.L("Delete") }, func(string) string {
		return lang.L("are {{.Deleted}}", map[string]any{"Deleted": bold(lang.L("deleted"))})
	}},
	{mailbox.RuleJunk, widgets.IconJunk, func() string { return lang.L("Move to Junk") }, func(string) string {
		return lang.L("go to {{.Folder}}", map[string]any{"Folder": bold(lang.L("Junk"))})
	}},
	{mailbox.RuleStar, widgets.IconStar, func() string { return lang.L("Star") }, func(string) string {
		return lang.L("get a {{.Star}}", map[string]any{"Star": bold(lang.L("star"))})
	}},
	{mailbox.RuleRead, widgets.IconMailOpen, func() string { return lang.L("Mark as read") }, func(string) string {
		return lang.L("are marked as {{.Read}}", map[string]any{"Read": bold(lang.L("read"))})
	}},
	{mailbox.RuleNotify, widgets.IconMail, func() string { return lang.L("Notify me") }, func(string) string {
		return lang.L("get a {{.Notification}}", map[string]any{"Notification": bold(lang.L("notification"))})
	}},
	{mailbox.RuleStop, widgets.IconPause, func() string { return lang.L("Stop here: later rules don’t see them") }, nil},
}
