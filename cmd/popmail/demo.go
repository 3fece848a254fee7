package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2/driver/software"

	"popmail/account"
	"popmail/account/event"
	"popmail/assets/sample"
	"popmail/gui/kit/loop"
	"popmail/pop3/pop3test"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	demoUser     = "ann"
	demoPassword = "demo"
	demoSearch   = "ferry"
	demoDelay    = 40 * time.Millisecond // before each message, so that one can watch them arrive
	demoLimit    = 2 * time.Minute       // for the picture
)

// runDemo opens the window on a folder that is thrown away, with two accounts on
// a built-in server that holds the sample mail, and one that takes letters.
func runDemo(ctx context.Context, o windowOptions) (err error) {
	dir, err := os.MkdirTemp("", "popmail-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	server := pop3test.New(pop3test.Options{Users: map[string]string{demoUser: demoPassword, demoClubUser: demoPassword}, Delay: demoDelay})
	if err := server.Start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	post, err := newDemoPost(server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, post.Close()) }()
	home, club := shareDemoMail(time.Now())
	server.SetMessages(demoUser, home.all)
	server.SetMessages(demoClubUser, club.all)

	o.Data = filepath.Join(dir, "data")
	if err := addDemoAccounts(ctx, o.Data, server, post, home, club); err != nil {
		return err
	}
	if o.DemoPicture == "" {
		return openWindow(ctx, o, nil)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, demoLimit, errors.New("the demonstration took too long"))
	defer cancel()
	d := &demo{file: o.DemoPicture, err: errors.New("the window was closed before the picture was made")}
	err = openWindow(ctx, o, d.begin)
	return errors.Join(err, d.err)
}

// addDemoAccounts sets up both accounts as they are after some weeks of use.
func addDemoAccounts(ctx context.Context, dir string, server *pop3test.Server, post *demoPost, home, club demoMail) (err error) {
	a, err := openApp(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ca := filepath.Join(dir, "demo-ca.pem")
	if err := os.WriteFile(ca, server.CAPEM(), 0o600); err != nil {
		return err
	}
	for _, d := range []struct {
		email, label, user string
		mail               demoMail
	}{{sample.Email, demoHomeLabel, demoUser, home}, {demoClub, demoClubLabel, demoClubUser, club}} {
		acct := account.Account{
			Email: d.email, Name: sample.Name, Label: d.label, User: d.user, Keep: account.KeepFile,
			Incoming: account.Server{Host: "localhost", Port: server.TLSPort(), Security: account.TLS, CAFile: ca},
			Outgoing: account.Server{Host: "localhost", Port: post.port, Security: account.TLS, CAFile: ca},
		}
		id, err := a.accounts.Add(ctx, acct, account.Password(demoPassword))
		if err != nil {
			return err
		}
		if err := prepareDemo(ctx, a.store, id, d.mail); err != nil {
			return err
		}
	}
	return nil
}

// demo goes through the demonstration without a person and takes a picture.
type demo struct {
	file string
	err  error
}

func (d *demo) begin(s *session) {
	received, open := 0, 2 // accounts whose first session has not ended
	loop.Follow(s.run, s.activity.Subscribe(256), 20*time.Millisecond, func(batch []event.Activity, _ bool) {
		for _, a := range batch {
			switch a := a.(type) {
			case event.Finished:
				received += a.Received
				if open--; open == 0 {
					fmt.Printf("received %d messages over an encrypted connection\n", received)
					d.look(s)
				}
			case event.Failed:
				d.end(s, a.Err)
			case event.NeedsPassword:
				d.end(s, errors.New("the server did not accept the password"))
			}
		}
	})
}

// look searches, opens a message and takes the picture.
func (d *demo) look(s *session) {
	var found mailbox.Result
	var rows []mailbox.Summary
	var newest []mailbox.Entry
	var err error
	s.run.Go(func(ctx context.Context) {
		found, err = s.app.store.Search(ctx, query.Parse(demoSearch, time.Now()), 0)
		if err != nil {
			return
		}
		ids := make([]mailbox.ID, len(found.Entries))
		for i, e := range found.Entries {
			ids[i] = e.ID
		}
		if rows, err = s.app.store.Summaries(ctx, ids); err == nil {
			newest, err = s.app.store.Index(ctx, mailbox.View{}, 1)
		}
	}, func() {
		if err != nil || len(newest) == 0 {
			d.end(s, errors.Join(err, errors.New("nothing was received")))
			return
		}
		fmt.Printf("searched for %q: %d results in %.1f ms\n", demoSearch, found.Total, float64(found.Took.Microseconds())/1000)
		for _, r := range rows {
			fmt.Printf("  %s  %s: %s\n", r.Date.Format("2006-01-02"), oneLine(r.From.String()), oneLine(r.Subject))
		}
		s.gui.Open(newest[0].ID)
		s.run.After(1500*time.Millisecond, func() { d.end(s, d.take(s)) })
	})
}

func (d *demo) take(s *session) (err error) {
	// What the graphics card has drawn cannot be read back everywhere, so the
	// processor draws the window's content once more.
	c := software.NewCanvas()
	c.SetPadded(false)
	size := s.window.Canvas().Size()
	c.SetContent(s.window.Content())
	c.Resize(size)
	picture := c.Capture()
	f, err := os.Create(d.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	if err := png.Encode(w, picture); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf("picture of the window: %s\n", d.file)
	return nil
}

func (d *demo) end(s *session, err error) {
	d.err = err
	s.fyne.Quit()
}
