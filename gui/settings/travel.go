package settings

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
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

// travel is the group about big messages and data; nil: there is nothing to choose.
func (s *Settings) travel() fyne.CanvasObject {
	if s.OnSizes == nil || len(s.ids()) == 0 {
		return nil
	}
	t := s.state.Travel
	usual := sizes(usualSizes, t.Usual, func(n int64) { s.OnSizes(n, s.state.Travel.Traveling) })
	traveling := sizes(travelSizes, t.Traveling, func(n int64) { s.OnSizes(s.state.Travel.Usual, n) })
	on := field.NewCheck(lang.L("Travel mode"), s.OnTravel)
	on.Checked = t.On
	least := func() float32 { return 240 * widgets.Unit() }
	c := group(lang.L("Big messages and travel"),
		flow.NewHalves(16, least, field.Label(lang.L("Get messages whole up to"), usual), field.Label(lang.L("In travel mode, up to"), traveling)),
		small(lang.L("Of bigger messages only the first lines come. The rest waits on the server until you get it.")),
		flow.NewColumn(2, on, small(lang.L("Uses less data, on a slow or costly connection. When travel mode ends, the rest of messages up to the usual size comes by itself."))))
	if s.OnMetered != nil {
		metered := field.NewCheck(lang.L("Also when the connection is metered"), s.OnMetered)
		metered.Checked = t.Metered
		c.Objects = append(c.Objects, flow.NewColumn(2, metered, small(lang.L("Your computer tells PopMail so, of the hotspot of a phone for instance."))))
	}
	c.Objects = append(c.Objects, small(lang.L("Data that PopMail has moved: {{.Used}}.", map[string]any{"Used": words.Used(t.Used, s.now())})))
	return c
}

// sizes is a choice of sizes, with the present one among them.
func sizes(offered []int64, now int64, choose func(int64)) fyne.CanvasObject {
	all := slices.Clone(offered)
	if !slices.Contains(all, now) {
		all = append(all, now)
		slices.Sort(all)
	}
	names := make([]string, len(all))
	for i, n := range all {
		if names[i] = words.Size(n); n == account.AnySize {
			names[i] = lang.L("Any size")
		}
	}
	c := field.NewSelect(names, nil)
	c.SetSelectedIndex(slices.Index(all, now))
	c.OnChanged = func(string) {
		if i := c.SelectedIndex(); i >= 0 {
			choose(all[i])
		}
	}
	return field.Framed(c)
}
