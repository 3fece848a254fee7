package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Text sizes in percent.
const (
	smallest = 80
	largest  = 200
	step     = 10
)

// look offers colors and text size.
func (s *Settings) look() []fyne.CanvasObject {
	modes := flow.NewTiles(8)
	for _, m := range []struct {
		mode theme.Mode
		name string
	}{{theme.Light, lang.L("Light")}, {theme.Dark, lang.L("Dark")}, {theme.System, lang.L("Same as system")}} {
		on := s.state.Mode == m.mode || s.state.Mode == "" && m.mode == theme.System
		name := m.name
		if on {
			name = "✓ " + name
		}
		chip := widgets.NewChip(name, func() { s.setLook(m.mode, s.state.Scale) }, nil)
		chip.On = on
		modes.Objects = append(modes.Objects, chip)
		makes(s, chip)
	}
	size := widgets.NewSpans(widgets.Span{Text: words.Percent(s.state.Scale), Bold: true})
	size.Align = fyne.TextAlignCenter
	smaller := makes(s, widgets.NewButton(widgets.Quiet, lang.L("Smaller"), "", func() { s.setLook(s.state.Mode, s.state.Scale-step) }))
	larger := makes(s, widgets.NewButton(widgets.Quiet, lang.L("Larger"), "", func() { s.setLook(s.state.Mode, s.state.Scale+step) }))
	if s.state.Scale <= smallest {
		smaller.Disable()
	}
	if s.state.Scale >= largest {
		larger.Disable()
	}
	sizes := flow.NewTiles(8, smaller, size, larger)
	return []fyne.CanvasObject{group(lang.L("Appearance"),
		flow.NewColumn(8, small(lang.L("Theme")), modes),
		flow.NewColumn(8, small(lang.L("Text size")), sizes))}
}

func (s *Settings) setLook(mode theme.Mode, scale int) {
	scale = min(max(scale, smallest), largest)
	if s.OnLook != nil {
		s.OnLook(mode, scale)
	}
	s.state.Mode, s.state.Scale = mode, scale
	s.refill()
}
