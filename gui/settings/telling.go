package settings

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Detail is how much of new mail is told.
type Detail int

// The details.
const (
	TellSubject Detail = iota // sender and subject
	TellSender
	TellNumber // how many letters there are
)

// Telling is what is chosen about notifications.
type Telling struct {
	Off    bool
	Detail Detail
	Quiet  bool // at some hours nothing is told
	// The hours, from 0 to 23; where the first is the later one, the night is between them.
	From, To int
	Places   []TellPlace
}

// TellPlace is mail that is told or not.
type TellPlace struct {
	Key  string // whatever who fills it knows it by
	Name string
	Off  bool
}

func same(a, b Telling) bool {
	return slices.Equal(a.Places, b.Places) && a.Off == b.Off && a.Detail == b.Detail && a.Quiet == b.Quiet && a.From == b.From && a.To == b.To
}

func tellName() string { return lang.L("Notifications") }

// OfferTelling adds the page about notifications. It is called before Set.
func (s *Settings) OfferTelling() {
	s.pages = slices.Insert(s.pages, 2, &page{name: tellName(), icon: widgets.IconMail, build: s.telling})
	s.list()
}

// telling is the page about notifications.
func (s *Settings) telling() []fyne.CanvasObject {
	now := s.state.Telling
	now.Places = slices.Clone(now.Places)
	tell := func(change func(t *Telling)) {
		change(&now)
		s.OnTelling(now)
	}
	check := func(name string, on bool, set func(on bool)) *field.Check {
		c := makes(s, field.NewCheck(name, set))
		c.Checked = on
		return c
	}
	choice := func(options []string, at int, set func(at int)) *field.Select {
		c := makes(s, field.NewSelect(options, nil))
		c.SetSelectedIndex(at)
		c.OnChanged = func(string) { set(c.SelectedIndex()) }
		return c
	}
	what := group(tellName(), check(lang.L("Tell me about new mail"), !now.Off, func(on bool) { tell(func(t *Telling) { t.Off = !on }) }),
		small(lang.L("While another window is in front, your computer shows a notification. Junk and muted conversations are left out.")))
	if now.Off {
		return []fyne.CanvasObject{what}
	}
	details := []string{lang.L("Sender and subject"), lang.L("Only the sender"), lang.L("Only how many letters came")}
	what.Objects = append(what.Objects, field.Label(lang.L("A notification shows"), field.Framed(choice(details, int(now.Detail), func(at int) { tell(func(t *Telling) { t.Detail = Detail(at) }) }))))
	hours := make([]string, 24)
	for h := range hours {
		hours[h] = words.Time(time.Date(2000, 1, 1, h, 0, 0, 0, time.UTC))
	}
	quiet := group(lang.L("Quiet hours"), check(lang.L("No notifications at these hours"), now.Quiet, func(on bool) { tell(func(t *Telling) { t.Quiet = on }) }))
	if now.Quiet {
		from := choice(hours, now.From, func(at int) { tell(func(t *Telling) { t.From = at }) })
		to := choice(hours, now.To, func(at int) { tell(func(t *Telling) { t.To = at }) })
		quiet.Objects = append(quiet.Objects, flow.NewHalves(16, func() float32 { return 160 * widgets.Unit() }, field.Label(lang.X("from an hour", "From"), field.Framed(from)), field.Label(lang.X("to an hour", "To"), field.Framed(to))))
	}
	places := group(lang.L("Tell me about mail in"))
	for i, p := range now.Places {
		places.Objects = append(places.Objects, check(p.Name, !p.Off, func(on bool) { tell(func(t *Telling) { t.Places[i].Off = !on }) }))
	}
	out := []fyne.CanvasObject{what, quiet}
	if len(now.Places) > 0 {
		out = append(out, places)
	}
	return out
}
