package gui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

const (
	// mostHeld bounds the letters that wait for the end of a time at which nothing is told: the newest, and before
	// others those that are wished.
	mostHeld = 500
	// quietLook is how often it is looked whether that is over. It is no longer, as the computer may sleep meanwhile.
	quietLook = 5 * time.Minute
)

// forget tells nothing of what has come.
func (t *telling) forget() {
	t.fresh, t.held = nil, nil
	clear(t.wished)
	clear(t.back)
	t.keep()
}

// Behind the number of a letter in prefHeld.
const (
	heldWished = " wished"
	heldBack   = " back" // and wished
)

// keep notes what is held for the next run.
func (t *telling) keep() {
	list := make([]string, len(t.held))
	for i, id := range t.held {
		list[i] = strconv.FormatInt(int64(id), 10)
		switch {
		case t.back[id]:
			list[i] += heldBack
		case t.wished[id]:
			list[i] += heldWished
		}
	}
	if p := t.app.Preferences(); !slices.Equal(p.StringList(prefHeld), list) {
		p.SetStringList(prefHeld, list)
	}
}

// recall takes what was held when the last run ended.
func (t *telling) recall() {
	list := t.app.Preferences().StringList(prefHeld)
	for _, l := range list[:min(len(list), mostHeld)] {
		number, how, _ := strings.Cut(l, " ")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			continue
		}
		id := mailbox.ID(n)
		t.held = append(t.held, id)
		switch " " + how {
		case heldBack:
			t.wished[id], t.back[id] = true, true
		case heldWished:
			t.wished[id] = true
		}
	}
	t.soon()
}

// soon tells what is held in a moment, if it may be told.
func (t *telling) soon() {
	if len(t.held) > 0 && t.waiting == nil {
		t.waiting = t.run.After(tellTogether, func() {
			t.waiting = nil
			t.release()
		})
	}
}

// hold keeps what has come until it may be told.
func (t *telling) hold() {
	t.held = append(t.held, t.fresh...)
	t.fresh = nil
	if more := len(t.held) - mostHeld; more > 0 {
		t.drop(&more, func(id mailbox.ID) bool { return !t.wished[id] })
		t.drop(&more, func(mailbox.ID) bool { return true })
	}
	t.keep()
	if t.waiting == nil && len(t.held) > 0 {
		t.waiting = t.run.After(quietLook, func() {
			t.waiting = nil
			t.release()
		})
	}
}

// drop forgets the oldest of those that are held and are such, as many as more is, which it counts down.
func (t *telling) drop(more *int, such func(id mailbox.ID) bool) {
	t.held = slices.DeleteFunc(t.held, func(id mailbox.ID) bool {
		if *more <= 0 || !such(id) {
			return false
		}
		*more--
		delete(t.wished, id)
		delete(t.back, id)
		return true
	})
}

// release tells what was held, unless it is to be held still.
func (t *telling) release() {
	if len(t.held) == 0 {
		return
	}
	if t.quiet() {
		t.hold()
		return
	}
	t.due()
	t.ask()
}

// quiet reports whether nothing is to be told now.
func (t *telling) quiet() bool {
	p, now := t.app.Preferences(), t.now()
	return t.still() || p.Bool(prefQuiet) && betweenHours(now.Hour(), p.IntWithFallback(prefQuietFrom, quietFrom), p.IntWithFallback(prefQuietTo, quietTo))
}

// still reports whether the person wants to hear nothing until tomorrow.
func (t *telling) still() bool {
	until := int64(t.app.Preferences().Int(prefQuietUntil)) - t.now().Unix()
	return until > 0 && until <= int64(mostStill/time.Second)
}

// quietName is what toggleQuiet does.
func (t *telling) quietName() string {
	if t.still() {
		return lang.L("Tell me about new mail again")
	}
	return lang.L("Quiet until tomorrow")
}

// toggleQuiet keeps notifications back until the morning of tomorrow, or brings them again.
func (t *telling) toggleQuiet() {
	p, now := t.app.Preferences(), t.now()
	defer t.onQuiet()
	if t.still() {
		p.SetInt(prefQuietUntil, 0)
		t.release()
		t.toasts.show(lang.L("You will be told about new mail again."), nil)
		return
	}
	morning := time.Date(now.Year(), now.Month(), now.Day()+1, morningHour, 0, 0, 0, now.Location())
	p.SetInt(prefQuietUntil, int(morning.Unix()))
	t.asking.Cancel() // what it has asked for is still fresh
	t.hold()
	t.stand(nil)
	t.toasts.show(lang.L("No notifications until tomorrow at {{.Time}}.", map[string]any{"Time": words.Time(morning)}), t.toggleQuiet)
}

// mostStill is longer than any quiet until tomorrow is: more is left where the clock was ahead.
const mostStill = 36 * time.Hour

// morningHour is when tomorrow begins for whoever wants quiet until then.
const morningHour = 7

// The quiet hours until others are chosen.
const quietFrom, quietTo = 22, 7

// betweenHours reports whether an hour of the day lies from one hour up to another; from one to
// the same it is the whole day.
func betweenHours(h, from, to int) bool {
	if from < to {
		return from <= h && h < to
	}
	return h >= from || h < to
}
