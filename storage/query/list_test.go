package query_test

import (
	"testing"

	"popmail/storage/query"
)

func TestLists(t *testing.T) {
	for in, want := range map[string]string{
		"list:golang-nuts ": "(LIST golang-nuts)", "list:golang-nuts": "(LIST golang-nuts*)", `-list:"golang nuts" ferry `: "(-LIST golang nuts ferry)",
		"list:(golang rust) ": "(LIST golang rust)", "list:(golang OR rust)": "((LIST golang | LIST rust))", "LIST:a@b.example ": "(LIST a@b.example)",
		"list:<announce> ": "(LIST <announce>)",
	} {
		q := query.Parse(in, now)
		if got := show(q.Root); got != want || len(q.Notes) != 0 || len(q.Filters) != 1 && in != "list:(golang OR rust)" {
			t.Errorf("%q is %s, want %s; notes %q, filters %v", in, got, want, q.Notes, q.Filters)
		}
	}
	nuts := query.NameList("golang-nuts.googlegroups.com", "")
	devel := query.NameList("devel.lists.fedora.example", "Development of Node.js")
	tests := query.NameList("test-devel.lists.fedora.example", "")
	for _, c := range []struct {
		text   string
		prefix bool
		list   *query.ListName
		is     bool
	}{
		{"golang-nuts.googlegroups.com", false, nuts, true},
		{"Golang-Nuts@GoogleGroups.com", false, nuts, true},
		{"googlegroups.com", false, nuts, true},
		{"golang", false, nuts, true},
		{"nuts", false, nuts, true},
		{"golang nuts", false, nuts, true},
		{"nuts golang", false, nuts, false},
		{"gol", false, nuts, false},
		{"gol", true, nuts, true},
		{"golang-nuts.goo", false, nuts, false},
		{"golang-nuts.goo", true, nuts, true},
		{"groups.com", false, nuts, false},
		{"<golang-nuts@googlegroups.com>", false, nuts, true},
		{"<googlegroups.com>", false, nuts, false},
		{"devel.lists.fedora.example", false, devel, true},
		{"devel.lists.fedora.example", false, tests, false},
		{"lists.fedora.example", false, tests, true},
		{"node.js", false, devel, true},
		{"development", false, devel, true},
		{"development", false, tests, false},
		{".", false, nuts, false},
		{"@", true, nuts, false},
	} {
		if got := (&query.List{Text: c.text, Prefix: c.prefix}).Is(c.list); got != c.is {
			t.Errorf("%q, begun %v: %v", c.text, c.prefix, got)
		}
	}
}
