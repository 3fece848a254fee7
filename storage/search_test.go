package storage_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// searchable returns a store with mail for TestSearch; the names of the tests are
// subjects.
func searchable(t testing.TB) (*storage.Store, string) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC) }
	mails := []storagetest.Mail{
		{Subject: "ferry", From: "Maria Gonzáles <maria@harbour.example>", Text: "The spare room is free.", Date: day(2025, 11, 1)},
		{Subject: "invoice", From: "Shop <shop@example.com>", To: "Ann <ann@example.org>", Text: "Please pay. Maria sends greetings. room spare", Attachment: "Rechnung-2025.pdf", Date: day(2025, 10, 1)},
		{Subject: "=?utf-8?B?5Lya6K2w6LOH5paZ44Gu56K66KqN?=", From: "Kenji <kenji@example.jp>", Text: "明日の会議は東京です。", Date: day(2024, 1, 1)},
		{Subject: "Привет", From: "Olga <olga@example.ru>", Text: "Как дела? Письмо из Москвы.", Date: day(2023, 1, 1)},
		{Subject: "trashed ferry", Text: "spare room", Date: day(2022, 1, 1)},
		{Subject: "junk ferry", Text: "spare room", Date: day(2022, 1, 2)},
		{Subject: "archived ferry", Text: "Don't say e-mail, he said; x@y.example and https://www.example.org/path?q=1", Date: day(2022, 1, 3)},
		{Subject: "mine ferry", Text: "café Æsop naïve ﬁne ＦＵＬＬ", Date: day(2022, 1, 4)},
	}
	var in []fetch.Incoming
	for i, m := range mails {
		in = append(in, m.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	own, err := s.CreateFolder(ctx, "My Things")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		ids := []mailbox.ID{m.ID}
		switch first, _, _ := strings.Cut(m.Subject, " "); first {
		case "trashed":
			_, err = s.MoveTo(ctx, ids, mailbox.Trash)
		case "junk":
			_, err = s.MoveTo(ctx, ids, mailbox.Junk)
		case "archived":
			_, err = s.MoveTo(ctx, ids, mailbox.Archive)
		case "mine":
			_, err = s.Move(ctx, ids, own)
		case "invoice":
			err = s.SetFlag(ctx, ids, mailbox.Read|mailbox.Starred, true)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, dir
}

func TestSearch(t *testing.T) {
	warm, dir := searchable(t)
	if _, err := warm.Index(ctx, mailbox.View{}, 0); err != nil {
		t.Fatal(err)
	}
	byUID := make(map[mailbox.ID]string)
	for _, m := range rows(t, warm, mailbox.View{}) {
		byUID[m.ID] = m.UID
	}
	tests := []struct{ text, want string }{
		{"ferry ", "0 7 6"},
		{"ferry maria ", "0"},
		{"maria ", "0 1"},
		{"from:maria ", "0"},
		{"from:gonzales ", "0"},
		{"from:harbour.example ", "0"},
		{"to:ann ", "1"},
		{"to:maria ", ""},
		{"subject:invoice ", "1"},
		{"subject:maria ", ""},
		{`"spare room" `, "0"},
		{"spare room ", "0 1"},
		{"has:attachment ", "1"},
		{"is:unread ", "0 2 3 7 6"},
		{"is:read ", "1"},
		{"is:starred ", "1"},
		{"is:unread ferry ", "0 7 6"},
		{"before:2023-01-01 ", "7 6"},
		{"after:2025 ", "0 1"},
		{"after:2025-10-15 before:2026 ", "0"},
		{"in:trash ", "4"},
		{"in:trash ferry ", "4"},
		{"in:junk spare ", "5"},
		{"in:inbox ferry ", "0"},
		{`in:"my things" `, "7"},
		{"in:archive ", "6"},
		{"in:nowhere ", ""},
		{"in:anywhere ferry ", "0 7 6 5 4"},
		{"ferry -maria ", "7 6"},
		{"-ferry ", "1 2 3"},
		{"-in:inbox ferry ", "7 6"},
		{"maria OR kenji ", "0 1 2"},
		{"(maria OR kenji) is:unread ", "0 2"},
		{"maria OR is:unread ", "0 1 2 3 7 6"},
		{"ferry OR (maria is:read) ", "0 1 7 6"},
		{"rechnung ", "1"},
		{"filename:rechnung ", "1"},
		{"会議 ", "2"},
		{"会議資料 ", "2"},
		{"資会 ", ""},
		{"subject:会議 ", "2"},
		{"東京", "2"},
		{"привет ", "3"},
		{"ПИСЬМО ", "3"},
		{"москв", "3"},
		{"м", ""},
		{"п", "3"},
		{"пр", "3"},
		{"пис", "3"},
		{"из", "3"}, // a whole word of the text
		{"sp", ""},  // two letters do not ask for beginnings in the text
		{"spa", "0 1"},
		{"he sp", ""},
		{"fe", "0 7 6"},
		{"fer", "0 7 6"},
		{"ferr", "0 7 6"},
		{"ferr ", ""},
		{"from:m", "0"},
		{"from:ma", "0"},
		{"from:mar", "0"},
		{"subject:in", "1"},
		{"to:an", "1"},
		{"filename:re", "1"},
		{"don't ", "6"},
		{"e-mail ", "6"},
		{"e-m", "6"},
		{"x@y.example ", "6"},
		{"www.example.org/path ", "6"},
		{"cafe ", "7"},
		{"CAFÉ ", "7"},
		{"aesop ", "7"},
		{"naive ", "7"},
		{"fine ", "7"},
		{"full ", "7"},
		{"!!! ferry ", "0 7 6"},
		{"", "0 1 2 3 7 6"},
		{"!!!", "0 1 2 3 7 6"},
		{`"`, "0 1 2 3 7 6"},
		{`ferry" OR 1=1 --`, ""},
		{"ferry NEAR maria ", ""},
		{"ferry AND maria ", "*"},
		{"sender:maria ", "*"},
		{"{body}:x ", "*"},
		{"ferry* ", "0 7 6"},
		{"^ferry ", "0 7 6"},
	}
	var all []mailbox.ID
	for id := range byUID {
		all = append(all, id)
	}
	slices.Sort(all)
	for waiting, out := range map[string][]mailbox.ID{"none": nil, "some": {all[0], all[2], all[3], all[6]}, "all": all} {
		unindex(t, warm, dir, out...)
		for _, tt := range tests {
			t.Run(waiting+"/"+tt.text, func(t *testing.T) {
				cold := storagetest.OpenIn(t, dir, nil)
				for name, s := range map[string]*storage.Store{"cold": cold, "warm": warm} {
					var got []string
					for _, id := range find(t, s, tt.text) {
						got = append(got, byUID[id])
					}
					if g := strings.Join(got, " "); tt.want != "*" && g != tt.want {
						t.Errorf("%s: found %q, want %q", name, g, tt.want)
					}
				}
			})
		}
	}
}

func TestSearchLimit(t *testing.T) {
	s, _ := searchable(t)
	r, err := s.Search(ctx, query.Parse("ferry ", time.Now()), 1)
	if err != nil || r.Total != 3 || len(r.Entries) != 1 || !slices.Equal(r.Terms, []string{"ferry "}) {
		t.Errorf("%+v %v", r, err)
	}
}

// Searches that look at messages themselves do not wait for each other.
func TestSearchesAtOnce(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 300 {
		in = append(in, storagetest.Mail{Subject: "ferry", Text: fmt.Sprintf("The spare room %d. %s", i, strings.Repeat("far ", i%50*400))}.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			for i := range 8 {
				r, err := s.SearchFirst(ctx, query.Parse("room", time.Now()), 20+i)
				if err != nil || len(r.Entries) != 20+i || !r.More {
					t.Errorf("%d found, more: %t, %v", len(r.Entries), r.More, err)
				}
			}
		})
	}
	all.Wait()
}

// The newest hits are looked for among more and more of the newest messages, as long as finding
// all would take longer.
func TestSearchFirstFurther(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	every := []int{1, 2, 5, 20, 40, 110, 500}
	const all = 3000
	r := rand.New(rand.NewPCG(29, 11))
	in := make([]fetch.Incoming, all)
	for i, day := range r.Perm(all) {
		text := "nothing"
		for _, n := range every {
			if day%n == 0 {
				text += fmt.Sprintf(" every%dth", n)
			}
		}
		in[i] = storagetest.Mail{Subject: "ferry", Text: text, Date: time.Unix(1_500_000_000+int64(day)*86400, 0)}.Incoming(fmt.Sprint(i))
	}
	storagetest.Deliver(t, s, id, in...)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Index(ctx, mailbox.View{}, 0); err != nil { // with all rows in memory
		t.Fatal(err)
	}
	for _, n := range every {
		for _, limit := range []int{5, 10, 20} {
			q := query.Parse(fmt.Sprintf("every%dth ", n), time.Now())
			want, err := s.Search(ctx, q, limit)
			if err != nil || want.Total != (all+n-1)/n {
				t.Fatalf("%d found, %v", want.Total, err)
			}
			got, err := s.SearchFirst(ctx, q, limit)
			if err != nil || !slices.Equal(got.Entries, want.Entries) {
				t.Errorf("every %d, the first %d: %v, %v, want %v", n, limit, got.Entries, err, want.Entries)
			}
			// The window asks for all others where there are more.
			if got.More != (want.Total > limit) {
				t.Errorf("every %d, the first %d: more %t", n, limit, got.More)
			}
			// The index is asked for all of 600 of 3000 messages, and not for more.
			if known := got.Total == want.Total; known != (n >= 5) {
				t.Errorf("every %d, the first %d: %d in all, of %d", n, limit, got.Total, want.Total)
			}
		}
	}
}

// TestSearchByHand compares what the index finds with what a plain look at every
// message finds, for queries put together by chance.
func TestSearchByHand(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	words := strings.Fields("apple banana cherry date elder fig grape apricot ban bandit che über uber 東京 京都 наш наша")
	r := rand.New(rand.NewPCG(5, 6))
	type doc struct {
		subject, body string
		file, read    bool
		date          time.Time
	}
	some := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[r.IntN(len(words))])
		}
		return strings.Join(out, " ")
	}
	docs := map[mailbox.ID]doc{}
	var in []fetch.Incoming
	for i := range 120 {
		d := doc{subject: some(1 + r.IntN(2)), body: some(r.IntN(12)), file: r.IntN(3) == 0, date: time.Date(2020, 1, 1+r.IntN(400), 0, 0, 0, 0, time.UTC)}
		m := storagetest.Mail{From: "q@q.q", To: "q@q.q", Subject: d.subject, Text: d.body, Date: d.date}
		if d.file {
			m.Attachment = "zz.zz"
		}
		raw := m.Raw()
		raw = append([]byte("X-Number: "+fmt.Sprint(i)+"\r\n"), raw...)
		in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: raw})
		docs[mailbox.ID(i+1)] = d
	}
	storagetest.Deliver(t, s, id, in...)
	for id, d := range docs {
		if r.IntN(2) == 0 {
			d.read = true
			docs[id] = d
			if err := s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Read, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	// What has been begun with one or two letters is looked for as a whole word in
	// the text.
	whole := func(word string) bool { return len([]rune(word)) <= 2 }
	has := func(text, word string, prefix bool) bool {
		have, want := " "+query.Fold(text)+" ", " "+query.Fold(word)
		if !prefix {
			want += " "
		}
		return strings.Contains(have, want)
	}
	var build func(depth int) (query.Node, func(doc) bool)
	build = func(depth int) (query.Node, func(doc) bool) {
		kind := r.IntN(9)
		if depth == 0 {
			kind = r.IntN(6)
		}
		switch kind {
		case 0, 1, 2:
			w := words[r.IntN(len(words))]
			t := &query.Term{Text: w, Prefix: r.IntN(2) == 0, Field: []query.Field{query.Any, query.Subject, query.Body}[r.IntN(3)]}
			if t.Prefix {
				rs := []rune(w)
				t.Text = string(rs[:1+r.IntN(len(rs))])
			}
			text, field, prefix := t.Text, t.Field, t.Prefix
			return t, func(d doc) bool {
				return field != query.Subject && has(d.body, text, prefix && (field == query.Body || !whole(text))) || field != query.Body && has(d.subject, text, prefix)
			}
		case 3:
			return &query.HasAttachment{}, func(d doc) bool { return d.file }
		case 4:
			return &query.Is{State: query.Unread}, func(d doc) bool { return !d.read }
		case 5:
			at := time.Date(2020, 1, 1+r.IntN(400), 0, 0, 0, 0, time.UTC)
			return &query.After{T: at}, func(d doc) bool { return !d.date.Before(at) }
		case 6:
			n, f := build(depth - 1)
			return &query.Not{Node: n}, func(d doc) bool { return !f(d) }
		}
		var nodes []query.Node
		var fs []func(doc) bool
		for range 1 + r.IntN(3) {
			n, f := build(depth - 1)
			nodes, fs = append(nodes, n), append(fs, f)
		}
		if kind == 7 {
			return &query.And{Nodes: nodes}, func(d doc) bool { return !slices.ContainsFunc(fs, func(f func(doc) bool) bool { return !f(d) }) }
		}
		return &query.Or{Nodes: nodes}, func(d doc) bool { return slices.ContainsFunc(fs, func(f func(doc) bool) bool { return f(d) }) }
	}
	found := 0
	for i := range 600 {
		switch i { // where the words are
		case 0:
			unindex(t, s, dir)
		case 200:
			unindex(t, s, dir, 2, 3, 50, 51, 52, 53, 54, 55, 99, 120)
		case 400:
			unindex(t, s, dir, slices.Collect(maps.Keys(docs))...)
		}
		root, holds := build(3)
		q := &query.Query{Root: root}
		st := s
		if i%4 == 0 {
			fresh, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			st = fresh
		}
		res, err := st.Search(ctx, q, 0)
		if err != nil {
			t.Fatalf("%+v: %v", root, err)
		}
		got := map[mailbox.ID]bool{}
		for j, e := range res.Entries {
			got[e.ID] = true
			if j > 0 && e.Date.After(res.Entries[j-1].Date) {
				t.Error("not sorted by date")
			}
		}
		for id, d := range docs {
			if got[id] != holds(d) {
				t.Fatalf("query %d, message %d %+v: found %v", i, id, d, got[id])
			}
		}
		found += len(got)
		if st != s {
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if found == 0 {
		t.Error("nothing was ever found")
	}
}

func TestSnippets(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	long := strings.Repeat("many words before it ", 20) + "the Lighthouse stands\r\n  here, and " + strings.Repeat("then more ", 100)
	storagetest.Deliver(t, s, id,
		storagetest.Mail{Subject: "1", Text: long}.Incoming("1"),
		storagetest.Mail{Subject: "lighthouse", Text: "nothing of it in the text"}.Incoming("2"),
		storagetest.Mail{Subject: "3", Text: "Lighthouse at the start"}.Incoming("3"),
		storagetest.Mail{Subject: "4", Text: strings.Repeat("前置き", 100) + "灯台の話" + strings.Repeat("後書き", 100)}.Incoming("4"),
		storagetest.Mail{Subject: "5", Text: strings.Repeat("e\u0301", 400) + " lighthouse"}.Incoming("5"))
	got, err := s.Snippets(ctx, []mailbox.ID{1, 2, 3, 4, 5, 99}, []string{"lighthouse", query.Fold("灯台")})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 || got[2].Text != "" {
		t.Errorf("%v", got)
	}
	for id, part := range map[mailbox.ID]string{1: "words before it the Lighthouse stands here, and then more", 3: "Lighthouse at the start", 4: "灯台の話後書き", 5: " lighthouse"} {
		if !strings.Contains(got[id].Text, part) || len([]rune(got[id].Text)) > 200 {
			t.Errorf("%d: %q", id, got[id])
		}
	}
}

// Whatever a message is found by is in its snippet, or in what is listed anyway.
func TestSnippetsHoldTheirHit(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	filler := strings.Repeat("nothing of interest here, ", 30)
	mails := []storagetest.Mail{
		{Subject: "quoted", Text: "I agree.\r\n\r\nOn Monday Ann wrote:\r\n> the zeppelin lands\r\n> at noon"},
		{Subject: "link", Text: "See https://www.example.org/zeppelin/path?x=1 for more"},
		{Subject: "dull", Text: "View this email in your browser zeppelin\r\nWelcome to the news"},
		{Subject: "signs", Text: filler + "\r\n-- \r\nZEPPELIN Ltd."},
		{Subject: "accents", Text: filler + "Ze\u0301ppe\u0301li\u0301n and " + filler},
		{Subject: "wide", Text: filler + "ｚｅｐｐｅｌｉｎ " + filler},
		{Subject: "long word", Text: filler + "https://example.org/" + strings.Repeat("x", 400) + "/zeppelin"},
		{Subject: "to", To: "Count Zeppelin <count@example.net>", Text: filler},
		{Subject: "to address", To: "Count <zeppelin@example.net>", Text: filler},
		{Subject: "sender's address", From: "Count <zeppelin@example.net>", Text: filler},
		{Subject: "file", Attachment: "zeppelin-1928.pdf", Text: filler},
		{Subject: "of the zeppelin", Text: filler},
		{Subject: "sender", From: "Zeppelin <a@example.net>", Text: filler},
		{Subject: "hidden", Text: filler + "\u200bzep\u00adpelin\u200b"},
		{Subject: "cjk", Text: strings.Repeat("前置き。", 80) + "飛行船の話" + strings.Repeat("後書き。", 80)},
		{Subject: "hangul", Text: strings.Repeat("가나다 ", 80) + "비행선이 왔다"},
		{Subject: "far apart", Text: "The spare key." + filler + "\r\nA Room with a view"},
		{Subject: "apart", To: "Roomy Parts <p@example.net>", Text: filler + "a spare key"},
	}
	var in []fetch.Incoming
	for i, m := range mails {
		in = append(in, m.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	found := 0
	for _, text := range []string{"zeppelin", "ZEPPE", `"zeppelin"`, "飛行船", "飛行 ", "비행", "spare ro", "room view ", "to:zeppelin", "from:zeppelin", "filename:zeppelin",
		"zeppelin lands", "ltd", "pelin OR zeppelin"} {
		r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
		if err != nil {
			t.Fatal(err)
		}
		var ids []mailbox.ID
		for _, e := range r.Entries {
			ids = append(ids, e.ID)
		}
		got, err := s.Snippets(ctx, ids, r.Terms)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Summaries(ctx, ids)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(strings.Join(r.Terms, " "))
		for _, m := range rows {
			found++
			row := m.Subject + " " + m.From.Name + " " + got[m.ID].Text
			if len(query.Marks(row, words)) == 0 {
				t.Errorf("%s: %q is in nothing that is shown: %q", m.Subject, text, row)
			}
			if n := len([]rune(got[m.ID].Text)); n > 200 {
				t.Errorf("%s: %d characters", m.Subject, n)
			}
		}
		if len(rows) == 0 {
			t.Errorf("%q found nothing", text)
		}
	}
	if found < 40 {
		t.Errorf("%d hits", found)
	}
}

// Sizes bound a search, and a folder that is not there is told.
func TestSearchBySize(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id,
		storagetest.Mail{Subject: "small", Text: "word"}.Incoming("1"),
		storagetest.Mail{Subject: "middle", Text: "word " + strings.Repeat("many more\r\n", 1000)}.Incoming("2"),
		storagetest.Mail{Subject: "large", Text: "word " + strings.Repeat("many more\r\n", 10000)}.Incoming("3"))
	for text, want := range map[string]string{
		"larger:5kb": "[large middle]", "larger:5 KB word": "[large middle]", "-larger:5k": "[small]", "smaller:50k": "[middle small]",
		"larger:5k smaller:50 KB ": "[middle]", "larger:5mb": "[]", "larger:0.05mb OR smaller:5k": "[large small]", "from:(x) larger:1": "[]",
		"size:10k in:inbox": "[large middle]",
	} {
		r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range r.Entries {
			m, err := s.Summaries(ctx, []mailbox.ID{e.ID})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, m[0].Subject)
		}
		slices.Sort(got)
		if fmt.Sprint(got) != want || r.Total != len(got) {
			t.Errorf("%q found %v, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"in:nowhere ": "[nowhere]", "in:inbox": "[]", "in:inb": "[]", "in:inb ": "[inb]", "-in:nowhere ": "[nowhere]", "in:anywhere": "[]",
		"word in:a OR in:b ": "[a b]", "in:Trash": "[]",
	} {
		r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(r.NoFolders) != want {
			t.Errorf("%q: there is no %q, want %s", text, r.NoFolders, want)
		}
	}
}

// TestFolderTitles: in: knows the folders with a purpose by what the window calls them, in each of its
// languages, and an own folder of that name beside them.
func TestFolderTitles(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, a, storagetest.Mail{Subject: "ferry inbox"}.Incoming("1"), storagetest.Mail{Subject: "ferry trash"}.Incoming("2"), storagetest.Mail{Subject: "ferry own"}.Incoming("3"), storagetest.Mail{Subject: "ferry junk"}.Incoming("4"))
	bin, err := s.CreateFolder(ctx, "Lixeira")
	check(t, err)
	for _, m := range rows(t, s, mailbox.View{}) {
		switch m.Subject {
		case "ferry trash":
			_, err = s.MoveTo(ctx, []mailbox.ID{m.ID}, mailbox.Trash)
		case "ferry junk":
			_, err = s.MoveTo(ctx, []mailbox.ID{m.ID}, mailbox.Junk)
		case "ferry own":
			_, err = s.Move(ctx, []mailbox.ID{m.ID}, bin)
		}
		check(t, err)
	}
	for text, want := range map[string]string{
		"in:papierkorb ferry ": "[ferry trash]", "in:Posteingang ferry ": "[ferry inbox]", "in:papier": "[ferry trash]", `in:"boite de reception" `: "[ferry inbox]", "in:корзина ": "[ferry trash]",
		"in:ごみ箱 ": "[ferry trash]", `in:"Çöp Kutusu" `: "[ferry trash]", "in:spam ": "[ferry junk]", "in:lixeira ": "[ferry own ferry trash]", "in:lixeira": "[ferry own ferry trash]", "in:lix": "[ferry own]", "in:spam OR in:bin ": "[ferry junk ferry trash]",
		"in:gesendet ferry ": "[]", "in:entwürfe ": "[]", "in:trash ": "[ferry trash]",
	} {
		r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
		check(t, err)
		var ids []mailbox.ID
		for _, e := range r.Entries {
			ids = append(ids, e.ID)
		}
		list, err := s.Summaries(ctx, ids)
		check(t, err)
		got := []string{}
		for _, m := range list {
			got = append(got, m.Subject)
		}
		slices.Sort(got)
		// Nothing lies in Sent and Drafts; that there are none is no news where the window shows none.
		if fmt.Sprint(got) != want || want != "[]" && len(r.NoFolders) > 0 {
			t.Errorf("%q: %v, want %s; there is no %v", text, got, want, r.NoFolders)
		}
	}
}
