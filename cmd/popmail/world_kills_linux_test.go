package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/mail"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage/mailbox"
)

// TestWorldKills ends PopMail with kill -9 anywhere, a command, two of them, or the window,
// while mail comes whole, as beginnings and as rests, and while messages are removed from the
// server: what is not whole here is there, nothing is here twice, nothing is gone from
// there that nobody wanted gone, all that is here is found, and in the end everything is
// here and what was asked for is done.
func TestWorldKills(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills a real program again and again")
	}
	rounds := 4
	if os.Getenv(worldVar) == "all" {
		rounds = 25
	}
	for start, leave := range []string{"forever", "delete"} {
		t.Run(leave, func(t *testing.T) {
			seed := rand.Uint64()
			k := &killing{t: t, s: dovecot.Run(t, dovecot.Options{}), screen: newScreen(t, "kills"), data: dataFolder(t), deletes: leave == "delete",
				rnd: rand.New(rand.NewPCG(seed, 1)), sizes: map[string]int64{}, asked: map[string]bool{}}
			fill(t, k.s, nil)
			addAccount(t, k.data, k.s, "tls", "--leave", leave)
			k.deliver(true)
			receive(t, k.data, 0)
			for i := range rounds {
				k.deliver(i%3 == 0)
				what := k.round(i + 3*start)
				k.check()
				if t.Failed() {
					t.Fatalf("after kill %d, of %s, with the seed %d", i, what, seed)
				}
			}
			if k.killed == 0 {
				t.Error("the program was never killed in the middle")
			}
			t.Logf("killed %d times, %d asked to be removed, seed %d", k.killed, len(k.asked), seed)
			k.end()
		})
	}
}

// killing is a mailbox and the PopMail that is killed at it.
type killing struct {
	t       *testing.T
	s       *dovecot.Server
	screen  *screen
	data    string
	deletes bool // messages are removed once they are here
	rnd     *rand.Rand
	sizes   map[string]int64 // of the whole message, by subject
	asked   map[string]bool  // subjects of what the person wants removed
	killed  int
}

// deliver puts some letters and films into the mailbox; large: one that is spooled, too.
func (k *killing) deliver(large bool) {
	k.t.Helper()
	var all []int
	for range 8 {
		all = append(all, 500+k.rnd.IntN(3000))
	}
	for range 4 {
		all = append(all, 250_000+k.rnd.IntN(500_000))
	}
	if large {
		all = append(all, 9<<20)
	}
	for _, octets := range all {
		subject := fmt.Sprint("Film ", len(k.sizes))
		raw := filmOf(subject, octets)
		if _, err := k.s.Deliver(testUser, raw); err != nil {
			k.t.Fatal(err)
		}
		k.sizes[subject] = int64(len(raw))
	}
}

// round starts something and kills it after a while; it returns what that was.
func (k *killing) round(i int) (what string) {
	k.t.Helper()
	begin := []string{"receive", "--max-size", "200KB"}
	rest := append(begin, "--rest", "all")
	remove := []string{"server", "remove", "--json"}
	named := map[string]string{} // subjects by unique-id
	for subject, m := range k.listed() {
		if len(remove) < 8 && !k.deletes && m.Size == k.sizes[subject] && !k.asked[subject] {
			remove, named[m.UID] = append(remove, m.UID), subject
		}
	}
	most := 300 * time.Millisecond
	runs := [][]string{{"receive"}}
	switch i % 5 {
	case 0:
		runs = [][]string{begin, rest}
	case 1:
		most, runs = 2*time.Second, [][]string{nil} // the window, whose poller checks as soon as it is open
	case 2:
		pop(k.t, k.data, begin...).must(k.t, 0)
		runs = [][]string{rest}
	case 3:
		if len(remove) > 3 {
			runs = [][]string{remove}
		}
	}
	if k.rnd.IntN(4) == 0 && i%5 != 1 {
		runs = append(runs, begin)
	}
	if len(remove) > 3 && i%5 == 1 { // the poller finds wishes that were noted, and not fulfilled
		k.note(named)
	}
	ends := make(chan bool, len(runs))
	for _, args := range runs {
		cmd := call(k.t, k.data, args...)
		if args == nil {
			cmd.Env = append(cmd.Env, "DISPLAY="+k.screen.display, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
		}
		if err := cmd.Start(); err != nil {
			k.t.Fatal(err)
		}
		wait := time.Duration(k.rnd.Int64N(int64(most)))
		go func() { ends <- killAfter(cmd, wait) }()
	}
	for range runs {
		if <-ends {
			k.killed++
		}
	}
	if i%5 == 3 {
		k.noted(named)
	}
	return fmt.Sprint(runs)
}

// killAfter tells whether the program was still running.
func killAfter(cmd *exec.Cmd, wait time.Duration) bool {
	kill := time.AfterFunc(wait, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	kill.Stop()
	return !cmd.ProcessState.Exited()
}

// note writes down that the person wants messages removed at the next check.
func (k *killing) note(named map[string]string) {
	k.t.Helper()
	app, id := k.open()
	defer app.Close()
	var list []mailbox.Choice
	for uid, subject := range named {
		list = append(list, mailbox.Choice{Account: id, UID: uid, Wish: account.Wish{Kind: account.WishRemove}})
		k.asked[subject] = true
	}
	if _, err := app.store.Choose(k.t.Context(), list); err != nil {
		k.t.Fatal(err)
	}
}

// noted remembers which of the messages PopMail had come to know are to be removed.
func (k *killing) noted(named map[string]string) {
	k.t.Helper()
	app, id := k.open()
	defer app.Close()
	chosen, err := app.store.Chosen(k.t.Context(), id)
	if err != nil {
		k.t.Fatal(err)
	}
	for uid, subject := range named {
		k.asked[subject] = k.asked[subject] || chosen[uid].Wish.Kind == account.WishRemove
	}
}

func (k *killing) open() (*app, account.ID) {
	k.t.Helper()
	a, err := openApp(k.t.Context(), k.data)
	if err != nil {
		k.t.Fatal(err)
	}
	acct, err := a.find(k.t.Context(), testUser)
	if err != nil {
		k.t.Fatal(err)
	}
	return a, acct.ID
}

// there is what the server holds: heads by unique-id.
func (k *killing) there() map[string][]byte {
	k.t.Helper()
	return askRaw(k.t, k.s.Plain, "TOP %s 0")
}

func subjectOf(head []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(head))
	if err != nil {
		return ""
	}
	return m.Header.Get("Subject")
}

// listed is what is here, by subject.
func (k *killing) listed() map[string]summaryRow {
	k.t.Helper()
	here := map[string]summaryRow{}
	for _, m := range rows[summaryRow](k.t, pop(k.t, k.data, "list", "--json", "--limit", "100000").must(k.t, 0)) {
		if _, twice := here[m.Subject]; twice {
			k.t.Errorf("%q is here twice", m.Subject)
		}
		here[m.Subject] = m
	}
	return here
}

// check compares what is here with what is there.
func (k *killing) check() {
	k.t.Helper()
	pop(k.t, k.data, "verify").must(k.t, 0)
	here, heads := k.listed(), k.there()
	there := map[string]bool{}
	for _, head := range heads {
		there[subjectOf(head)] = true
	}
	for subject, size := range k.sizes {
		m, arrived := here[subject]
		switch {
		case !arrived && !there[subject]:
			k.t.Errorf("%q is lost", subject)
		case arrived && m.Size != size && !there[subject]:
			k.t.Errorf("only %d of %d octets of %q are here, and the server has it no more", m.Size, size, subject)
		case arrived && !there[subject] && !k.deletes && !k.asked[subject]:
			k.t.Errorf("%q is no longer on the server, and nobody wanted that", subject)
		}
	}
	app, id := k.open()
	known, err := app.store.Known(k.t.Context(), id)
	if err != nil {
		k.t.Fatal(err)
	}
	all, err := app.store.List(k.t.Context(), mailbox.View{}, 0)
	if err != nil || len(all) != len(here) {
		k.t.Errorf("%d in the store, %d in the list, %v", len(all), len(here), err)
	}
	if err := app.Close(); err != nil {
		k.t.Error(err)
	}
	for uid, is := range known {
		if _, still := heads[uid]; is.Gone && still {
			k.t.Errorf("%s is called removed, and is there", uid)
		}
	}
	if n := strings.TrimSpace(pop(k.t, k.data, "search", "garden", "--count").must(k.t, 0).stdout); n != fmt.Sprint(len(here)) {
		k.t.Errorf("%s of %d are found", n, len(here))
	}
}

// end lets PopMail finish in peace.
func (k *killing) end() {
	k.t.Helper()
	for range 2 { // what was killed is tidied up by the first
		receive(k.t, k.data, 0)
		pop(k.t, k.data, "receive", "--rest", "all").must(k.t, 0)
	}
	k.check()
	here, heads := k.listed(), k.there()
	for subject, size := range k.sizes {
		if m := here[subject]; m.Size != size {
			k.t.Errorf("%d of %d octets of %q are here", m.Size, size, subject)
		}
	}
	for uid, head := range heads {
		if k.deletes || k.asked[subjectOf(head)] {
			k.t.Errorf("%s (%s) is still on the server", uid, subjectOf(head))
		}
	}
	if len(here) != len(k.sizes) {
		k.t.Errorf("%d here, want %d", len(here), len(k.sizes))
	}
	// Where two sessions work at one maildir, Dovecot may remove a message and find it again,
	// under another unique-id: it is known by both, and removed anew.
	var ids int
	if err := database(k.t, k.data).QueryRow("SELECT count(*) FROM unique_ids WHERE message IS NOT NULL").Scan(&ids); err != nil {
		k.t.Fatal(err)
	}
	if ids > len(here) {
		k.t.Logf("%d messages came under another unique-id as well", ids-len(here))
		return
	}
	checkWhole(k.t, k.data, len(here))
}
