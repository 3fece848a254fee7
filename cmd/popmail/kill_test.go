package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
	"popmail/storage/mailbox"
)

// TestKill ends the program with kill -9 at random points of a receive, again
// and again, and then lets it finish: everything is here, once.
func TestKill(t *testing.T) {
	for _, leave := range []string{"forever", "delete"} {
		t.Run(leave, func(t *testing.T) {
			mail, names := corpus(t, 2500, "list")
			s, data := dovecotServer(t, dovecot.Options{}), dataFolder(t)
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
				ended := make(chan error, 1)
				go func() { ended <- cmd.Wait() }()
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
func waitForMore(t *testing.T, data string, n int, ended chan error) {
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
		case err := <-ended:
			ended <- err
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
	t.Fatal("nothing was stored in 20 seconds")
}

// TestTwoAtOnce starts two receives of one account at the same moment.
func TestTwoAtOnce(t *testing.T) {
	s, data := dovecotServer(t, dovecot.Options{}), dataFolder(t)
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
	s, data := dovecotServer(t, dovecot.Options{}), dataFolder(t)
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
	if _, err := app.fetch(t.Context(), acct, testPassword, time.Minute, nil); err == nil || !strings.Contains(err.Error(), "another PopMail is fetching right now") {
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
