package fetch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/disk"
	"popmail/account/spool"
	"popmail/pop3"
)

// collect is the time between two looks at what the store has committed.
const collect = 100 * time.Millisecond

var errNoOutcome = errors.New("the store did not say what became of the message")

// receive brings what is new into the store. Messages that only their content
// identifies come first: then it is known which of the stored ones the server
// still lists. What is large comes last: the beginnings, then what is fetched whole.
// Those that came short are judged at the end.
func (v *connection) receive(ctx context.Context, c client, l *listing, known map[string]Known, when order) error {
	err := v.receiveWhen(ctx, c, l, when)
	if err2 := v.judgeShort(ctx, l); err == nil {
		err = err2
	}
	return err
}

func (v *connection) receiveWhen(ctx context.Context, c client, l *listing, when order) error {
	order := []part{oddOnes, newOnes, beginnings, rests}
	if v.s.OneRest {
		order = []part{oddOnes, rests, newOnes, beginnings, rests}
	}
	for _, what := range order {
		if err := v.receivePart(ctx, c, l, what, toAsk(v.turned(l.toFetch(what, when), when))); err != nil {
			return err
		}
	}
	for _, it := range l.toFetch(wishes, when) {
		if err := v.receiveWished(ctx, c, l, it); err != nil {
			return err
		}
	}
	return nil
}

// receivePart brings items in, which are fetched together. When it returns without error they
// are stored, but for those that wait for a judgment.
func (v *connection) receivePart(ctx context.Context, c client, l *listing, what part, items []pop3.Listing) error {
	if len(items) == 0 {
		return nil
	}
	before := v.meter.wire.Load()
	var lineErr error
	var asked []pop3.Listing
	err := v.deliver(ctx, l, what == oddOnes, func(d *delivery, g context.Context) error {
		if what == beginnings {
			return d.begin(ctx, g, c, items)
		}
		err := d.transfer(ctx, g, c, items)
		asked = d.asked
		if d.err == nil && !d.blameless {
			lineErr = err
		}
		return err
	})
	if lineErr != nil && errors.Is(err, lineErr) && ctx.Err() == nil && !as[*quotaError](err) {
		v.state.loseLine(l, asked, lineErr, v.meter.wire.Load()-before, v.now())
	}
	return err
}

// transfer asks for items, and checks from time to time that the answers are theirs
// where sizes do not show it. ctx is that of the session, g that of the store.
func (d *delivery) transfer(ctx, g context.Context, c client, items []pop3.Listing) error {
	each := func(n int, raw []byte, err error) error { return d.arrived(g, c, n, raw, err) }
	open := func() []pop3.Listing {
		return slices.DeleteFunc(slices.Clone(items), func(m pop3.Listing) bool { return !d.l.byNumber[m.Number].fetch })
	}
	d.sizes = sized(items)
	quota := &d.v.quota
	quota.begin()
	sizes := &d.v.state.sizes
	for rest := open(); ; rest = open() {
		if len(rest) == 0 {
			if err := d.check(ctx, g, c, nil); err != nil || d.err != nil || len(open()) == 0 {
				return cmp.Or(d.err, err)
			}
			continue // what has waited is asked for again
		}
		switch {
		case quota.asking:
			rest = rest[len(rest)-1:]
		case sizes.unsure() || d.v.state.notes.Wary > 0:
			rest = d.v.state.portion(rest)
		}
		d.asked = rest
		err := c.RetrEach(ctx, rest, each)
		quota.asking = errors.Is(err, errAskLast)
		if e, ok := errors.AsType[*pop3.SpoolError](err); ok && d.err == nil {
			d.err = disk.Problem(e.Err)
		}
		switch {
		case err == nil || quota.asking:
			continue
		case d.err != nil: // of the store
			d.v.drop(d.v.waiting, false)
			d.v.waiting = waiting{}
		case errors.Is(err, errCheck):
			err = d.check(ctx, g, c, nil)
		case as[*quotaError](err):
			err = cmp.Or(d.check(ctx, g, c, nil), err)
		default:
			err = d.check(ctx, g, c, err)
		}
		if err = cmp.Or(d.err, err); err != nil {
			return err
		}
	}
}

// delivery is one Delivery under way.
type delivery struct {
	v       *connection
	l       *listing
	d       Delivery
	pending map[string]*item // handed over, not yet reported
	looked  time.Time
	refused []refusal // by the store
	known   map[string]Known
	sizes   map[int64]int // of the messages that are asked for: how many have each
	err     error         // of the store
	// blameless: the line was lost at a check, or where no answer came; not at a message.
	blameless bool
	asked     []pop3.Listing // last
}

type refusal struct {
	it  *item
	err error
}

// deliver runs transfer, which adds messages to a Delivery, and brings to disk
// what it added, however it ended. The error of the store comes before that of
// transfer.
func (v *connection) deliver(ctx context.Context, l *listing, odd bool, transfer func(d *delivery, g context.Context) error) error {
	into, err := v.s.Store.Deliver(ctx, v.a.ID, l.present(odd))
	if err != nil {
		return disk.Problem(err)
	}
	d := &delivery{v: v, l: l, d: into, known: l.known, pending: make(map[string]*item)}
	g, cancel := grace(ctx)
	defer cancel()
	lineErr := transfer(d, g)
	// However the transfer ended: what has arrived is brought to disk.
	flushErr := into.Flush(g)
	d.take()
	closeErr := into.Close()
	if d.err == nil && flushErr == nil {
		// What ends the session is told once, not for every message.
		for _, r := range d.refused {
			v.fail(r.it, r.err)
		}
	}
	switch {
	case d.err != nil:
		return d.err
	case flushErr != nil:
		return disk.Problem(flushErr)
	case lineErr != nil:
		return lineErr
	case closeErr != nil:
		return disk.Problem(closeErr)
	}
	for _, key := range sortedKeys(d.pending) {
		v.fail(d.pending[key], errNoOutcome)
	}
	return ctx.Err()
}

// arrived takes the answer to RETR n.
func (d *delivery) arrived(ctx context.Context, c client, n int, raw []byte, err error) error {
	v, it := d.v, d.l.byNumber[n]
	if it == nil || !it.fetch {
		return nil
	}
	it.fetch = false
	v.state.last.answered++
	if err != nil {
		v.state.refuse(it)
		v.fail(it, err)
		return v.quota.refused(v, d.l, it, err) // else one message never keeps the others back
	}
	v.quota.came()
	v.state.gives()
	it.file, _ = c.Spooled().(*spool.File)
	full := false
	if err := it.file.Look(func() { full = d.came(ctx, c, it, raw) }); err != nil && d.err == nil {
		d.err = disk.Problem(err)
	}
	if it.file != nil && !v.waits(it) {
		it.release()
	}
	if d.err == nil && full {
		return errCheck
	}
	return d.err
}

// came decides on a message that has come, and reports whether it is time for a check.
func (d *delivery) came(ctx context.Context, c client, it *item, raw []byte) (full bool) {
	v := d.v
	if told := c.Announced(); it.size <= 0 && !it.absurd && !absurd(told) {
		it.size = told // QUIRK: for servers without LIST
	}
	v.last = it
	v.rep.Bytes += int64(len(raw))
	v.meter.arrived(it.number, len(raw))
	twin := v.twins.came(it, raw)
	if v.twins.differs {
		v.shifted()
	}
	// What follows a message that proves nothing proves nothing either: it may be
	// the answer to another command, and its size right by chance.
	proves := v.state.sizes.proves(it.size, raw) && len(v.waiting.items) == 0 && !bytes.HasPrefix(raw, okText) && !twin
	if proves {
		v.state.notes.Wary = max(v.state.notes.Wary-1, 0)
		if d.alike(it) {
			v.alike = append(v.alike, it)
		} else {
			v.alike = nil
		}
	}
	full = !proves && v.hold(it, raw, c)
	v.waiting.twins = v.waiting.twins || twin
	verdict, waits := v.state.sizes.weigh(it, raw)
	if !waits {
		verdict = v.twice(ctx, d.l, it, raw, verdict)
	}
	switch {
	case waits || verdict == aside && v.setAside(it, raw):
	case proves:
		it.doubtful = verdict != whole
		d.add(ctx, it, raw)
	default:
		it.doubtful = verdict != whole
		v.waiting.list = append(v.waiting.list, heldMessage{it: it, raw: raw})
	}
	return full
}

// add hands one message over.
func (d *delivery) add(ctx context.Context, it *item, raw []byte) {
	v := d.v
	head := HeadOf(raw)
	if it.replace && it.head != "" && !d.takesPlace(ctx, it, head, raw) && d.err != nil {
		return
	}
	if it.replace && it.doubtful {
		v.countAside(it, raw)
		switch it.less = v.better(it, raw, d.known[it.key]); {
		case it.less:
		case it.begun:
			v.fail(it, leftShort(it, raw))
			return
		default:
			v.meter.dropped(it.number) // what is here is as good
			return
		}
	}
	if it.head != "" && d.stillThere(ctx, it, head, raw) {
		return
	}
	if it.odd && d.byContent(ctx, it, raw) || d.knownAgain(ctx, it, raw) {
		return
	}
	d.pending[it.key] = it
	if it.doubtful && !it.begun {
		v.state.counted[it.key] = true // once more in this Run tells nothing
	}
	m := Incoming{UID: it.key, Raw: raw, File: it.file, At: it.at, Place: it.number, Listed: it.listed(), Head: head, Short: it.doubtful, Beginning: it.begun && !it.replace, Replace: it.replace}
	it.file = nil
	it.doubtful = it.doubtful || it.replace // until it is stored
	if err := d.d.Add(ctx, m); err != nil {
		d.err = disk.Problem(err)
		return
	}
	if now := time.Now(); now.Sub(d.looked) >= collect {
		d.looked = now
		d.take()
	}
}

// stillThere reports whether a message is the one that is stored under its unique-id, or
// waits to be asked for again. Else the unique-id is given free.
func (d *delivery) stillThere(ctx context.Context, it *item, head string, raw []byte) bool {
	v := d.v
	same := sameName(head, it.head) || head == it.head && int64(len(raw)) == d.known[it.uid].Size
	if !same && it.doubtful && head == it.head && it.size == d.known[it.uid].size() && v.setAside(it, raw) {
		// Half of it does not tell. From now on its octets do.
		if err := v.s.Store.Removed(ctx, v.a.ID, []string{it.uid}); err != nil {
			d.err = disk.Problem(err)
		}
		return true
	}
	part := same && d.known[it.uid].Short // of it is stored
	r := &recognition{v: v, known: d.known}
	name := Renaming{From: it.uid, To: it.uid, Listed: d.known[it.uid].relisted(it.size)}
	if !same {
		name = r.replaced(it)
	}
	it.fetch = false
	if err := v.s.Store.Rename(ctx, v.a.ID, []Renaming{name}); err != nil {
		d.err = disk.Problem(err)
		return true
	}
	if !same {
		return false
	}
	it.here = true
	if part && !it.doubtful {
		it.replace = true
		return false
	}
	it.doubtful = it.doubtful || part
	v.meter.dropped(it.number)
	return true
}

// byContent names a message by its octets, and reports whether there is nothing
// more to do. Where a part of it is stored, that is given the new name.
func (d *delivery) byContent(ctx context.Context, it *item, raw []byte) (done bool) {
	v, content := d.v, d.l.content
	var known bool
	if it.key, known = content.name(raw, it.size); known && content.known[it.key].Short && !it.doubtful {
		it.replace, it.here, it.stored = true, true, content.known[it.key].Stored
		return false
	} else if known && content.known[it.key].Short && content.known[it.key].Size < int64(len(raw)) && !it.disproved {
		it.replace, it.less = true, true // it was given this key, and what has come was not stored
		return false
	} else if known {
		it.here, it.stored = true, content.known[it.key].Stored
		if content.wentAs(it, raw) { // no header has told
			it.back = true
			v.noteBack(it.uid)
		}
		it.doubtful = v.state.sizes.doubts(it, content.known[it.key], v.state.notes.Way)
		v.meter.dropped(it.number)
		return true
	}
	if it.doubtful {
		return d.partAgain(ctx, it, raw)
	}
	if content.kept != nil {
		uid, err := content.kept.match(ctx, it, headerOf(raw), true, raw)
		if err != nil {
			d.err = err
			return true
		}
		if uid != "" {
			it.key, it.here, it.stored = uid, true, content.known[uid].Stored
			v.meter.dropped(it.number)
			return true
		}
	}
	if part, ok := content.instead(raw, it.size); ok {
		if err := v.s.Store.Rename(ctx, v.a.ID, []Renaming{{From: part, To: it.key, Listed: it.size}}); err != nil {
			d.err = disk.Problem(err)
			return true
		}
		content.taken(part)
		it.replace = true
		return false
	}
	// Of one whose size is told anew each time the key of the part is another one.
	part, _, err := d.partOf(ctx, raw)
	if err == nil && part != "" && content.known[part].Size <= int64(len(raw)) {
		err = v.s.Store.Rename(ctx, v.a.ID, []Renaming{{From: part, To: it.key, Listed: it.size}})
		it.replace = true
	}
	if err != nil {
		d.err = disk.Problem(err)
		return true
	}
	return false
}

// take notes what the store has committed.
func (d *delivery) take() {
	v := d.v
	for _, o := range d.d.Stored() {
		it := d.pending[o.UID]
		if it == nil {
			continue
		}
		delete(d.pending, o.UID)
		switch {
		case o.Err != nil:
			v.state.refuse(it)
			d.refused = append(d.refused, refusal{it, o.Err})
			if t := account.TroubleOf(disk.Problem(o.Err)); t == account.TroubleDiskFull && d.err == nil {
				d.err = disk.Problem(o.Err)
			}
		case it.replace:
			if it.begun { // now it is here
				it.stored = v.now()
			}
			it.here, it.doubtful, it.begun = true, it.less, false
			v.meter.dropped(it.number)
		case o.Already:
			it.here, it.stored = true, v.now()
			v.meter.dropped(it.number)
		default:
			it.here, it.stored = true, v.now()
			v.rep.Received++
			if it.unbegun {
				v.rep.Unbegun++
			}
			if v.rep.came == nil {
				v.rep.came = make(map[string]bool)
			}
			v.rep.came[it.uid] = true
			v.meter.stored()
		}
	}
}

// fail notes a message that could not be brought in.
func (v *connection) fail(it *item, err error) {
	f := Failure{name: nameOf(it), UID: it.uid, Err: err}
	if it.uid == "" {
		f.Number = it.number
	}
	v.rep.Failed = append(v.rep.Failed, f)
	v.meter.dropped(it.number)
}
