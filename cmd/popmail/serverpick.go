package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"popmail/account"
	"popmail/storage/query"
)

// serverPick are the flags that name messages on a server by what they are. A message is meant
// that fits all of them.
type serverPick struct {
	older, newer string // days, such as 30d, or a day
	from         string
	larger       string
	first, last  string // unique-ids, in the order of the server
}

func (f *serverPick) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.older, "older-than", "", "messages from before this `TIME`: days such as 30d, or a day such as 2026-12-24")
	flags.StringVar(&f.newer, "newer-than", "", "messages from after this `TIME`")
	flags.StringVar(&f.from, "from", "", "messages with this `TEXT` in their sender")
	flags.StringVar(&f.larger, "larger", "", "messages over this `SIZE`, such as 200KB or 10MB")
	flags.StringVar(&f.first, "first", "", "messages from the one with this `UID` on, in the order of server list")
	flags.StringVar(&f.last, "last", "", "messages up to the one with this `UID`")
}

// any reports whether messages are named so.
func (f *serverPick) any() bool { return *f != serverPick{} }

// check finds flags that cannot be meant, and the wanted ones together with unique-ids.
func (f *serverPick) check(args []string) error {
	if len(args) > 0 && f.any() {
		return usagef("name messages either by their UID or by flags such as --from, not by both")
	}
	now := time.Now()
	for name, text := range map[string]string{"--older-than": f.older, "--newer-than": f.newer} {
		if _, err := pastDay(name, text, now); err != nil {
			return err
		}
	}
	_, err := sizeFlag("--larger", f.larger)
	return err
}

// pastDay reads days before now, such as 30d, or the beginning of a day. The zero time: text is
// empty.
func pastDay(name, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return now.AddDate(0, 0, -int(n)), nil
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return day, usagef("%s takes days such as 30d or a day such as 2026-12-24, not %q", name, text)
	}
	return day, nil
}

// of returns which messages of a listing are meant, and how many may be meant as well: the
// server has not told of them what is asked. f was checked.
func (f *serverPick) of(list []account.OnServer, now time.Time) (out []account.OnServer, untold int, err error) {
	older, _ := pastDay("", f.older, now)
	newer, _ := pastDay("", f.newer, now)
	larger, _ := sizeFlag("", f.larger)
	from := query.Fold(strings.TrimSpace(f.from))
	at := func(uid string, otherwise int) (int, error) {
		if uid == "" {
			return otherwise, nil
		}
		i := slices.IndexFunc(list, func(o account.OnServer) bool { return o.UID == uid })
		if i < 0 {
			return i, fmt.Errorf("message %s is not on the server", oneLine(uid))
		}
		return i, nil
	}
	begin, err := at(f.first, 0)
	if err != nil {
		return nil, 0, err
	}
	end, err := at(f.last, len(list)-1)
	if err != nil {
		return nil, 0, err
	}
	if begin > end && len(list) > 0 {
		return nil, 0, usagef("the message of --last stands before the one of --first")
	}
	for _, o := range list[begin : end+1] {
		switch {
		case f.larger != "" && o.Size <= larger && o.Size > 0,
			from != "" && (o.From != "" || headKnown(&o)) && !strings.Contains(query.Fold(o.From), from),
			f.older != "" && !o.Date.IsZero() && !o.Date.Before(older),
			f.newer != "" && !o.Date.IsZero() && !o.Date.After(newer):
		case f.larger != "" && o.Size <= 0, from != "" && o.From == "", (f.older != "" || f.newer != "") && o.Date.IsZero():
			untold++
		default:
			out = append(out, o)
		}
	}
	return out, untold, nil
}

// headKnown reports whether it is known what the header of a message says.
func headKnown(o *account.OnServer) bool { return o.ID != 0 || o.Mark != "" }

// meant returns the unique-ids of the messages that a command is about: those in args, else
// those that the flags mean and that are fit for it; unfit says why others are not. The server is asked for the latter.
func (e *env) meant(ctx context.Context, app *app, j *receiveJob, f *serverFlags, args []string, fit func(*account.OnServer) bool, unfit string) ([]string, error) {
	if !f.pick.any() {
		return args, nil
	}
	m, err := app.maildrop(ctx, j.account, j.credential, 0, account.Look{})
	if err != nil {
		return nil, e.saidOf(j.account, err)
	}
	list, err := e.picked(f, m.Messages)
	if err != nil {
		return nil, err
	}
	var uids []string
	for i := range list {
		if o := &list[i]; !o.Nameless && fit(o) {
			uids = append(uids, o.UID)
		}
	}
	if left := len(list) - len(uids); left > 0 {
		fmt.Fprintf(e.err, "left out, because %s: %s\n", unfit, count(left, "message"))
	}
	if len(uids) == 0 {
		fmt.Fprintln(e.err, "there is no such message to do this with")
	}
	return uids, nil
}

// picked returns those messages of a listing that the flags mean, and says how many were left
// out because the server told too little of them.
func (e *env) picked(f *serverFlags, list []account.OnServer) ([]account.OnServer, error) {
	out, untold, err := f.pick.of(list, time.Now())
	if untold > 0 {
		fmt.Fprintf(e.err, "left out, because the server has not said what is asked for: %s\n", count(untold, "message"))
	}
	return out, err
}
