package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// serverList runs `server list --json`.
func serverList(t testing.TB, data string) []serverRow {
	t.Helper()
	return rows[serverRow](t, pop(t, data, "server", "list", "--json").must(t, 0))
}

// TestServer lists, gets and removes single messages on a real server.
func TestServer(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := letters(6)
	fill(t, s, mail[:3])
	addAccount(t, data, s, "tls", "--leave", "14d")
	receive(t, data, 0)
	for _, m := range mail[3:] {
		if _, err := s.Deliver(testUser, m); err != nil {
			t.Fatal(err)
		}
	}
	list := serverList(t, data)
	if len(list) != 6 {
		t.Fatalf("%+v", list)
	}
	for i, r := range list {
		here := i < 3
		if r.UID == "" || r.Size != int64(len(crlf(mail[i]))) || r.From != "Bob <bob@example.net>" || r.Subject != fmt.Sprint("Letter number", i) || r.Date == nil ||
			*r.Date != fmt.Sprintf("2026-11-20T10:00:%02dZ", i) || r.Here != here || (r.ID != nil) != here || (r.RemovedOn != nil) != here {
			t.Errorf("%d: %+v", i, r)
		}
		if here {
			on, err := time.Parse(time.RFC3339, *r.RemovedOn)
			if days := time.Until(on) / time.Hour / 24; err != nil || days < 13 || days > 14 {
				t.Errorf("%d: removed on %v %v", i, on, err)
			}
		}
	}
	table := pop(t, data, "server", "list").must(t, 0)
	if !strings.Contains(table.stdout, "Letter number5") || !strings.Contains(table.stdout, "stays") || !strings.Contains(table.stderr, "6 messages on the server") {
		t.Errorf("%s\n%s", table.stdout, table.stderr)
	}

	// One that is not here, one that is, and one that is nowhere.
	r := pop(t, data, "server", "get", "--json", list[4].UID, list[0].UID).must(t, 0)
	if got := rows[serverRow](t, r); len(got) != 2 || !got[0].Here || !got[1].Here || got[0].ID == nil {
		t.Errorf("%+v", got)
	}
	if r := pop(t, data, "server", "get", "nowhere").must(t, 1); !strings.Contains(r.stderr, "message nowhere is not on the server") {
		t.Error(r.stderr)
	}
	if n := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))); n != 4 {
		t.Errorf("%d messages here", n)
	}

	// On a day: nothing is asked of the server, and it is told when it goes.
	day := time.Now().AddDate(0, 2, 0).Format(time.DateOnly)
	late := rows[serverRow](t, pop(t, data, "server", "remove", "--on", day, "--json", list[2].UID).must(t, 0))
	if len(late) != 1 || late[0].RemovedOn == nil || !strings.HasPrefix(localDay(t, *late[0].RemovedOn), day) || late[0].Size != list[2].Size || onServer(t, s) != 6 {
		t.Errorf("%+v, %d on the server", late, onServer(t, s))
	}
	if now := serverList(t, data)[2].RemovedOn; now == nil || localDay(t, *now) != day {
		t.Errorf("listed as going on %v", now)
	}
	if r := pop(t, data, "server", "remove", "--on", day, list[1].UID, list[3].UID).must(t, 1); !strings.Contains(r.stderr, "is not on this computer") || strings.Contains(r.stdout, "will be removed") {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	for _, args := range [][]string{{"--on", "soon"}, {"--on", "2000-01-01"}, {"--on", day, "--not-here"}} {
		pop(t, data, append([]string{"server", "remove", list[2].UID}, args...)...).must(t, 2)
	}

	// What is not here would be lost.
	if r := pop(t, data, "server", "remove", list[1].UID, list[3].UID).must(t, 1); !strings.Contains(r.stderr, "--not-here") || onServer(t, s) != 6 {
		t.Errorf("%s, %d on the server", r.stderr, onServer(t, s))
	}
	gone := rows[serverRow](t, pop(t, data, "server", "remove", "--json", "--not-here", list[3].UID).must(t, 0))
	if len(gone) != 1 || gone[0].UID != list[3].UID || gone[0].Here || gone[0].RemovedOn == nil || onServer(t, s) != 5 {
		t.Errorf("%+v, %d on the server", gone, onServer(t, s))
	}
	// What is here stays here, and does not come again.
	gone = rows[serverRow](t, pop(t, data, "server", "remove", "--json", list[1].UID).must(t, 0))
	if len(gone) != 1 || !gone[0].Here || gone[0].RemovedOn == nil || onServer(t, s) != 4 {
		t.Errorf("%+v, %d on the server", gone, onServer(t, s))
	}
	if got := receive(t, data, 0); got.Received != 1 || got.OnServer != 4 || got.DeletedOnServer != 0 {
		t.Errorf("%+v", got)
	}
	if r := pop(t, data, "server", "remove", list[1].UID).must(t, 1); !strings.Contains(r.stderr, "is not on the server") {
		t.Error(r.stderr)
	}

	// What was deleted here for ever can be had again.
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	all, err := app.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(m mailbox.Summary) bool { return m.UID == list[0].UID })
	if err := app.store.Purge(t.Context(), []mailbox.ID{all[i].ID}); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	if first := serverList(t, data)[0]; first.Here || first.ID != nil || first.Subject != "Letter number0" {
		t.Errorf("deleted here: %+v", first)
	}
	if got := receive(t, data, 0); got.Received != 0 {
		t.Errorf("%+v", got)
	}
	if r := pop(t, data, "server", "remove", list[0].UID).must(t, 1); !strings.Contains(r.stderr, "--not-here") {
		t.Error(r.stderr)
	}
	if got := row[serverRow](t, pop(t, data, "server", "get", "--json", list[0].UID).must(t, 0)); !got.Here {
		t.Errorf("%+v", got)
	}
}

// localDay is the day of a time in JSON here.
func localDay(t testing.TB, text string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.Local().Format(time.DateOnly)
}

// TestServerUsage: what cannot be meant is said.
func TestServerUsage(t *testing.T) {
	data := seed(t, onlyHTML)
	for want, args := range map[string][]string{
		"name messages by their UID": {"server", "remove"}, "UID": {"server", "get", ""}, "takes numbers such as": {"server", "list", "x"}, "not a command": {"server", "x"},
	} {
		if r := pop(t, data, args...).must(t, 2); !strings.Contains(r.stderr, want) {
			t.Errorf("%v: %s", args, r.stderr)
		}
	}
	if r := pop(t, data, "server", "list", "--account", "nobody@example.org").must(t, 1); !strings.Contains(r.stderr, "nobody@example.org") {
		t.Error(r.stderr)
	}
	s := dovecot.Run(t, dovecot.Options{})
	fill(t, s, letters(1))
	addAccount(t, data, s, "tls", "--email", "second@example.org")
	pop(t, data, "server", "list").must(t, 2)
}

// TestServerKills ends the program anywhere while it removes messages: none is lost, none is
// called removed that is not, and what was asked for is done in the end.
func TestServerKills(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	const many = 120
	fill(t, s, letters(many))
	addAccount(t, data, s, "tls", "--leave", "forever")
	receive(t, data, 0)
	list := serverList(t, data)
	began := time.Now()
	serverList(t, data)
	whole := time.Since(began)
	rnd := rand.New(rand.NewPCG(44, 1))
	asked, killed := map[string]bool{}, 0
	for i := range 20 {
		var uids []string
		for range 5 {
			uid := list[rnd.IntN(many/2)].UID // the other half stays
			if !asked[uid] && !slices.Contains(uids, uid) {
				uids = append(uids, uid)
			}
		}
		if len(uids) == 0 {
			continue
		}
		var out bytes.Buffer
		cmd := call(t, data, append([]string{"server", "remove", "--json"}, uids...)...)
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if i%4 > 0 { // else anywhere
			waitForWish(t, data, len(asked))
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(whole))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if !cmd.ProcessState.Exited() {
			killed++
		}
		app, err := openApp(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		accounts, err := app.store.Accounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		known, err := app.store.Known(t.Context(), accounts[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		chosen, err := app.store.Chosen(t.Context(), accounts[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Close(); err != nil {
			t.Fatal(err)
		}
		for _, uid := range uids { // killed before it was noted: it was never asked for
			if chosen[uid].Wish.Kind == account.WishRemove {
				asked[uid] = true
			}
		}
		there := map[string]bool{}
		for uid := range fetchRaw(t, s.Plain) {
			there[uid] = true
		}
		for uid, k := range known {
			if k.Gone && there[uid] || !there[uid] && !asked[uid] {
				t.Fatalf("kill %d: %s is on the server: %v, noted as gone: %v, asked for: %v", i, uid, there[uid], k.Gone, asked[uid])
			}
		}
		for text := range strings.Lines(out.String()) {
			for _, uid := range uids {
				if strings.Contains(text, `"uid":"`+uid+`"`) && there[uid] {
					t.Fatalf("kill %d: %s is called removed and is there", i, uid)
				}
			}
		}
		checkWhole(t, data, many)
	}
	receive(t, data, 0)
	t.Logf("killed %d times; %d asked for", killed, len(asked))
	if killed < 5 || len(asked) < 10 {
		t.Error("little was interrupted, or little asked for")
	}
	var left []string
	for uid := range fetchRaw(t, s.Plain) {
		left = append(left, uid)
	}
	for _, r := range list {
		if slices.Contains(left, r.UID) == asked[r.UID] {
			t.Errorf("%s: asked to be removed: %v, there: %v", r.UID, asked[r.UID], slices.Contains(left, r.UID))
		}
	}
	if len(left)+len(slices.Collect(maps.Keys(asked))) != many {
		t.Errorf("%d left, %d asked for", len(left), len(asked))
	}
	checkWhole(t, data, many)
}

// waitForWish returns once the person's wish for more than n messages is noted.
func waitForWish(t *testing.T, data string, n int) {
	t.Helper()
	db := database(t, data)
	defer db.Close()
	for range 5000 {
		var now int
		if err := db.QueryRow("SELECT count(*) FROM unique_ids WHERE goes <> 0").Scan(&now); err != nil {
			t.Fatal(err)
		}
		if now > n {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("nothing was noted in 10 seconds")
}

// TestServerDown: what could not be removed waits for the next check.
func TestServerDown(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(2))
	addAccount(t, data, s, "tls", "--leave", "forever")
	receive(t, data, 0)
	uid := serverList(t, data)[0].UID
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if r := pop(t, data, "server", "remove", uid).must(t, 1); !strings.Contains(r.stderr, "tried again at the next check") {
		t.Error(r.stderr)
	}
	pop(t, data, "server", "list").must(t, 1)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, data, 0); got.DeletedOnServer != 1 || onServer(t, s) != 1 {
		t.Errorf("%+v, %d on the server", got, onServer(t, s))
	}
}

// TestServerRemoveWhatWasSeen: what is removed unseen is the message that server list has
// shown, also where the server gives its name to another one meanwhile.
func TestServerRemoveWhatWasSeen(t *testing.T) {
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	mail := letters(4)
	at := func(first int) {
		var list []pop3test.Message
		for i, m := range mail[first:] {
			list = append(list, pop3test.Message{UID: fmt.Sprint("msg-", i+1), Raw: crlf(m)})
		}
		s.SetMessages(testUser, list)
	}
	at(0)
	data := dataFolder(t)
	addTo(t, data, s.Port(), "none", "--leave", "forever")
	list := serverList(t, data)
	if len(list) != 4 || list[1].UID != "msg-2" {
		t.Fatalf("%+v", list)
	}
	at(1) // another program has removed the first one
	r := pop(t, data, "server", "remove", "--not-here", "msg-2").must(t, 1)
	if !strings.Contains(r.stderr, "another message") || len(s.Messages(testUser)) != 3 {
		t.Errorf("%s; %d on the server", r.stderr, len(s.Messages(testUser)))
	}
	if list = serverList(t, data); len(list) != 3 || list[1].Subject != "Letter number2" {
		t.Fatalf("%+v", list)
	}
	pop(t, data, "server", "remove", "--not-here", "msg-2").must(t, 0)
	if left := s.Messages(testUser); len(left) != 2 || bytes.Contains(left[1].Raw, []byte("Letter number 2")) {
		t.Errorf("%d left", len(left))
	}
}

// TestServerRemoveAnother: under whose unique-id perhaps another message is here, it stays on the server, whatever is said:
// nobody has seen it. What is perhaps not whole goes as long as it is as large as the list has shown it.
func TestServerRemoveAnother(t *testing.T) {
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	mail := letters(3)
	put := func(third []byte) {
		s.SetMessages(testUser, []pop3test.Message{{UID: "k7q", Raw: crlf(mail[0])}, {UID: "b2m", Raw: crlf(mail[1])}, {UID: "zz9", Raw: third}})
	}
	put(crlf(mail[2]))
	data := dataFolder(t)
	addTo(t, data, s.Port(), "none", "--leave", "forever")
	pop(t, data, "receive").must(t, 0)
	serverList(t, data)
	// As after a session in which the line was out of step, and one that has cut a message.
	st, err := storage.Open(t.Context(), data, nil)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := st.Accounts(t.Context())
	if err == nil {
		err = st.Rename(t.Context(), accounts[0].ID, []fetch.Renaming{
			{From: "b2m", To: "b2m", Listed: fetch.Shifted | int64(len(crlf(mail[1]))), Short: true},
			{From: "zz9", To: "zz9", Listed: fetch.Disproved | int64(len(crlf(mail[2]))), Short: true},
		})
	}
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"b2m"}, {"--not-here", "b2m"}} {
		r := pop(t, data, append([]string{"server", "remove"}, args...)...).must(t, 1)
		if !strings.Contains(r.stderr, "another one") || len(s.Messages(testUser)) != 3 {
			t.Errorf("%q: %s; %d on the server", args, r.stderr, len(s.Messages(testUser)))
		}
	}
	put(append(crlf(mail[2]), "More.\r\n"...)) // another one has its unique-id now
	r := pop(t, data, "server", "remove", "--not-here", "zz9").must(t, 1)
	if !strings.Contains(r.stderr, "another message") || len(s.Messages(testUser)) != 3 {
		t.Errorf("%s; %d on the server", r.stderr, len(s.Messages(testUser)))
	}
	put(crlf(mail[2]))
	pop(t, data, "server", "remove", "--not-here", "zz9").must(t, 0)
	if left := s.Messages(testUser); len(left) != 2 {
		t.Errorf("%d left", len(left))
	}
}

// TestServerListOfMany: of ten thousand messages that are not here it is told who wrote them,
// and the next look asks only about what is new. What the last one has found is listed without
// the server as well.
func TestServerListOfMany(t *testing.T) {
	const many = 10_000
	s, data := pop3test.New(pop3test.Options{}), dataFolder(t)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.AddUser(testUser, testPassword)
	put := func(i int) {
		s.AddMessage(testUser, fmt.Appendf(nil, "From: Bob <bob@example.net>\r\nSubject: number %d\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nx\r\n", i))
	}
	for i := range many {
		put(i)
	}
	pop(t, data, "server", "list", "--known").must(t, 1)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(s.TLSPort()), "--security", "tls",
		"--ca-file", s.CAFile(), "--keep-password", "file", "--password-stdin").must(t, 0)
	if r := pop(t, data, "server", "list", "--known").must(t, 1); !strings.Contains(r.stderr, "was not asked before") {
		t.Error(r.stderr)
	}
	list := serverList(t, data)
	if len(list) != many {
		t.Fatalf("%d rows", len(list))
	}
	for i, r := range list {
		if r.Subject != fmt.Sprint("number ", i) || r.From != "Bob <bob@example.net>" || r.Date == nil {
			t.Fatalf("%d: %+v", i, r)
		}
	}
	before := s.Commands("TOP")
	if before != many {
		t.Errorf("%d TOP", before)
	}
	put(many)
	if list = serverList(t, data); len(list) != many+1 || list[many].Subject != fmt.Sprint("number ", many) || list[0].Subject != "number 0" {
		t.Errorf("%d rows, %+v", len(list), list[len(list)-1])
	}
	if n := s.Commands("TOP") - before; n != 1 {
		t.Errorf("the second look asks about %d messages", n)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	r := pop(t, data, "server", "list", "--known", "--json").must(t, 0)
	if known := rows[serverRow](t, r); !reflect.DeepEqual(known, list) {
		t.Errorf("%d rows are known", len(known))
	}
	if r := pop(t, data, "server", "list", "--known").must(t, 0); !strings.Contains(r.stderr, "as of ") || !strings.Contains(r.stderr, "10001 messages on the server") {
		t.Error(r.stderr)
	}
}

// TestServerListInterrupted: whoever stops a look, kills the program or loses the line has most
// of what has come, and the next look asks only for the rest.
func TestServerListInterrupted(t *testing.T) {
	const many, at = 700, 420 // messages; the header, from the newest on, at which it is interrupted
	for _, c := range []struct {
		name string
		do   func(s *pop3test.Server, p *os.Process) error
		code int // of the command; -1: it has none
		most int // headers that are asked for twice
	}{
		{"Ctrl+C", func(_ *pop3test.Server, p *os.Process) error { return p.Signal(os.Interrupt) }, 1, 1},
		{"killed", func(_ *pop3test.Server, p *os.Process) error { return p.Kill() }, -1, 20},
		{"cut", func(s *pop3test.Server, _ *os.Process) error { s.CutAll(); return nil }, 0, 0},
		{"down", func(s *pop3test.Server, _ *os.Process) error { s.Refuse(true); s.CutAll(); return nil }, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "Ctrl+C" && runtime.GOOS == "windows" {
				t.Skip("a process cannot be interrupted here")
			}
			reached, leave := make(chan struct{}), make(chan struct{})
			var once sync.Once
			s, data := pop3test.New(pop3test.Options{NoPipelining: true, Hook: func(_, line string) string {
				if line == fmt.Sprintf("TOP %d 0", many-at) {
					once.Do(func() {
						close(reached)
						<-leave
					})
				}
				return ""
			}}), dataFolder(t)
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			s.AddUser(testUser, testPassword)
			for i := range many {
				s.AddMessage(testUser, fmt.Appendf(nil, "From: Bob <bob@example.net>\r\nSubject: number %d\r\n\r\nx\r\n", i))
			}
			popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(s.TLSPort()), "--security", "tls",
				"--ca-file", s.CAFile(), "--keep-password", "file", "--password-stdin").must(t, 0)
			cmd := call(t, data, "server", "list", "--json")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-reached
			if err := c.do(s, cmd.Process); err != nil {
				t.Fatal(err)
			}
			if c.name != "cut" && c.name != "down" {
				_ = cmd.Wait() // before the server answers
			}
			close(leave)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit code %d", code)
			}
			s.Refuse(false)
			known := 0
			for _, r := range rows[serverRow](t, pop(t, data, "server", "list", "--known", "--json").must(t, 0)) {
				if r.Subject != "" {
					known++
				}
			}
			asked := s.Commands("TOP")
			if c.name != "cut" && (known < at-c.most || known > at) {
				t.Errorf("%d headers are known", known)
			}
			for i, r := range serverList(t, data) {
				if (r.Subject != fmt.Sprint("number ", i)) && (c.name != "cut" || i != many-at-1) {
					t.Fatalf("%d: %+v", i, r)
				}
			}
			if n := s.Commands("TOP"); n > many+c.most+1 {
				t.Errorf("%d headers were asked for, %d of them before the interruption", n, asked)
			}
		})
	}
}

// TestServerListInterruptedAtDovecot: looks at a real server that are killed one after the other
// come to an end, and each knows what the ones before have brought.
func TestServerListInterruptedAtDovecot(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	const many = 400
	mail := letters(many)
	fill(t, s, mail)
	addAccount(t, data, s, "tls", "--leave", "forever")
	pop(t, data, "server", "list").must(t, 0) // the tables are there, and it is known how long it takes
	db := database(t, data)
	defer db.Close()
	count := func() (n int) {
		t.Helper()
		if err := db.QueryRow("SELECT count(*) FROM server_looks").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != many {
		t.Fatalf("%d are known", n)
	}
	if _, err := db.Exec("DELETE FROM server_looks"); err != nil {
		t.Fatal(err)
	}
	killed, before := 0, 0
	for before < many {
		cmd := call(t, data, "server", "list", "--json")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		over := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(over)
		}()
		for going := true; going && count() == before; {
			select {
			case <-over:
				going = false
			case <-time.After(time.Millisecond):
			}
		}
		_ = cmd.Process.Kill()
		<-over
		if !cmd.ProcessState.Exited() {
			killed++
		}
		now := count()
		if now <= before {
			t.Fatalf("after %d kills %d are known, before %d", killed, now, before)
		}
		before = now
	}
	t.Logf("killed %d times", killed)
	for i, r := range serverList(t, data) {
		if r.Subject != fmt.Sprint("Letter number", i) {
			t.Fatalf("%d: %+v", i, r)
		}
	}
}

// TestServerSize: how full a mailbox is is told once somebody has said how much it may hold.
func TestServerSize(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := letters(3)
	fill(t, s, mail)
	addAccount(t, data, s, "tls", "--leave", "14d")
	var octets int64
	for _, m := range mail {
		octets += int64(len(crlf(m)))
	}
	of := func(args ...string) serverSizeRow {
		t.Helper()
		return row[serverSizeRow](t, pop(t, data, append([]string{"server", "size", "--json"}, args...)...).must(t, 0))
	}
	if got := of(); got.Account != testUser || got.Used != nil || got.Size != nil || got.Percent != nil {
		t.Errorf("%+v", got)
	}
	receive(t, data, 0)
	if got := of(); got.Used == nil || *got.Used != octets || got.Size != nil || got.Percent != nil {
		t.Errorf("%+v, want %d octets", got, octets)
	}
	for _, wrong := range [][]string{{"12"}, {"much"}, {"1GB", "2GB"}} {
		pop(t, data, append([]string{"server", "size"}, wrong...)...).must(t, 2)
	}
	if got := of("1MB"); got.Size == nil || *got.Size != 1e6 || got.Percent == nil || *got.Percent != int(octets/10_000) {
		t.Errorf("%+v", got)
	}
	for _, args := range [][]string{{"server", "list"}, {"server", "list", "--known"}, {"server", "size"}} {
		if r := pop(t, data, args...).must(t, 0); !strings.Contains(r.stderr+r.stdout, " of 1 MB, ") || !strings.Contains(r.stderr+r.stdout, " % full") {
			t.Errorf("%v: %s%s", args, r.stdout, r.stderr)
		}
	}
	receive(t, data, 0) // which leaves what was said
	account := row[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
	if account.Used == nil || *account.Used != octets || account.Size == nil || *account.Size != 1e6 {
		t.Errorf("%+v", account)
	}
	if got := of("unknown"); got.Size != nil || got.Percent != nil || got.Used == nil {
		t.Errorf("%+v", got)
	}
	// What is removed or seen by hand counts at once, and is not told as missing.
	pop(t, data, "server", "remove", serverList(t, data)[0].UID).must(t, 0)
	octets -= int64(len(crlf(mail[0])))
	if got := of(); got.Used == nil || *got.Used != octets {
		t.Errorf("after a removal: %+v, want %d octets", got, octets)
	}
	fill(t, s, mail[:1])
	octets += int64(len(crlf(mail[0])))
	rows := serverList(t, data)
	if got := of(); got.Used == nil || *got.Used != octets {
		t.Errorf("after a look: %+v, want %d octets", got, octets)
	}
	missing := func(want int) {
		t.Helper()
		st, err := storage.Open(t.Context(), data, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		known, err := st.Status(t.Context())
		if err != nil || known[1].Held.Missing != want {
			t.Errorf("%+v (%v), want %d missing", known[1], err, want)
		}
	}
	missing(1)
	for _, r := range rows {
		if !r.Here {
			pop(t, data, "server", "remove", r.UID, "--not-here").must(t, 0)
		}
	}
	missing(0)
}
