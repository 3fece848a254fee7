package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage"
	"popmail/storage/mailbox"

	"popmail/account"
)

// TestKill ends the program with kill -9 at random points of a receive, again
// and again, and then lets it finish: everything is here, once.
func TestKill(t *testing.T) {
	for _, leave := range []string{"forever", "delete"} {
		t.Run(leave, func(t *testing.T) {
			mail, names := corpus(t, 2500, "list")
			s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
			fill(t, s, mail)
			sent := fetchRaw(t, s.Plain)
			// How long does it take undisturbed?
			other := dataFolder(t)
			addAccount(t, other, s, "tls")
			began := time.Now()
			receive(t, other, 0)
			whole := time.Since(began)

			addAccount(t, data, s, "tls", "--leave", leave)
			killed, grew := 0, 0
			before := 0
			for i := range 8 {
				cmd := call(t, data, "receive")
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan struct{})
				go func() { _ = cmd.Wait(); close(ended) }()
				if i%2 == 1 {
					time.Sleep(time.Duration(rand.Int64N(int64(whole) * 2 / 3)))
				} else {
					waitForMore(t, data, before, ended)
				}
				_ = cmd.Process.Kill()
				<-ended
				if !cmd.ProcessState.Exited() {
					killed++
				}
				n := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)))
				if n < before || n > len(mail) {
					t.Fatalf("kill %d: %d messages, before it %d", i, n, before)
				}
				if n > before {
					grew++
				}
				before = n
				checkWhole(t, data, n)
				if left := onServer(t, s); n+left < len(mail) {
					t.Fatalf("kill %d: %d here and %d on the server are fewer than %d", i, n, left, len(mail))
				}
				if n == len(mail) {
					break
				}
			}
			t.Logf("undisturbed %v; killed %d times, %d of them with new mail stored; %d of %d messages before the last run", whole, killed, grew, before, len(mail))
			if killed == 0 || grew == 0 {
				t.Error("the program was never killed in the middle, with new mail stored")
			}
			receive(t, data, 0)
			checkWhole(t, data, len(mail))
			if left := onServer(t, s); leave == "delete" && left != 0 || leave == "forever" && left != len(mail) {
				t.Fatalf("%d messages on the server", left)
			}
			if leave == "forever" {
				compareRaw(t, data, s, mail, names)
				return
			}
			app, err := openApp(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			defer app.Close()
			all, err := app.store.List(t.Context(), mailbox.View{}, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range all {
				raw, err := app.store.Raw(t.Context(), m.ID)
				if err != nil || !bytes.Equal(raw, sent[m.UID]) {
					t.Errorf("message %d (%s) is not what the server sent: %v", m.ID, m.UID, err)
				}
				delete(sent, m.UID)
			}
			if len(sent) != 0 {
				t.Errorf("%d messages are missing", len(sent))
			}
		})
	}
}

// waitForMore returns as soon as more than n messages are stored, or the program
// has ended.
func waitForMore(t *testing.T, data string, n int, ended chan struct{}) {
	t.Helper()
	db := database(t, data)
	defer db.Close()
	for range 10000 {
		var now int
		if err := db.QueryRow("SELECT count(*) FROM messages").Scan(&now); err != nil {
			t.Fatal(err)
		}
		if now > n {
			return
		}
		select {
		case <-ended:
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
	t.Fatal("nothing was stored in 20 seconds")
}

// TestInterrupt stops a receive with Ctrl+C: what had arrived is kept, and the
// account is not said to have failed.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals to send")
	}
	const total = 400
	s := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}, Delay: 10 * time.Millisecond})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, raw := range letters(total) {
		s.AddMessage(testUser, crlf(raw))
	}
	data := dataFolder(t)
	addTo(t, data, s.Port(), "none")
	cmd := call(t, data, "receive", "--json")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	waitForMore(t, data, 0, ended)
	began := time.Now()
	_ = cmd.Process.Signal(os.Interrupt)
	<-ended
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	r := result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
	got := row[receiveRow](t, r)
	stored := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)))
	t.Logf("stopped with %d of %d messages stored", stored, total)
	r.must(t, 1)
	if !strings.Contains(got.Error, "stopped") || !strings.Contains(r.stderr, "stopped") || got.Received != stored || stored == 0 || stored == total {
		t.Errorf("%+v with %d stored; %s", got, stored, r.stderr)
	}
	if a := row[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0)); a.LastError != "" || a.LastCheck != nil {
		t.Errorf("account: %+v", a)
	}
	checkWhole(t, data, stored)
	for s.Open() > 0 { // the server goes on sending into the void for a while
		time.Sleep(10 * time.Millisecond)
	}
	if got := receive(t, data, 0); got.Received != total-stored || got.AlreadyHere != stored {
		t.Errorf("%+v", got)
	}
	checkWhole(t, data, total)
}

// TestBesideWindow runs commands while a window has the data folder.
func TestBesideWindow(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(10))
	lock, err := storage.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := lock.Release(); err != nil {
			t.Error(err)
		}
	}()
	window, err := openForWindow(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer window.Close()
	changes := window.store.Changes().Subscribe(100)
	defer changes.Close()
	addAccount(t, data, s, "tls")
	if got := receive(t, data, 0); got.Received != 10 {
		t.Fatalf("%+v", got)
	}
	select {
	case <-changes.C():
	case <-time.After(30 * time.Second):
		t.Error("the window was not told of the mail that a command has received")
	}
	list, err := window.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil || len(list) != 10 {
		t.Fatalf("the window sees %d messages, %v", len(list), err)
	}
	acct, err := window.find(t.Context(), testUser)
	if err != nil {
		t.Fatal(err)
	}
	if rep, err := window.fetch(t.Context(), acct, account.Password(testPassword), time.Minute, nil); err != nil || rep.AlreadyHere != 10 {
		t.Fatalf("%+v, %v", rep, err)
	}
}

// TestTwoAtOnce starts two receives of one account at the same moment.
func TestTwoAtOnce(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(600))
	addAccount(t, data, s, "tls", "--leave", "delete")
	done := make(chan result, 3)
	for range cap(done) {
		cmd := call(t, data, "receive", "--json")
		go func() {
			out, err := cmd.Output()
			if err != nil {
				out = append(out, err.Error()...)
			}
			done <- result{stdout: string(out), code: cmd.ProcessState.ExitCode()}
		}()
	}
	sum, removed := 0, 0
	for range cap(done) {
		r := (<-done).must(t, 0)
		got := row[receiveRow](t, r)
		sum += got.Received
		removed += got.DeletedOnServer
	}
	if sum != 600 || removed != 600 {
		t.Fatalf("received %d and removed %d in all, want 600", sum, removed)
	}
	checkWhole(t, data, 600)
}

// TestLocked has another PopMail that holds the account for long.
func TestLocked(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(1))
	addAccount(t, data, s, "tls")
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	acct, err := app.find(t.Context(), strings.ToUpper(testUser))
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := app.lock(t.Context(), acct.ID)
	if err != nil {
		t.Fatal(err)
	}
	app.lockWait = 50 * time.Millisecond
	if _, err := app.fetch(t.Context(), acct, account.Password(testPassword), time.Minute, nil); err == nil || !strings.Contains(err.Error(), "another PopMail is fetching right now") {
		t.Fatalf("fetch beside another one: %v", err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := app.lock(stopped, acct.ID); err == nil {
		t.Fatal("a stopped wait has got the lock")
	}
	unlock()
	if got := receive(t, data, 0); got.Received != 1 {
		t.Fatalf("%+v", got)
	}
}
