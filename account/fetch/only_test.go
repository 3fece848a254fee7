package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
)

// wishes makes the store say what the person wants, by unique-id.
func (o *office) wishes(list map[string]account.Wish) {
	o.chosen = func() map[string]account.Kept {
		out := make(map[string]account.Kept)
		for uid, w := range list {
			out[uid] = account.Kept{Wish: w}
		}
		return out
	}
}

func (o *office) left() (uids []string) {
	o.maildrop.mu.Lock()
	defer o.maildrop.mu.Unlock()
	for _, p := range o.maildrop.mail {
		uids = append(uids, p.uid)
	}
	return uids
}

// TestWishes: what the person chose for a message goes before what the settings say.
func TestWishes(t *testing.T) {
	o := newOffice(t, 6, true)
	o.must(t, leaving(sevenDays), 6, 6, 0, 0)
	o.wishes(map[string]account.Wish{
		"u1": {Kind: account.WishKeep}, "u2": {Kind: account.WishRemove},
		"u3": {Kind: account.WishRemoveOn, On: o.clock.Add(24 * time.Hour)}, "u4": {Kind: account.WishRemoveOn, On: o.clock.Add(9 * 24 * time.Hour)},
	})
	for _, c := range []struct {
		after   time.Duration
		removed []string
	}{{0, []string{"u2"}}, {24 * time.Hour, []string{"u3"}}, {6 * 24 * time.Hour, []string{"u6", "u5"}}, {2 * 24 * time.Hour, []string{"u4"}}, {90 * 24 * time.Hour, nil}} {
		o.clock = o.clock.Add(c.after)
		rep, err := o.run(t.Context(), leaving(sevenDays))
		if err != nil || !slices.Equal(rep.Gone, c.removed) || rep.Removed != len(c.removed) {
			t.Errorf("after %v: removed %v, %v, want %v", c.after, rep.Gone, err, c.removed)
		}
	}
	if left := o.left(); !slices.Equal(left, []string{"u1"}) {
		t.Errorf("left: %v", left)
	}
	o.mustHold(t, o.mail...)
}

// TestDeletedHere: what was deleted here goes when the person said so.
func TestDeletedHere(t *testing.T) {
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	days := account.Retention{Mode: account.LeaveDays, Days: 3}
	trash, gone := account.Kept{Deleted: at}, account.Kept{Deleted: at, Purged: true}
	for _, c := range []struct {
		name        string
		leave, want account.Retention
		kept        account.Kept
		days        int
		goes        bool
	}{
		{"off", account.Retention{}, account.Retention{}, gone, 400, false},
		{"when Trash is emptied, and it is not", account.Retention{}, deleteAll, trash, 400, false},
		{"when Trash is emptied", account.Retention{}, deleteAll, gone, 0, true},
		{"after days, too soon", account.Retention{}, days, gone, 2, false},
		{"after days, from Trash", account.Retention{}, days, trash, 3, true},
		{"the sooner", sevenDays, days, trash, 3, true},
		{"the sooner of both", sevenDays, account.Retention{Mode: account.LeaveDays, Days: 30}, trash, 7, true},
		{"kept by the person", deleteAll, deleteAll, account.Kept{Deleted: at, Purged: true, Wish: account.Wish{Kind: account.WishKeep}}, 400, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 2, false)
			o.clock = at
			o.must(t, leaving(account.Retention{}), 2, 2, 0, 0)
			o.chosen = func() map[string]account.Kept { return map[string]account.Kept{"u2": c.kept} }
			o.clock = at.Add(time.Duration(c.days) * 24 * time.Hour)
			a := leaving(c.leave)
			a.LeaveDeleted = c.want
			rep, err := o.run(t.Context(), a)
			if err != nil || slices.Contains(rep.Gone, "u2") != c.goes {
				t.Errorf("%v %v", rep.Gone, err)
			}
		})
	}
}

// TestTakenBack: the person takes back what was marked already; RSET comes before QUIT. Where
// DELE and QUIT go out in one write, nothing is marked before the last look.
func TestTakenBack(t *testing.T) {
	for _, refused := range []bool{false, true} {
		for _, capa := range [][]string{nil, {"PIPELINING"}} {
			o := newOffice(t, 5, true)
			o.capa = capa
			o.uid = func(_ int, p *post) (string, bool) {
				if p.serial == 2 {
					return "other", true // these are no places
				}
				return p.uid, true
			}
			o.must(t, leaving(account.Retention{}), 5, 5, 0, 0)
			o.commands()
			looks, noted := 0, ""
			o.chosen = func() map[string]account.Kept {
				if looks++; looks <= 2 { // what is due, and once more after DELE
					if looks == 2 {
						text, _ := o.Notes(t.Context(), 0)
						noted = fmt.Sprintf("%s", AskedOf(text))
						return map[string]account.Kept{"u1": {Wish: account.Wish{Kind: account.WishRemove}}, "u4": {Wish: account.Wish{Kind: account.WishKeep}}}
					}
					return map[string]account.Kept{"u1": {Wish: account.Wish{Kind: account.WishRemove}}, "u4": {Wish: account.Wish{Kind: account.WishRemove}}}
				}
				return map[string]account.Kept{"u1": {Wish: account.Wish{Kind: account.WishRemove}}}
			}
			if refused {
				o.answer = func(_ int, command string) string {
					if command == "RSET" {
						return "-ERR no"
					}
					return ""
				}
			}
			rep, err := o.run(t.Context(), leaving(account.Retention{}))
			n := o.commands()
			// Who takes it back after the last look is told that it may be too late.
			if noted != "[u4 u1]" {
				t.Errorf("%v: at the last look %s was noted", capa, noted)
			}
			if capa != nil {
				if err != nil || !slices.Equal(rep.Gone, []string{"u1"}) || n["RSET"] != 0 || n["DELE"] != 1 || !slices.Equal(o.left(), []string{"u2", "u3", "u4", "u5"}) || len(notesOf(t, o).Asked) > 0 {
					t.Errorf("in one write: %v %v %v, left %v", rep.Gone, err, n, o.left())
				}
				continue
			}
			if refused {
				if err == nil || n["QUIT"] != 0 || len(o.left()) != 5 || len(rep.Gone) != 0 {
					t.Errorf("without RSET: %v %v %v", err, n, o.left())
				}
				continue
			}
			if err != nil || !slices.Equal(rep.Gone, []string{"u1"}) || n["RSET"] != 1 || n["DELE"] != 3 || !slices.Equal(o.left(), []string{"u2", "u3", "u4", "u5"}) || len(notesOf(t, o).Asked) > 0 {
				t.Errorf("%v %v %v, left %v", rep.Gone, err, n, o.left())
			}
		}
	}
}

// TestAway: what a server no longer lists is known as such, and known again when it is back.
func TestAway(t *testing.T) {
	o := newOffice(t, 4, true)
	o.must(t, leaving(account.Retention{}), 4, 4, 0, 0)
	mail := o.maildrop.mail
	for _, there := range [][]int{{0, 2}, {0, 2}, {0, 1, 2, 3}, {}} {
		o.maildrop.mail = nil
		want := map[string]bool{"u1": true, "u2": true, "u3": true, "u4": true}
		for _, i := range there {
			o.maildrop.mail = append(o.maildrop.mail, mail[i])
			want[mail[i].uid] = false
		}
		o.must(t, leaving(account.Retention{}), len(there), 0, len(there), 0)
		for uid, away := range want {
			if o.known[uid].Away != away {
				t.Errorf("%v listed: %s is away: %v", there, uid, !away)
			}
		}
	}
}

// TestList: a look at the mailbox changes nothing, asks for headers of what is not here
// alone, and knows the rest by the store.
func TestList(t *testing.T) {
	for _, c := range []struct {
		name string
		capa []string
		top  bool
	}{{"plain", nil, true}, {"pipelining", []string{"PIPELINING", "TOP", "UIDL"}, true}, {"no TOP", nil, false}} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 3, true)
			o.capa, o.noTOP, o.statOctets = c.capa, !c.top, true
			o.must(t, leaving(deleteAll), 3, 3, 0, 3) // and these are gone
			for i := range 3 {
				o.post(fmt.Sprint("v", i), letter(10+i, true, "one"))
			}
			o.must(t, leaving(account.Retention{}), 3, 3, 0, 0)
			o.post("new", letter(20, true, "not here"))
			o.commands()
			o.only = &Only{List: true, Heads: []string{"v1"}}
			rep, err := o.run(t.Context(), leaving(deleteAll))
			if err != nil || len(rep.Rows) != 4 || rep.Octets == 0 {
				t.Fatalf("%+v %v", rep, err)
			}
			for i, r := range rep.Rows {
				here, head := i < 3, (i == 3 || i == 1) && c.top
				if r.Here != here || (r.Head != nil) != head || r.UID != o.left()[i] || r.Size != int64(len(o.maildrop.mail[i].raw)) || r.Odd || r.Part {
					t.Errorf("%+v", r)
				}
				if head && !strings.Contains(string(r.Head), "Subject: hello") {
					t.Errorf("%s", r.Head)
				}
			}
			if n := o.commands(); n["DELE"]+n["RETR"] != 0 || n["TOP"] > 2 || len(o.left()) != 4 {
				t.Errorf("%v, left %v", n, o.left())
			}
			o.only = nil
			o.must(t, leaving(account.Retention{}), 4, 1, 3, 0)
		})
	}
}

// TestListTells: what is known is told before the headers have come, and while they come.
func TestListTells(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING", "TOP", "UIDL"}} {
		o := newOffice(t, 120, true)
		o.capa = capa
		var told []string
		o.only = &Only{List: true, Tell: func(rows []Row, octets int64) {
			heads := 0
			for _, r := range rows {
				if r.Head != nil {
					heads++
				}
			}
			newest := heads == 0 || rows[len(rows)-1].Head != nil && rows[len(rows)-heads].Head != nil
			told = append(told, fmt.Sprint(len(rows), heads, newest, octets > 0))
		}}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		want := "[120 0 true false 120 25 true false 120 100 true false]"
		if capa != nil {
			want = "[120 0 true false 120 25 true false 120 120 true false]" // they are asked for together
		}
		if err != nil || len(rep.Rows) != 120 || fmt.Sprint(told) != want {
			t.Errorf("%v: told %v, want %s; %v", capa, told, want, err)
		}
		for _, r := range rep.Rows {
			if r.Head == nil {
				t.Fatalf("%v: no header of %s", capa, r.UID)
			}
		}
	}
}

// TestListHangsUpAtTOP: the look goes on without the headers.
func TestListHangsUpAtTOP(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING"}} {
		o := newOffice(t, 2, true)
		o.capa = capa
		o.answer = func(_ int, command string) string {
			if strings.HasPrefix(command, "TOP") {
				return "cut"
			}
			return ""
		}
		o.only = &Only{List: true}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err != nil || len(rep.Rows) != 2 || rep.Rows[0].Head != nil {
			t.Errorf("%v: %+v %v", capa, rep, err)
		}
	}
}

// TestListCut: a line that is lost while headers come costs none of those that have come, in
// the same look and when no other line can be had; where they were asked for together, none but
// those that were asked for with the one at which it was lost. Only that message is left.
func TestListCut(t *testing.T) {
	ahead := []string{"PIPELINING", "TOP", "UIDL"}
	for _, c := range []struct {
		name       string
		capa       []string
		how        string // what the server does when it is asked for the header of message 60
		all, lines int    // messages; lines that there are, 0: as many as wanted
		heads      int    // that are known in the end
		anew       bool   // those asked for with it are asked for once more, as it is not sure which was answered
	}{
		{name: "one by one", how: "cut", all: 150, heads: 149},
		{name: "one by one, dead", how: "dead", all: 150, heads: 149},
		{name: "ahead", capa: ahead, how: "cut", all: 150, heads: 149, anew: true},
		{name: "ahead, left out", capa: ahead, how: "silence", all: 150, heads: 149, anew: true},
		{name: "ahead, dead", capa: ahead, how: "dead", all: 900, heads: 899, anew: true},
		{name: "no other line", how: "cut", all: 150, lines: 1, heads: 90},
		{name: "no other line, ahead", capa: ahead, how: "cut", all: 150, lines: 1, heads: 75},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, 0, true)
				o.capa = c.capa
				for i := range c.all {
					o.post(fmt.Sprintf("%x-u", 7919*(i+1)), letter(i+1, true, "x"))
				}
				lines := 0
				o.wrap = func(line net.Conn) net.Conn {
					if lines++; c.lines > 0 && lines > c.lines {
						_ = line.Close()
					}
					return line
				}
				asked, dead := map[string]int{}, map[int]bool{}
				o.answer = func(session int, command string) string {
					if strings.HasPrefix(command, "TOP ") {
						asked[command]++
					}
					switch {
					case dead[session]:
						return "silence"
					case command != "TOP 60 0":
					case c.how == "dead":
						dead[session] = true
						return "silence"
					default:
						return c.how
					}
					return ""
				}
				o.only = &Only{List: true}
				rep, err := o.run(t.Context(), leaving(account.Retention{}))
				if (err != nil) != (c.lines > 0) || len(rep.Rows) != c.all {
					t.Fatalf("%d rows, %v", len(rep.Rows), err)
				}
				heads := 0
				for i, r := range rep.Rows {
					if r.Head != nil {
						heads++
					}
					if r.Head != nil && (i == 59 || !r.Asked || !strings.Contains(string(r.Head), fmt.Sprintf("<%d@", i+1))) {
						t.Errorf("message %d, asked for: %v, has the header %.60q", i+1, r.Asked, r.Head)
					}
				}
				if heads != c.heads || c.lines > 0 && rep.Untold != c.all-heads-1 {
					t.Errorf("%d headers, want %d; %d untold", heads, c.heads, rep.Untold)
				}
				for command, n := range asked {
					var number int
					_, _ = fmt.Sscanf(command, "TOP %d", &number)
					if with := c.anew && number <= 60+2*sightAhead; n > 1 && number != 60 && !with || n > 3 {
						t.Errorf("%s was asked for %d times", command, n)
					}
				}
				if n := asked[fmt.Sprintf("TOP %d 0", c.all)]; n != 1 {
					t.Errorf("the header that has come first was asked for %d times", n)
				}
			})
		})
	}
}

// TestListNeverUnderOthers: of a server that loses a command which was sent ahead no header is kept that may
// be another message's, whoever stops the look, or the program, in the silence behind it.
func TestListNeverUnderOthers(t *testing.T) {
	for _, lost := range []int{150, 120, 60, 1} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, 0, true)
			o.capa = []string{"PIPELINING", "TOP", "UIDL"}
			for i := range 150 {
				o.post(fmt.Sprintf("%x-u", 7919*(i+1)), letter(i+1, true, "x"))
			}
			o.answer = func(_ int, command string) string {
				if command == fmt.Sprintf("TOP %d 0", lost) {
					return "silence"
				}
				return ""
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Second) // the server is silent
			defer stop()
			check := func(rows []Row) (sure int) {
				for i, r := range rows {
					if r.Head == nil || r.Unsure {
						continue
					}
					if sure++; !strings.Contains(string(r.Head), fmt.Sprintf("<%d@", i+1)) {
						t.Errorf("%d is lost: message %d has the header %.60q", lost, i+1, r.Head)
					}
				}
				return sure
			}
			sight, told := o.left()[99:101], 0
			o.only = &Only{List: true, Sight: func() []string { return sight }, Tell: func(rows []Row, _ int64) {
				for _, r := range rows {
					if r.Head != nil {
						told++
					}
				}
				check(rows)
			}}
			rep, err := o.run(ctx, leaving(account.Retention{}))
			sure := check(rep.Rows)
			if told == 0 && lost < 100 {
				t.Errorf("%d is lost: nobody was told of what is in sight", lost)
			}
			if want := map[int]int{150: 0, 120: 25, 60: 75, 1: 75}[lost]; err == nil || sure != want || rep.Untold != 150-want {
				t.Errorf("%d is lost: %d headers are kept, want %d; %d untold, %v", lost, sure, want, rep.Untold, err)
			}
		})
	}
}

// TestGet: only what is named comes, also what was left as too large.
func TestGet(t *testing.T) {
	o := newOffice(t, 5, true)
	o.only = &Only{Get: []string{"u2", "u4", "not there", ""}}
	rep, err := o.run(t.Context(), leaving(account.Retention{}))
	if err != nil || rep.Received != 2 || !rep.came["u2"] || !rep.came["u4"] || len(rep.Rows) != 5 {
		t.Fatalf("%+v %v", rep, err)
	}
	o.only = nil
	o.must(t, leaving(account.Retention{}), 5, 3, 2, 0)
	o.mustHold(t, o.mail...)
}

// TestGetTheRest: a message of which only a part is here is never removed, and replaced by
// all of it when it is asked for.
func TestGetTheRest(t *testing.T) {
	o := newOffice(t, 3, true)
	o.must(t, leaving(account.Retention{}), 3, 3, 0, 0)
	k := o.known["u2"]
	k.Short = true
	o.known["u2"] = k
	o.mails[1].raw = "the beginning of it"
	o.wishes(map[string]account.Wish{"u2": {Kind: account.WishRemove}})
	o.only = &Only{Drop: seen("u2")}
	if rep, err := o.run(t.Context(), leaving(account.Retention{})); err != nil || len(rep.Gone) != 0 || !rep.Rows[1].Part {
		t.Errorf("%+v %v", rep, err)
	}
	o.only = &Only{Get: []string{"u2"}}
	if rep, err := o.run(t.Context(), leaving(account.Retention{})); err != nil || o.known["u2"].Short || rep.Rows[1].Part {
		t.Errorf("%+v %v %+v", rep, err, o.known["u2"])
	}
	o.mustHold(t, o.mail...)
}

// seen is what a list of unique-ids tells of messages.
func seen(uids ...string) (out []account.Seen) {
	for _, uid := range uids {
		out = append(out, account.Seen{UID: uid})
	}
	return out
}

// look is what the page of the server shows of a message.
func look(t *testing.T, o *office, uid string) account.Seen {
	t.Helper()
	o.only = &Only{List: true}
	rep, err := o.run(t.Context(), leaving(account.Retention{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rep.Rows {
		if r.UID == uid {
			return account.Seen{UID: r.UID, Size: r.Size, Mark: r.Mark}
		}
	}
	t.Fatalf("%s is not there: %+v", uid, rep.Rows)
	return account.Seen{}
}

// TestDropWhatWasSeen: a message is removed for ever only while it is the one that the person
// has seen, whatever its unique-id stands for.
func TestDropWhatWasSeen(t *testing.T) {
	names := map[string]func(place int, p *post) (string, bool){
		"true":          func(_ int, p *post) (string, bool) { return fmt.Sprintf("true-%d-%c", p.serial*7, 'a'+p.serial), true },
		"places":        func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true },
		"msg-":          func(place int, _ *post) (string, bool) { return fmt.Sprint("msg-", place), true },
		"with zeros":    func(place int, _ *post) (string, bool) { return fmt.Sprintf("1:%04d.eml", place), true },
		"between dates": func(place int, _ *post) (string, bool) { return fmt.Sprintf("1/1/%d/2026", place), true },
	}
	for name, uid := range names {
		for _, noTOP := range []bool{false, true} {
			for _, moves := range []string{"no", "alike", "other size"} {
				t.Run(fmt.Sprint(name, ", noTOP ", noTOP, ", moved ", moves), func(t *testing.T) {
					o := newOffice(t, 0, true)
					o.uid, o.noTOP = uid, noTOP
					for i := range 4 {
						extra := 0
						if moves == "other size" {
							extra = i * 40
						}
						o.post(fmt.Sprint("u", i+1), letter(i+1, true, strings.Repeat("x", 100+extra)))
					}
					place, _ := uid(2, o.maildrop.mail[1])
					saw := look(t, o, place)
					want := o.maildrop.mail[1]
					if moves != "no" { // somebody else has removed the first one
						o.maildrop.mail = o.maildrop.mail[1:]
					}
					before := o.count()
					o.only, o.memStore.dropping = &Only{Drop: []account.Seen{saw}}, true
					rep, err := o.run(t.Context(), leaving(account.Retention{}))
					if err != nil {
						t.Fatal(err)
					}
					there := slices.Contains(o.maildrop.mail, want)
					switch removed := before - o.count(); {
					case moves != "no" && name != "true" && removed > 0, removed > 0 && there:
						t.Errorf("it removed another message: %v", o.left())
					case moves != "no" && name != "true":
						if len(rep.Failed) != 1 || rep.Failed[0].Err == nil || !noTOP && !errors.Is(rep.Failed[0].Err, account.ErrOther) {
							t.Errorf("%+v", rep.Failed)
						}
					case (name == "true" || !noTOP) && (removed != 1 || len(rep.Failed) > 0):
						t.Errorf("it is not removed: %+v", rep.Failed)
					case name != "true" && noTOP && (removed > 0 || len(rep.Failed) != 1):
						t.Errorf("nothing tells whether it is the one: %+v", rep)
					}
				})
			}
		}
	}
}

// TestPlacesInDisguise: where unique-ids are places in a disguise, a message of the size of
// the one that stood there is received, and what is not here is not removed.
func TestPlacesInDisguise(t *testing.T) {
	for _, form := range []string{"msg-%d", "%04d@box", "7-%d-7"} {
		t.Run(form+" without TOP", func(t *testing.T) {
			o := newOffice(t, 0, true)
			o.noTOP = true
			o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprintf(form, place), true }
			for i := range 5 {
				o.post("", letter(i+1, true, "x"))
			}
			o.must(t, leaving(sevenDays), 5, 5, 0, 0)
			o.must(t, leaving(sevenDays), 5, 0, 5, 0)
			if n := o.commands()["RETR"]; n != 5 {
				t.Errorf("%d RETR for 5 messages that stay", n)
			}
			o.maildrop.mail = slices.Delete(o.maildrop.mail, 3, 5) // by another program
			o.post("", letter(6, true, "x"))
			o.clock = o.clock.Add(8 * 24 * time.Hour)
			for range 4 {
				_, _ = o.run(t.Context(), leaving(sevenDays))
			}
			o.mustHaveRemoved(t)
			o.mustHold(t, o.mail...)
			o.clock = o.clock.Add(8 * 24 * time.Hour)
			for range 4 {
				_, _ = o.run(t.Context(), leaving(sevenDays))
			}
			o.mustHaveRemoved(t)
			if o.count() > 0 {
				t.Errorf("%d are left", o.count())
			}
		})
		t.Run(form, func(t *testing.T) {
			o := newOffice(t, 0, true)
			o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprintf(form, place), true }
			for i := range 5 {
				o.post("", letter(i+1, true, "x"))
			}
			o.must(t, leaving(account.Retention{}), 5, 5, 0, 0)
			o.maildrop.mail = slices.Delete(o.maildrop.mail, 3, 5) // by another program
			o.post("", letter(6, true, "x"))
			o.post("", letter(7, true, "x"))
			all := slices.Clone(o.mail)
			o.runs(t, 3) // which removes them, and what it removes is here
			o.mustHold(t, all...)
			if o.count() > 0 {
				t.Errorf("%d are left", o.count())
			}
		})
	}
}

// TestDrop: what is not here is removed only where its unique-id tells which message it is.
func TestDrop(t *testing.T) {
	t.Run("named", func(t *testing.T) {
		o := newOffice(t, 4, true)
		o.only = &Only{Get: []string{"u1"}}
		if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
			t.Fatal(err)
		}
		o.only = &Only{Drop: seen("u1", "u3", "")}
		o.memStore.dropping = true
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err != nil || !slices.Equal(rep.Gone, []string{"u3"}) || !slices.Equal(o.left(), []string{"u1", "u2", "u4"}) {
			t.Errorf("%v %v, left %v", rep.Gone, err, o.left())
		}
	})
	t.Run("unique-ids that are places", func(t *testing.T) {
		o := newOffice(t, 3, true)
		o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }
		o.only = &Only{Drop: seen("2")}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err != nil || len(rep.Gone) != 0 || len(o.left()) != 3 || len(rep.Failed) != 1 || rep.Failed[0].UID != "2" {
			t.Errorf("%+v %v, left %v", rep, err, o.left())
		}
	})
	t.Run("unique-ids that several have", func(t *testing.T) {
		o := newOffice(t, 3, true)
		o.uid = func(place int, p *post) (string, bool) { return fmt.Sprint("x", min(place, 2)), true }
		o.only = &Only{Drop: seen("x2")}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err != nil || len(rep.Gone) != 0 || len(o.left()) != 3 {
			t.Errorf("%+v %v, left %v", rep, err, o.left())
		}
	})
	t.Run("no answer to QUIT", func(t *testing.T) {
		o := newOffice(t, 3, true)
		o.onQuit = func(int) quitting { return quitForgotten }
		o.only = &Only{Drop: seen("u2")}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err == nil || len(rep.Gone) != 0 || rep.Removed != 0 {
			t.Errorf("%+v %v", rep, err)
		}
	})
}

// TestExpiry: what the server says about removing mail by itself is told, but not what
// Gmail says to everybody.
func TestExpiry(t *testing.T) {
	for capa, want := range map[string]account.Expiry{
		"EXPIRE 7": {Said: true, Days: 7}, "EXPIRE 30 USER": {Said: true, Days: 30}, "EXPIRE NEVER": {}, "EXPIRE 0": {Said: true}, "EXPIRE": {}, "EXPIRE -3": {}, "TOP": {},
		"EXPIRE 0\r\nX-GOOGLE-RICO": {},
	} {
		o := newOffice(t, 1, true)
		o.capa = []string{capa, "UIDL"}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if got := rep.Held(o.clock).Expires; err != nil || got != want {
			t.Errorf("%s: %+v %v", capa, got, err)
		}
	}
	if !(account.Expiry{Said: true, Days: 7}).Sooner(account.Retention{}) || (account.Expiry{Said: true, Days: 7}).Sooner(sevenDays) || (account.Expiry{}).Sooner(account.Retention{}) {
		t.Error("sooner")
	}
}

// TestListGoesOn: who wrote what is told in one look after the other, what is in sight first,
// and what was told once is not asked for again. A message that has changed its size is.
func TestListGoesOn(t *testing.T) {
	for _, c := range []struct {
		name  string
		capa  []string
		looks []int // headers that each brings
	}{{"one by one", nil, []int{500, 500, 200, 0}}, {"ahead", []string{"PIPELINING", "TOP", "UIDL"}, []int{1200, 0}}} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 0, true)
			o.capa = c.capa
			for i := range 1200 {
				o.post(fmt.Sprintf("%x-u", 7919*(i+1)), letter(i+1, true, "x"))
			}
			told := map[string]int64{}
			sight := o.left()[40]
			left := 1200
			for at, want := range c.looks {
				o.commands()
				first := ""
				o.only = &Only{List: true, Told: told, Sight: func() []string { return []string{sight} }, Tell: func(rows []Row, _ int64) {
					for _, r := range rows {
						if first == "" && r.UID == sight && r.Head != nil {
							first = r.UID
						}
					}
				}}
				rep, err := o.run(t.Context(), leaving(account.Retention{}))
				if err != nil {
					t.Fatal(err)
				}
				if n := o.commands()["TOP"]; n != want {
					t.Fatalf("look %d asks for %d headers, want %d", at, n, want)
				}
				for _, r := range rep.Rows {
					if r.Told != (told[r.UID] != 0) || r.Told && r.Head != nil || r.Asked != (r.Head != nil) {
						t.Fatalf("look %d: %+v", at, r)
					}
				}
				for _, r := range rep.Rows {
					if r.Head != nil {
						told[r.Key] = r.Size
					}
				}
				if left -= want; rep.Untold != left || len(rep.Rows) != 1200 || at == 0 && first != sight {
					t.Fatalf("look %d: %d untold, want %d; %q first", at, rep.Untold, left, first)
				}
			}
			told[sight]++
			o.only = &Only{List: true, Told: told}
			if rep, err := o.run(t.Context(), leaving(account.Retention{})); err != nil || rep.Rows[40].Head == nil || o.commands()["TOP"] != 1 {
				t.Errorf("one with another size is not asked for: %v", err)
			}
			delete(told, o.left()[3])
			delete(told, sight)
			o.only = &Only{List: true, Told: told, SightOnly: true, Sight: func() []string { return []string{sight} }}
			if rep, err := o.run(t.Context(), leaving(account.Retention{})); err != nil || rep.Rows[40].Head == nil || rep.Rows[3].Head != nil || rep.Untold != 1 {
				t.Errorf("of what is in sight alone: %v", err)
			}
		})
	}
}

// TestListTellsSight: what the person has turned to is told as soon as it has come, not when so
// many others have.
func TestListTellsSight(t *testing.T) {
	for _, capa := range [][]string{nil, {"PIPELINING", "TOP", "UIDL"}} {
		o := newOffice(t, 0, true)
		o.capa = capa
		for i := range 480 {
			o.post(fmt.Sprintf("%x-u", 7919*(i+1)), letter(i+1, true, "x"))
		}
		var told []int // headers that were there when it was told
		sight, turned := o.left()[479:], o.left()[5:9]
		o.only = &Only{List: true, Sight: func() []string { return sight }, Tell: func(rows []Row, _ int64) {
			heads, seen := 0, 0
			for i, r := range rows {
				if r.Head != nil {
					heads++
					if i >= 5 && i < 9 {
						seen++
					}
				}
			}
			if told = append(told, heads); heads >= 100 && heads < 200 {
				sight = turned
			}
			if heads > 200 && heads < 400 && seen != 4 {
				t.Errorf("%v: told of %d, of %d in sight", capa, heads, seen)
			}
		}}
		if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
			t.Error(err)
		}
		want := "[0 1 25 100 104 400]"
		if capa != nil {
			want = "[0 1 25 175 179 480]" // they are asked for together, more each time
		}
		if fmt.Sprint(told) != want {
			t.Errorf("%v: told at %v, want %s", capa, told, want)
		}
	}
}

// TestListOfPlaces: where unique-ids are places, or look like that, what an earlier look has
// told may be of another message.
func TestListOfPlaces(t *testing.T) {
	for _, form := range []string{"%d", "msg-%d"} {
		o := newOffice(t, 0, true)
		o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprintf(form, place), true }
		told := map[string]int64{}
		for i := range 600 {
			o.post("", letter(i+1, true, "x"))
			told[fmt.Sprintf(form, i+1)] = int64(len(o.maildrop.mail[i].raw))
		}
		o.only = &Only{List: true, Told: told}
		rep, err := o.run(t.Context(), leaving(account.Retention{}))
		if err != nil || rep.Untold != 0 || o.commands()["TOP"] != 500 {
			t.Errorf("%s: %d untold, %v", form, rep.Untold, err)
		}
	}
}
