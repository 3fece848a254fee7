package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/pop3/pop3test"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// watched counts how often a session reads what is known. A blind one never tells it what the
// last session has seen.
type watched struct {
	*storage.Store
	blind bool
	looks int
	grown int // how often what is new was all that was looked at
}

func (w *watched) Seen(ctx context.Context, id account.ID) ([]byte, int64, error) {
	seen, changes, err := w.Store.Seen(ctx, id)
	if w.blind {
		seen = nil
	}
	return seen, changes, err
}

func (w *watched) Known(ctx context.Context, id account.ID) (map[string]fetch.Known, error) {
	w.looks++
	return w.Store.Known(ctx, id)
}

func (w *watched) AnyKnown(ctx context.Context, id account.ID, uids []string) (bool, error) {
	known, err := w.Store.AnyKnown(ctx, id, uids)
	if !known {
		w.grown++
	}
	return known, err
}

// household is a server and the two who ask it, as a person with one account would.
type household struct {
	t       *testing.T
	server  *pop3test.Server
	store   *watched
	second  *storage.Store // as another process has it
	id      account.ID
	now     *time.Time
	whole   int64
	uids    []string // ever used
	letters int      // made so far
}

func newHousehold(t *testing.T, now *time.Time, blind bool) *household {
	server := pop3test.New(pop3test.Options{Users: map[string]string{"anna": "secret"}})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	dir := t.TempDir()
	o := &storage.Options{Now: func() time.Time { return *now }}
	h := &household{t: t, server: server, store: &watched{Store: storagetest.OpenIn(t, dir, o), blind: blind}, second: storagetest.OpenIn(t, dir, o), now: now, whole: 3000}
	a := storagetest.Account("anna@example.org")
	a.User, a.Incoming = "anna", account.Server{Host: "127.0.0.1", Port: server.Port(), Security: account.None}
	id, err := h.store.AddAccount(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.id = id
	return h
}

func (h *household) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// check is one check; only is nil or narrows it down.
func (h *household) check(only *fetch.Only) string {
	a := accountOf(h.t, h.store.Store, h.id)
	s := &fetch.Session{Store: h.store, Now: func() time.Time { return *h.now }, WholeUpTo: h.whole, Timeout: 10 * time.Second, Only: only}
	rep, err := s.Run(ctx, a, account.Password("secret"))
	rep.Took = 0
	var failed []string
	for _, f := range rep.Failed {
		failed = append(failed, fmt.Sprint(f.UID, f.Err))
	}
	rep.Failed = nil
	slices.Sort(rep.Gone)
	return fmt.Sprintf("%+v %+v %q %v", rep, rep.Held(*h.now), failed, err)
}

// state is all that can be told from outside after a check.
func (h *household) state() (out []string) {
	for _, m := range h.server.Messages("anna") {
		out = append(out, "server "+m.UID)
	}
	known, err := h.store.Store.Known(ctx, h.id)
	h.must(err)
	for uid, k := range known {
		out = append(out, fmt.Sprintf("known %q %+v", uid, k))
	}
	chosen, err := h.store.Chosen(ctx, h.id)
	h.must(err)
	for uid, k := range chosen {
		out = append(out, fmt.Sprintf("chosen %q %+v", uid, k))
	}
	for _, r := range h.rows() {
		out = append(out, fmt.Sprintf("message %+v", r))
	}
	slices.Sort(out)
	return out
}

func (h *household) rows() []mailbox.Summary {
	ids := find(h.t, h.store.Store, "in:anywhere")
	out := make([]mailbox.Summary, 0, len(ids))
	slices.Sort(ids)
	for _, id := range ids {
		m, err := h.store.Summaries(ctx, []mailbox.ID{id})
		h.must(err)
		out = append(out, m...)
	}
	return out
}

// happen does one of the things that may happen between two checks.
func (h *household) happen(r *rand.Rand) string {
	all := h.server.Messages("anna")
	mine := find(h.t, h.store.Store, "in:anywhere")
	slices.Sort(mine)
	store := h.store.Store
	if r.IntN(3) == 0 {
		store = h.second
	}
	one := func() []mailbox.ID {
		if len(mine) == 0 {
			return nil
		}
		return []mailbox.ID{mine[r.IntN(len(mine))]}
	}
	letter := func() []byte {
		// No two are alike: which of several copies is taken for which is left to chance.
		h.letters++
		subject, text := fmt.Sprint("number ", 1000+h.letters), "text"
		if r.IntN(9) == 0 {
			text = strings.Repeat("a large one\r\n", 400+r.IntN(2)*100)
		}
		return storagetest.Mail{Subject: subject, Text: text}.Raw()
	}
	name := func() string {
		if len(h.uids) > 0 && r.IntN(12) == 0 {
			return h.uids[r.IntN(len(h.uids))] // used before, or by another one now
		}
		h.uids = append(h.uids, fmt.Sprintf("u%d", len(h.uids)+100))
		return h.uids[len(h.uids)-1]
	}
	i, j := 0, 0
	if len(all) > 0 {
		i, j = r.IntN(len(all)), r.IntN(len(all))
	}
	a := accountOf(h.t, store, h.id)
	what := r.IntN(36)
	if what >= 24 {
		what = 0 // mostly new mail comes
	}
	if len(all) == 0 && what >= 3 && what < 10 {
		what = 0
	}
	switch what {
	case 0, 1, 2:
		for range 1 + r.IntN(3) {
			all = append(all, pop3test.Message{UID: name(), Raw: letter()})
		}
	case 3:
		all = slices.Delete(all, i, i+1)
	case 4:
		all[i], all[j] = all[j], all[i]
	case 5:
		all[i].UID, all[j].UID = all[j].UID, all[i].UID
	case 6:
		all[i].UID = name()
	case 7:
		all[i].Raw = letter()
	case 8:
		all = slices.Insert(all, i, pop3test.Message{UID: name(), Raw: letter()})
	case 9: // one goes and another comes: there are as many as before
		all = append(slices.Delete(all, i, i+1), pop3test.Message{UID: name(), Raw: letter()})
	case 10:
		*h.now = h.now.Add(time.Duration(r.IntN(60)) * time.Hour)
	case 11:
		*h.now = h.now.Add(-time.Duration(r.IntN(60)) * time.Hour)
	case 12, 13:
		if ids := one(); ids != nil {
			on, err := store.OnServer(ctx, ids)
			h.must(err)
			for _, o := range on {
				w := account.Wish{Kind: account.WishKind(r.IntN(4))}
				if w.Kind == account.WishRemoveOn {
					w.On = h.now.Add(time.Duration(r.IntN(48)) * time.Hour)
				}
				h.must(must(store.Choose(ctx, []mailbox.Choice{{Account: h.id, UID: o.UID, Wish: w}})))
			}
		}
	case 14, 15:
		h.must(store.Purge(ctx, one()))
	case 16:
		h.must(must(store.MoveTo(ctx, one(), mailbox.Trash)))
	case 17:
		h.must(must(store.PutBack(ctx, one())))
	case 18:
		deleted, err := store.Deleted(ctx, h.id)
		h.must(err)
		slices.Sort(deleted)
		h.must(store.Forget(ctx, h.id, deleted[:min(1, len(deleted))]))
	case 19:
		beginnings, _, err := store.Beginnings(ctx, 1<<40)
		h.must(err)
		h.must(store.WantRest(ctx, beginnings[:min(1, len(beginnings))], r.IntN(3) > 0))
	case 20:
		a.Leave = []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 1}, {Mode: account.LeaveDays, Days: 3}}[r.IntN(4)]
		h.must(store.UpdateAccount(ctx, a, nil))
	case 21:
		a.LeaveDeleted = []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 1}}[r.IntN(3)]
		h.must(store.UpdateAccount(ctx, a, nil))
	case 22:
		h.whole = []int64{3000, 1 << 20}[r.IntN(2)]
	case 23:
		only := &fetch.Only{List: r.IntN(3) == 0}
		if len(all) > 0 && !only.List {
			only.Get, only.Drop = []string{all[i].UID}, []account.Seen{{UID: all[j].UID}}
		}
		h.check(only)
		return "23 only"
	}
	if what < 10 {
		h.server.SetMessages("anna", all)
	}
	return strconv.Itoa(what)
}

// TestSeenIsLikeLooking: whatever happens between checks, one that trusts what the last one has
// seen comes to the same end as one that looks for itself.
func TestSeenIsLikeLooking(t *testing.T) {
	seeds := 12
	if n, err := strconv.Atoi(os.Getenv("POPMAIL_TEST_SEEN")); err == nil {
		seeds = n
	}
	quick, checks, grown := 0, 0, 0
	for seed := range seeds {
		start := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
		now, now2 := start, start
		trusting, looking := newHousehold(t, &now, false), newHousehold(t, &now2, true)
		r, r2 := rand.New(rand.NewPCG(uint64(seed), 1)), rand.New(rand.NewPCG(uint64(seed), 1))
		var log []string
		for range 60 {
			for range r.IntN(3) {
				log = append(log, trusting.happen(r))
			}
			for range r2.IntN(3) {
				looking.happen(r2)
			}
			before, few := trusting.store.looks, trusting.store.grown
			got, want := trusting.check(nil), looking.check(nil)
			checks++
			if trusting.store.looks == before {
				quick++
				if trusting.store.grown > few {
					grown++
				}
				log = append(log, "quick")
			} else {
				log = append(log, "check")
			}
			if d := cmp.Diff(want, got) + cmp.Diff(looking.state(), trusting.state(), cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("seed %d after %s:\n%s", seed, strings.Join(log, ", "), d)
			}
		}
	}
	if t.Logf("%d of %d checks have read nothing of what is known, with something new in %d", quick, checks, grown); quick < checks/20 || grown < checks/100 {
		t.Errorf("only %d of %d checks have read nothing of what is known, with something new in %d", quick, checks, grown)
	}
}
