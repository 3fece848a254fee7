package eml_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

func listOf(t testing.TB, head string) mailbox.MailingList {
	t.Helper()
	row, err := eml.ReadRow(context.Background(), []byte("From: a@example.org\r\n"+head+"\r\n\r\ntext\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	return row.List
}

func TestMailingLists(t *testing.T) {
	for head, want := range map[string]mailbox.MailingList{
		"Subject: x": {},
		"List-Id: <golang-nuts.googlegroups.com>":                             {Address: "golang-nuts.googlegroups.com"},
		"List-ID: Irish Linux Users' Group <ilug.linux.IE>":                   {Address: "ilug.linux.ie", Name: "Irish Linux Users' Group"},
		"List-Id: General discussion list\r\n\t<python-list.\r\n python.org>": {Address: "python-list.python.org", Name: "General discussion list"},
		`List-Id: "Host \"Identity\" \(HIP\)" <hiprg.irtf.org>`:               {Address: "hiprg.irtf.org", Name: `Host "Identity" (HIP)`},
		"List-Id: =?utf-8?q?Z=C3=BCrich_<x>?= <zh.example>":                   {Address: "zh.example", Name: "Zürich <x"},
		"List-Id: golang/go <go.golang.github.com>":                           {Address: "go.golang.github.com", Name: "golang/go"},
		"List-Id: golang-nuts.googlegroups.com":                               {Address: "golang-nuts.googlegroups.com"}, // QUIRK: no brackets
		"List-Id: x <golang-nuts@googlegroups.com":                            {Address: "golang-nuts.googlegroups.com", Name: "x"},
		"List-Id: yYY": {},
		"List-Id: <>\r\nList-Post: <mailto:dev@lists.example?subject=x>":                              {Address: "dev.lists.example"},
		"List-Id: <a b;c>\r\nList-Post: NO (nobody may)":                                              {},
		"List-Post: <http://x.example/post>, <MAILTO:d%65v@lists.example>":                            {Address: "dev.lists.example"},
		"List-Unsubscribe: <mailto:dev-request@lists.example?subject=unsubscribe>":                    {Address: "dev.lists.example"},
		"List-Unsubscribe: <mailto:dev-LEAVE@lists.example>":                                          {Address: "dev.lists.example"},
		"List-Unsubscribe: <mailto:un-4711-abc@bulk.example>, <https://bulk.example/u>":               {},
		"List-Id: <one.example>\r\nList-Id: <two.example>":                                            {Address: "one.example"},
		"List-Id: <" + strings.Repeat("a", 300) + ".example>\r\nList-Post: <mailto:dev@list.example>": {Address: "dev.list.example"},
		"List-Id: " + strings.Repeat("ü", 200) + " <long.example>":                                    {Address: "long.example", Name: strings.Repeat("ü", 100)},
	} {
		if got := listOf(t, head); got != want {
			t.Errorf("%q: %+v, want %+v", head, got, want)
		}
	}
}

func FuzzMailingList(f *testing.F) {
	f.Add("Talk <talk.example>", "<mailto:talk@example>", "<mailto:talk-request@example>")
	f.Add("\"=?utf-8?q?x?= <", "NO", "<mailto:%zz@x>")
	f.Fuzz(func(t *testing.T, id, post, leave string) {
		fold := strings.NewReplacer("\r", " ", "\n", " ").Replace
		l := listOf(t, "List-Id: "+fold(id)+"\r\nList-Post: "+fold(post)+"\r\nList-Unsubscribe: "+fold(leave))
		if l.Address == "" && l.Name != "" || len(l.Address) > 255 || utf8.RuneCountInString(l.Name) > 100 || !utf8.ValidString(l.Name) || strings.ToLower(l.Address) != l.Address {
			t.Errorf("%+v", l)
		}
		for _, r := range l.Address {
			if r <= ' ' || r >= 0x7F || strings.ContainsRune(`<>()"@:`, r) {
				t.Errorf("%q", l.Address)
			}
		}
		if strings.ContainsAny(l.Name, "\r\n\x00") {
			t.Errorf("%q", l.Name)
		}
		_ = l.Title()
	})
}
