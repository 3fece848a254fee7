package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Travel is what is chosen about big messages and travel mode.
type Travel struct {
	On        bool
	Metered   bool  // also when the connection is metered
	Usual     int64 // what messages come whole up to, in octets…
	Traveling int64 // …and in travel mode
	Used      account.Used
}

// What can be chosen, in octets. The last of usualSizes is more than any message has.
var (
	usualSizes  = []int64{1_000_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, account.AnySize}
	travelSizes = []int64{50_000, 100_000, 200_000, 500_000, 1_000_000}
)

// travelGroup is about big messages and data. It stays while the page is filled anew, so that
// what has the keyboard keeps it.
type travelGroup struct {
	s                *Settings
	usual, traveling *sizes
	on, metered      *field.Check
	used             *widgets.Text
	column           *flow.Column
}

// travel is the group as it is now; nil: there is nothing to choose.
func (s *Settings) travel() fyne.CanvasObject {
	if s.OnSizes == nil || len(s.ids()) == 0 {
		return nil
	}
	if s.travelGroup == nil {
		s.travelGroup = newTravelGroup(s)
	}
	s.travelGroup.fill(s.state.Travel)
	return s.travelGroup.column
}

func newTravelGroup(s *Settings) *travelGroup {
	g := &travelGroup{s: s, used: small(""), on: field.NewCheck(lang.L("Travel mode"), s.OnTravel)}
	choose := func() { s.OnSizes(g.usual.chosen(), g.traveling.chosen()) }
	g.usual, g.traveling = newSizes(usualSizes, choose), newSizes(travelSizes, choose)
	least := func() float32 { return 240 * widgets.Unit() }
	g.column = group(lang.L("Big messages and travel"),
		flow.NewHalves(16, least, field.Label(lang.L("Get messages whole up to"), field.Framed(g.usual.choice)), field.Label(lang.L("In travel mode, up to"), field.Framed(g.traveling.choice))),
		small(lang.L("Of bigger messages only the first lines come. The rest waits on the server until you get it.")),
		flow.NewColumn(2, g.on, small(lang.L("Uses less data, on a slow or costly connection. When travel mode ends, the rest of messages up to the usual size comes by itself."))))
	if s.OnMetered != nil {
		g.metered = field.NewCheck(lang.L("Also when the connection is metered"), s.OnMetered)
		g.column.Objects = append(g.column.Objects, flow.NewColumn(2, g.metered, small(lang.L("Your computer tells PopMail so, of the hotspot of a phone for instance."))))
	}
	if s.OnReady != nil {
		g.column.Objects = append(g.column.Objects, flow.NewTiles(10, widgets.NewButton(widgets.Quiet, lang.L("Ready to go offline…"), widgets.IconSuitcase, func() { s.Leave(s.OnReady) })))
	}
	g.column.Objects = append(g.column.Objects, g.used)
	return g
}

func (g *travelGroup) fill(t Travel) {
	g.usual.fill(t.Usual)
	g.traveling.fill(t.Traveling)
	tick(g.on, t.On)
	if g.metered != nil {
		tick(g.metered, t.Metered)
	}
	g.used.SetText(lang.L("By PopMail: {{.Used}}.", map[string]any{"Used": words.Used(t.Used, g.s.now())}))
}

// tick shows what is so, which nobody is to be told.
func tick(c *field.Check, on bool) {
	c.Checked = on
	c.Refresh()
}

// sizes is a choice of sizes.
type sizes struct {
	choice  *field.Select
	offered []int64
	all     []int64 // with the present one among them
	choose  func()
}

func newSizes(offered []int64, choose func()) *sizes {
	return &sizes{choice: field.NewSelect(nil, nil), offered: offered, choose: choose}
}

// fill shows what is chosen now.
func (z *sizes) fill(now int64) {
	z.all = slices.Clone(z.offered)
	if !slices.Contains(z.all, now) {
		z.all = append(z.all, now)
		slices.Sort(z.all)
	}
	names := make([]string, len(z.all))
	for i, n := range z.all {
		names[i] = words.Size(min(n, account.AskAbove)) // what is larger is asked for
	}
	z.choice.Options, z.choice.OnChanged = names, nil
	z.choice.SetSelectedIndex(slices.Index(z.all, now))
	z.choice.OnChanged = func(string) { z.choose() }
}

func (z *sizes) chosen() int64 { return z.all[max(z.choice.SelectedIndex(), 0)] }
