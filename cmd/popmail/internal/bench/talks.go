package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/account/fetch"
	"popmail/cmd/popmail/internal/prefs"
	"popmail/storage"
	"popmail/storage/mailbox"
)

const (
	talkPage   = 60  // rows that a window asks for at once
	talkScroll = 20  // pages of a way down the list
	talkSteps  = 400 // letters back to which an answer goes at most
)

// A talker makes letters of which many answer others: of ten, four begin a conversation and six
// answer a letter of the last 400; each hundredth goes to one list that never ends.
type talker struct {
	*drop
	ids [][]string // what each letter is called, and what it refers to
}

// message is the i-th letter; they are made in order.
func (t *talker) message(i int) []byte {
	r := rand.New(rand.NewPCG(20261129, uint64(i)))
	t.ids = append(t.ids, nil)
	var refs []string
	subject := ascii(t.latin.draw(r)) + " " + ascii(t.latin.draw(r)) + fmt.Sprint(" ", i)
	switch back := 1 + r.IntN(talkSteps); {
	case i%100 == 99 && i > 100:
		refs = []string{"99.talk@example.org"}
	case r.IntN(10) < 6 && back <= i:
		refs, subject = t.ids[i-back], "Re: "+subject
	}
	id := fmt.Sprintf("%d.talk@example.org", i)
	t.ids[i] = append(slices.Clone(refs[max(0, len(refs)-20):]), id)
	if back := i - talkSteps - 1; back >= 0 {
		t.ids[back] = nil
	}
	field := ""
	if len(refs) > 0 {
		field = "References: <" + strings.Join(refs, "> <") + ">\r\nIn-Reply-To: <" + refs[len(refs)-1] + ">\r\n"
	}
	var text strings.Builder
	for k := range 30 {
		text.WriteString(t.latin.draw(r) + []string{" ", "\r\n"}[k%10/9])
	}
	sender := r.IntN(400)
	return fmt.Appendf(nil, "From: %s <%[1]s%d@example%d.org>\r\nTo: Me <me@example.com>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
		ascii(t.latin.words[300+sender%50]), sender, sender%37, subject, time.Unix(1_200_000_000+int64(i)*300, 0).UTC().Format(time.RFC1123Z), id, field, text.String())
}

// talks measures the list of a large folder whose rows are conversations beside that of its
// letters: what the store is asked for, in turn, and the start of the real window.
func talks(ctx context.Context, out io.Writer, o options) error {
	dir := o.keep
	if dir == "" {
		temp, err := os.MkdirTemp("", "popmail-talks-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	dir = filepath.Join(dir, fmt.Sprint("talks-", o.stored))
	t := &talker{drop: newDrop(true)}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		part := dir + ".part" // until all of it is there
		if err := errors.Join(os.RemoveAll(part), os.MkdirAll(part, 0o700)); err != nil {
			return err
		}
		if err := fill(ctx, part, o.stored, t.message); err != nil {
			return err
		}
		s, err := storage.Open(ctx, part, nil)
		if err != nil {
			return err
		}
		if err := errors.Join(s.CatchUpThreads(ctx), s.Close()); err != nil {
			return err
		}
		if err := os.Rename(part, dir); err != nil {
			return err
		}
	}
	g := &talked{steps: map[string]*[2][]time.Duration{}}
	for round := range 4*o.rounds + 1 {
		for i := range 2 {
			together := (i+round)%2 == 1 // each is first as often as the other
			if err := g.measure(ctx, o, dir, together, round); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(out, "## %d letters in conversations\n\nThe list of one folder, once with a row for each letter and once with one for each of its %d conversations, in turn, each time in a store that is opened anew. Processor ms in one process.\n\n| what | letters, ms | conversations, ms | × letters |\n| --- | --- | --- | --- |\n", g.rows[0], g.rows[1])
	for _, name := range g.names {
		took := g.steps[name]
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", name, milliseconds(took[0]), milliseconds(took[1]), spread(ratios(took[1], took[0])))
	}
	fmt.Fprintln(out)
	if err := talksFound(ctx, out, o); err != nil {
		return err
	}
	return talksDrawn(ctx, out, o, dir)
}

// talksFound measures what finding conversations is of what new letters cost altogether.
func talksFound(ctx context.Context, out io.Writer, o options) error {
	names := []string{"stored, with its row", "put in order by rules and the junk filter", "words into the index", "its conversation found"}
	steps := make([][]time.Duration, len(names))
	var shares []float64
	for round := range o.rounds + 1 { // the first one warms up and is not counted
		took, err := talksArrive(ctx, o.messages)
		if err != nil {
			return err
		}
		if round == 0 {
			continue
		}
		var all time.Duration
		for i, d := range took {
			steps[i], all = append(steps[i], d), all+d
		}
		shares = append(shares, 100*took[len(took)-1].Seconds()/all.Seconds())
	}
	fmt.Fprintf(out, "What %d letters that arrive cost, of which six in ten answer another one; processor ms in one process, one step after the other. Finding conversations is %s %% of it.\n\n| step | ms |\n| --- | --- |\n", o.messages, spread(shares))
	for i, name := range names {
		fmt.Fprintf(out, "| %s | %s |\n", name, milliseconds(steps[i]))
	}
	fmt.Fprintln(out)
	return nil
}

// talksArrive brings n letters into a store of their own, step by step.
func talksArrive(ctx context.Context, n int) (took []time.Duration, err error) {
	dir, err := os.MkdirTemp("", "popmail-talks-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := fill(ctx, dir, 0, nil); err != nil {
		return nil, err
	}
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	t := &talker{drop: newDrop(true)}
	for _, do := range []func() error{
		func() error { return bringLetters(ctx, s, accounts[0].ID, 0, n, t.message) },
		func() error { return s.Settle(ctx) },
		func() error { return s.CatchUp(ctx) },
		func() error { return s.CatchUpThreads(ctx) },
	} {
		begin := worked()
		if err := do(); err != nil {
			return nil, err
		}
		took = append(took, worked()-begin)
	}
	return took, nil
}

// talked is what was measured: by step, without conversations and with them.
type talked struct {
	names []string
	steps map[string]*[2][]time.Duration
	rows  [2]int
}

// measure opens the store and does what a window does with its list. The first round is not counted.
func (g *talked) measure(ctx context.Context, o options, dir string, together bool, round int) error {
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	kind, rows := 0, s.Summaries
	if together {
		kind, rows = 1, s.Conversations
	}
	step := func(name string, fn func() error) error {
		begin := worked()
		err := fn()
		took := worked() - begin
		if round > 0 {
			if g.steps[name] == nil {
				g.names, g.steps[name] = append(g.names, name), &[2][]time.Duration{}
			}
			g.steps[name][kind] = append(g.steps[name][kind], took)
		}
		return err
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		return err
	}
	v := mailbox.View{Folder: folders[0].ID, Conversations: together}
	var entries []mailbox.Entry
	list := func(limit int) func() error {
		return func() (err error) {
			entries, err = s.Index(ctx, v, limit)
			return err
		}
	}
	shown := func(from, n int) func() error {
		return func() error {
			var ids []mailbox.ID
			for _, e := range entries[max(from, 0):min(max(from, 0)+n, len(entries))] {
				ids = append(ids, e.ID)
			}
			_, err := rows(ctx, ids)
			return err
		}
	}
	for _, do := range []struct {
		name string
		fn   func() error
	}{
		{"the first page, which rows", list(talkPage)},
		{"the first page, what they say", func() error { return shown(0, talkPage)() }},
		{"all, which rows", list(0)},
		{"all, which rows, again", list(0)},
		{fmt.Sprintf("%d pages further down", talkScroll), func() error {
			for i := range talkScroll {
				if err := shown((i+1)*talkPage, talkPage)(); err != nil {
					return err
				}
			}
			return nil
		}},
		{"the end", func() error { return shown(len(entries)-talkPage, talkPage)() }},
	} {
		if err := step(do.name, do.fn); err != nil {
			return err
		}
	}
	g.rows[kind] = len(entries)
	return answered(ctx, o, s, v, step, round, func(rows int) error { return errorsOf(list(0), shown(0, rows)) })
}

// answered has a letter arrive, and the list read anew as far as the window does.
func answered(ctx context.Context, o options, s *storage.Store, v mailbox.View, step func(string, func() error) error, round int, read func(rows int) error) error {
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	delivery, err := s.Deliver(ctx, accounts[0].ID, nil)
	if err != nil {
		return err
	}
	uid := fmt.Sprintf("late-%d-%d-%t", os.Getpid(), round, v.Conversations)
	if err := delivery.Add(ctx, fetch.Incoming{UID: uid, Raw: fmt.Appendf(nil, "From: a@example.org\r\nSubject: Re: late\r\nMessage-ID: <%s@x>\r\nReferences: <%d.talk@example.org>\r\n\r\nx\r\n", uid, o.stored-1), At: time.Now()}); err != nil {
		return err
	}
	if err := delivery.Flush(ctx); err != nil {
		return err
	}
	if err := delivery.Close(); err != nil {
		return err
	}
	return step("all, and 30 rows, after an answer came", func() error { return read(30) })
}

// errorsOf does one after the other until an error.
func errorsOf(do ...func() error) error {
	for _, fn := range do {
		if err := fn(); err != nil {
			return err
		}
	}
	return nil
}

// talksDrawn measures the time from the start of the program to a drawn list, both ways in turn.
func talksDrawn(ctx context.Context, out io.Writer, o options, dir string) error {
	display, end, err := screen(ctx)
	if err != nil {
		return err
	}
	defer end()
	var runs [2][]time.Duration
	for round := range 2*o.rounds + 1 {
		for i := range 2 {
			kind := (i + round) % 2
			// See prefTogether of gui.
			if err := os.WriteFile(filepath.Join(dir, prefs.FileName), fmt.Appendf(nil, `{"list.together": %t}`, kind == 1), 0o600); err != nil {
				return err
			}
			took, err := drawn(ctx, o.popmail, dir, display)
			if err != nil {
				return err
			}
			if round > 0 {
				runs[kind] = append(runs[kind], took)
			}
		}
	}
	fmt.Fprintf(out, "From the start of the program to a drawn list, in a real window on a virtual display:\n\n| rows | seconds | × letters |\n| --- | --- | --- |\n| letters | %s | 1 |\n| conversations | %s | %s |\n\n", seconds(runs[0]), seconds(runs[1]), spread(ratios(runs[1], runs[0])))
	return nil
}

func milliseconds(v []time.Duration) string {
	f := make([]float64, len(v))
	for i := range v {
		f[i] = v[i].Seconds() * 1000
	}
	return spread(f)
}
