package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"popmail/account"
	"popmail/cmd/popmail/internal/metered"
	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// sizeFlag reads the size that a flag was given, in octets; 0: text is empty.
func sizeFlag(name, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if n, ok := query.Size(strings.ReplaceAll(text, " ", "")); ok && n > 0 {
		return n, nil
	}
	return 0, usagef("%s must be a size such as 200KB or 10MB, not %q", name, text)
}

// whole is the largest message that comes whole, in octets; 0: the usual one.
func (f *receiveFlags) whole() (int64, error) { return sizeFlag("--max-size", f.largest) }

// chooseWhole says up to what size messages come whole: as the flag has it, else as the window,
// whose travel mode is told.
func (e *env) chooseWhole(ctx context.Context, app *app, f *receiveFlags) {
	app.oneRest = f.rest != "" && f.rest != "all"
	if octets, _ := f.whole(); octets > 0 {
		app.whole.Store(octets)
		return
	}
	p, err := prefs.Open(filepath.Join(app.dir, prefs.FileName), nil)
	if err != nil {
		slog.Info("what the window remembers cannot be read", "error", err)
	}
	octets, traveling := gui.Whole(p, gui.MeteredCounts(p) && metered.Now(ctx))
	app.whole.Store(octets)
	if traveling && f.rest == "" && !f.alone {
		fmt.Fprintf(e.err, "Travel mode: of messages over %s only the first lines come. Get more with --max-size or --rest.\n", size(octets))
	}
}

// wantRest notes that the rest of messages is wanted, of one or of all of accounts, and
// returns those accounts that it comes from, and how many are too large to come unasked.
func (e *env) wantRest(ctx context.Context, app *app, which string, accounts []account.Account) ([]account.Account, int, error) {
	ids, larger, err := app.store.Beginnings(ctx, askAbove())
	if err != nil {
		return nil, 0, err
	}
	if which != "all" {
		id, err := messageID(which)
		if err != nil {
			return nil, 0, err
		}
		ids, larger = []mailbox.ID{id}, nil
	}
	left, err := app.store.Summaries(ctx, larger)
	if err != nil {
		return nil, 0, err
	}
	rows, err := app.store.Summaries(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	if which != "all" {
		switch {
		case len(rows) == 0:
			return nil, 0, fmt.Errorf("there is no message %s", which)
		case rows[0].Rest.Whole == 0:
			return nil, 0, fmt.Errorf("all of message %s is here", which)
		case rows[0].Rest.Gone:
			return nil, 0, fmt.Errorf("the rest of message %s is no longer on the server", which)
		}
	}
	theirs := map[account.ID]bool{}
	var want []mailbox.ID
	for _, m := range rows {
		if slices.ContainsFunc(accounts, func(a account.Account) bool { return a.ID == m.Account }) {
			want, theirs[m.Account] = append(want, m.ID), true
		}
	}
	if len(want) == 0 && which != "all" {
		return nil, 0, fmt.Errorf("message %s belongs to another account", which)
	}
	if which != "all" && rows[0].Rest.Whole > askAbove() {
		if room, err := app.room(ctx, rows[0].Rest.Whole); err == nil && !room.Enough() {
			return nil, 0, fmt.Errorf("the rest of message %s is not fetched: %w", which, &account.NoRoomError{Room: room})
		}
	}
	if err := app.store.WantRest(ctx, want, true); err != nil {
		return nil, 0, err
	}
	left = slices.DeleteFunc(left, func(m mailbox.Summary) bool {
		return !slices.ContainsFunc(accounts, func(a account.Account) bool { return a.ID == m.Account })
	})
	e.tellLeft(left)
	accounts = slices.DeleteFunc(accounts, func(a account.Account) bool { return !theirs[a.ID] })
	return accounts, len(left), nil
}

// tellWhole ends receive --rest all: it names the messages whose rest no server has any more, and
// says where all are here whole. It returns errSaid where a rest is lost.
func (e *env) tellWhole(ctx context.Context, app *app, f *receiveFlags, jobs []*receiveJob) error {
	ids, err := app.store.LostRests(ctx)
	if err != nil {
		return err
	}
	rows, err := app.store.Summaries(ctx, ids)
	if err != nil {
		return err
	}
	var lost []string
	for _, m := range rows {
		if slices.ContainsFunc(jobs, func(j *receiveJob) bool { return j.account.ID == m.Account }) {
			lost = append(lost, strconv.FormatInt(int64(m.ID), 10))
		}
	}
	switch idle := !slices.ContainsFunc(jobs, func(j *receiveJob) bool { return !j.nothing }); {
	case len(lost) > 0:
		fmt.Fprintf(e.err, "The rest of %s is no longer on the server: %s\n", count(len(lost), "message"), strings.Join(lost, ", "))
		return errSaid
	case idle && f.account != "":
		fmt.Fprintf(e.err, "All messages of %s are here whole.\n", oneLine(jobs[0].account.Email))
	case idle:
		fmt.Fprintln(e.err, "All messages are here whole.")
	}
	return nil
}

// tellLeft names the messages that are so large that each is asked for alone.
func (e *env) tellLeft(left []mailbox.Summary) {
	if len(left) == 0 {
		return
	}
	fmt.Fprintf(e.err, "Left on the server because of their size: %s over %s. Get one of them with:\n", count(len(left), "message"), size(askAbove()))
	for _, m := range left {
		fmt.Fprintf(e.err, "  popmail receive --rest %d   (%s)  %s\n", m.ID, size(m.Rest.Whole), oneLine(m.Subject))
	}
}
