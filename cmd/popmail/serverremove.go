package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

func (e *env) serverRemove(ctx context.Context, f *serverFlags, args []string) error {
	uids, err := f.named(args)
	if err != nil {
		return err
	}
	if f.notHere && f.pick.any() {
		return usagef("--not-here goes with unique-ids only: nobody has seen what other flags would name")
	}
	if !f.pick.any() {
		if uids, err = e.rangeOf(ctx, f, uids, removable, notRemovable); err != nil || len(uids) == 0 {
			return err
		}
	}
	if f.on != "" {
		return e.removeOn(ctx, f, uids)
	}
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	if uids, err = e.meant(ctx, app, j, f, uids, removable, notRemovable); err != nil || len(uids) == 0 {
		return err
	}
	known, err := app.store.Holdings(ctx, j.account.ID)
	if err != nil {
		return err
	}
	looked, err := app.store.ServerLook(ctx, j.account.ID)
	if err != nil {
		return err
	}
	last, err := app.store.LastMaildrop(ctx, j.account.ID)
	if err != nil {
		return err
	}
	listed := make(map[string]*account.OnServer, len(last.Messages))
	for i := range last.Messages {
		listed[last.Messages[i].UID] = &last.Messages[i]
	}
	var unseen []account.Seen
	var queued []string
	refused := false
	refuse := func(uid, why string) {
		refused = true
		fmt.Fprintf(e.err, "message %s %s\n", oneLine(uid), why)
	}
	for _, uid := range uids {
		switch o, ok := known[uid]; {
		case o.Beginning && !o.Gone:
			refuse(uid, "is on this computer only by its beginning, so it stays on the server; get the rest with server get")
		case o.Other && !o.Gone: // nobody has seen what it is
			refuse(uid, "is perhaps another one than on this computer, so it stays on the server; the next receive gets it again")
		case o.Part && !o.Gone && !f.notHere:
			refuse(uid, "is perhaps not whole on this computer, so it stays on the server; with --not-here it is removed all the same")
		case o.Part && !o.Gone:
			seen := account.Seen{UID: uid, Part: true}
			if l := listed[uid]; l != nil {
				seen.Size = l.Size
			}
			unseen = append(unseen, seen)
		case !ok && !f.notHere && listed[uid] == nil:
			refuse(uid, "is not known; see popmail server list")
		case !o.Here && !f.notHere:
			refuse(uid, "is not on this computer and would be lost; with --not-here it is removed all the same")
		case !ok:
			o := looked[uid]
			o.UID = uid
			unseen = append(unseen, o.Seen())
		default:
			queued = append(queued, uid)
		}
	}
	if refused {
		return errSaid
	}
	g, err := app.removeThese(ctx, j.account, j.credential, 0, queued, unseen)
	now := time.Now()
	for uid := range g.done {
		o := g.rows[uid]
		if was, ok := looked[uid]; ok && o.Subject == "" && o.From == "" {
			o.From, o.Subject, o.Date = was.From, was.Subject, was.Date // as the list has shown it
		}
		o.Goes = account.Goes{At: now}
		g.rows[uid] = o
	}
	for _, uid := range queued {
		if err != nil && g.failed[uid] == nil && !g.done[uid] {
			g.failed[uid] = errors.New("the server has not confirmed it; it is tried again at the next check")
		}
	}
	return e.tellGot(j.account, g, err, uids, f.json, func(*account.OnServer) string { return "is removed from the server" }, "is not removed")
}

// removable reports whether a message may go from the server without being lost.
func removable(o *account.OnServer) bool { return o.Here && !o.Beginning && !o.Part }

const notRemovable = "they are not on this computer, or not whole"

// removeOn notes that messages are removed at the first check on a day.
func (e *env) removeOn(ctx context.Context, f *serverFlags, uids []string) error {
	day, err := time.ParseInLocation(time.DateOnly, f.on, time.Local)
	switch {
	case err != nil:
		return usagef("--on takes a day such as 2026-12-24, not %q", f.on)
	case f.notHere:
		return usagef("--on and --not-here do not go together: only what is on this computer is removed later")
	case !day.After(time.Now()):
		return usagef("--on takes a day after today; leave it out to remove them now")
	}
	app, a, uids, err := e.removedLater(ctx, f, uids)
	if app != nil {
		defer e.close(app)
	}
	if err != nil || len(uids) == 0 {
		return err
	}
	known, err := app.store.Holdings(ctx, a.ID)
	if err != nil {
		return err
	}
	var list []mailbox.Choice
	for _, uid := range uids {
		switch o := known[uid]; {
		case !o.Here:
			fmt.Fprintf(e.err, "message %s is not on this computer\n", oneLine(uid))
		case o.Part:
			fmt.Fprintf(e.err, "message %s is perhaps not whole on this computer, so it stays on the server\n", oneLine(uid))
		default:
			list = append(list, mailbox.Choice{Account: a.ID, UID: uid, Wish: account.Wish{Kind: account.WishRemoveOn, On: day}})
		}
	}
	if len(list) < len(uids) {
		return errSaid // all or nothing
	}
	before, err := app.store.Choose(ctx, list)
	if err != nil {
		return err
	}
	waits := make(map[string]bool, len(before))
	for _, c := range before {
		waits[c.UID] = true
		o := known[c.UID]
		o.Goes = account.Goes{At: day, Chosen: true}
		if f.json {
			err = e.json(newServerRow(&o))
		} else {
			_, err = fmt.Fprintf(e.out, "message %s will be removed from the server on %s: %s\n", oneLine(c.UID), f.on, oneLine(o.Subject))
		}
		if err != nil {
			return err
		}
		if c.Late {
			fmt.Fprintf(e.err, "message %s: it may be too late, the server has already been asked to remove it\n", oneLine(c.UID))
		}
	}
	for _, c := range list {
		if !waits[c.UID] {
			fmt.Fprintf(e.err, "message %s is not on the server anymore\n", oneLine(c.UID))
			err = errSaid
		}
	}
	return err
}

// removedLater is whose messages are meant, and which. The server is asked only where flags
// name them.
func (e *env) removedLater(ctx context.Context, f *serverFlags, uids []string) (*app, account.Account, []string, error) {
	if !f.pick.any() {
		app, a, err := e.serverAccount(ctx, f)
		return app, a, uids, err
	}
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return app, account.Account{}, nil, err
	}
	uids, err = e.meant(ctx, app, j, f, nil, removable, notRemovable)
	return app, j.account, uids, err
}
