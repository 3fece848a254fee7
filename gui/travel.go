package gui

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/settings"
	"popmail/gui/status"
	"popmail/gui/words"
)

// Whole is what messages come whole up to, in octets, as p has it, and whether that is so
// because of travel mode. metered says that the connection costs by what goes over it.
func Whole(p fyne.Preferences, metered bool) (octets int64, traveling bool) {
	usual, small := wholeSizes(p)
	if p.Bool(prefTravel) || metered && MeteredCounts(p) {
		return min(usual, small), true
	}
	return usual, false
}

// MeteredCounts reports whether a metered connection is travel mode.
func MeteredCounts(p fyne.Preferences) bool { return p.Bool(prefMetered) }

func wholeSizes(p fyne.Preferences) (usual, traveling int64) {
	size := func(key string, fallback int64) int64 {
		if n := int64(p.Int(key)); n > 0 {
			return n
		}
		return fallback
	}
	return size(prefWhole, account.UsualWhole), size(prefTravelWhole, account.TravelWhole)
}

// travel is travel mode: with a slow or costly connection only the beginning of most big
// messages is fetched.
type travel struct {
	*shell
	activity *activity
	port     Travel // nil: messages come whole whatever is chosen, and there is no travel mode
	bar      *travelBar
	metered  bool // the system says that the connection costs by what goes over it
	ended    bool // the person has ended travel mode on this metered connection
	rests    Rests
	counting loop.Latest

	onChanged func() // travel mode has begun or ended, or something else was chosen; nil: nobody asks
}

func newTravel(sh *shell, act *activity, port Travel) *travel {
	t := &travel{shell: sh, activity: act, port: port, bar: newTravelBar(), counting: loop.Latest{Run: sh.run}}
	t.bar.Hide()
	if port == nil {
		return t
	}
	t.bar.end.OnTapped = t.end
	t.bar.rest.OnTapped = t.getAll
	if told := port.Metered(); told != nil {
		loop.Follow(sh.run, told.Subscribe(8), activityPause, func(batch []bool, _ bool) { t.setMetered(batch[len(batch)-1]) })
	}
	port.WholeUpTo(t.limit())
	return t
}

// on reports whether this is travel mode: chosen, or because the connection is metered.
func (t *travel) on() bool {
	_, on := Whole(t.app.Preferences(), t.metered && !t.ended)
	return t.port != nil && on
}

// byItself reports whether the connection alone makes it travel mode.
func (t *travel) byItself() bool { return t.on() && !t.app.Preferences().Bool(prefTravel) }

// limit is what messages come whole up to now.
func (t *travel) limit() int64 {
	octets, _ := Whole(t.app.Preferences(), t.metered && !t.ended)
	return octets
}

// changed tells the sessions and the person what is so now.
func (t *travel) changed() {
	t.port.WholeUpTo(t.limit())
	t.count()
	t.activity.showStatus()
	if t.onChanged != nil {
		t.onChanged()
	}
}

// begin is travel mode until end, also when PopMail is started again.
func (t *travel) begin() {
	t.app.Preferences().SetBool(prefTravel, true)
	t.changed()
}

// end ends travel mode, on a metered connection for as long as it stays that.
func (t *travel) end() {
	t.app.Preferences().SetBool(prefTravel, false)
	t.ended = t.metered
	t.changed()
	t.toasts.tell(lang.L("Travel mode has ended."), "", nil, nil)
}

// toggle is begin or end by key.
func (t *travel) toggle() {
	switch {
	case t.port == nil:
	case t.on():
		t.end()
	default:
		t.begin()
	}
}

// setMetered takes what the system says of the connection.
func (t *travel) setMetered(on bool) {
	if t.metered == on {
		return
	}
	was := t.on()
	t.metered, t.ended = on, false
	if t.on() != was {
		t.changed()
	}
}

// useMetered says whether a metered connection is to be travel mode.
func (t *travel) useMetered(on bool) {
	t.app.Preferences().SetBool(prefMetered, on)
	t.ended = false
	t.changed()
}

// setSizes chooses what messages come whole up to.
func (t *travel) setSizes(usual, traveling int64) {
	t.app.Preferences().SetInt(prefWhole, int(usual))
	t.app.Preferences().SetInt(prefTravelWhole, int(traveling))
	t.changed()
}

// state is what the settings show.
func (t *travel) state() settings.Travel {
	if t.port == nil {
		return settings.Travel{}
	}
	usual, traveling := wholeSizes(t.app.Preferences())
	return settings.Travel{On: t.on(), Metered: MeteredCounts(t.app.Preferences()), Usual: usual, Traveling: traveling, Used: t.port.Used()}
}

// count finds out what waits on the server.
func (t *travel) count() {
	if t.port == nil {
		return
	}
	var rests Rests
	var err error
	t.counting.Start(func(ctx context.Context) { rests, err = t.port.Rests(ctx) }, func() {
		if err != nil {
			t.failed(err)
			return
		}
		t.rests = rests
		t.activity.showStatus()
	})
}

// getAll gets the rest of all messages that are not whole, but for the largest.
func (t *travel) getAll() {
	if t.activity.worksOffline() {
		t.activity.offerOnline(t.getAll)
		return
	}
	larger := 0
	t.do(func(ctx context.Context) (err error) {
		larger, err = t.port.GetRests(ctx)
		return err
	}, func() {
		if larger > 0 {
			t.toasts.show(lang.N("{{.Count}} large messages are left out. Open each of them to get its rest.", larger, map[string]any{"Count": words.Count(larger)}), nil)
		}
		t.count()
	})
}

// show draws the bar, and tells the status line.
func (t *travel) show(m *status.Model) {
	if t.port == nil {
		return
	}
	on := t.on()
	m.SetTravel(on, t.rests.Messages, t.port.Used())
	if !on {
		t.setBar(false)
		return
	}
	size := map[string]any{"Size": words.Size(t.limit())}
	now := lang.L("Only the first lines of messages over {{.Size}} are fetched.", size)
	if t.activity.worksOffline() || m.Paused() {
		now = lang.L("Only the first lines of messages over {{.Size}} will be fetched.", size)
	}
	if t.byItself() {
		now = lang.L("The connection is metered.") + " " + now
	}
	waits, get := "", ""
	if n := t.rests.Messages; n > 0 {
		waits = lang.N("The rest of {{.Count}} messages is waiting on the server.", n, map[string]any{"Count": words.Count(n)})
		if t.rests.Wanted+t.rests.Larger < n {
			get = lang.L("Get all ({{.Size}})", map[string]any{"Size": words.Size(t.rests.Octets)})
		}
	}
	if get == "" && t.focused() == fyne.Focusable(t.bar.rest) {
		t.window.Canvas().Focus(t.bar.end)
	}
	t.bar.say(now, waits, get)
	t.setBar(true)
}

func (t *travel) focused() fyne.Focusable { return t.window.Canvas().Focused() }

// setBar shows the bar or takes it away.
func (t *travel) setBar(on bool) {
	if t.bar.Visible() == on {
		return
	}
	if on {
		t.bar.Show()
	} else {
		t.bar.Hide()
		if f := t.focused(); f == fyne.Focusable(t.bar.rest) || f == fyne.Focusable(t.bar.end) {
			t.activity.listing.list.Focus()
		}
	}
	if t.main != nil {
		t.main.Refresh()
	}
}
