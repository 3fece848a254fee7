package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
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
		chip := widgets.NewChip(m.name, func() { s.setLook(m.mode, s.state.Scale) }, nil)
		chip.On = s.state.Mode == m.mode || s.state.Mode == "" && m.mode == theme.System
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
	themes := flow.NewColumn(8, small(lang.L("Theme")), modes)
	if s.OnContrast != nil {
		contrast := makes(s, field.NewCheck(lang.L("High contrast"), nil))
		contrast.SetChecked(s.state.Contrast)
		contrast.OnChanged = s.OnContrast
		themes.Objects = append(themes.Objects, contrast)
	}
	out := []fyne.CanvasObject{group(lookName(), themes,
		flow.NewColumn(8, small(lang.L("Text size")), sizes))}
	if s.OnLanguage != nil {
		out = append(out, s.language())
	}
	return out
}

func lookName() string { return lang.L("Appearance") }

// language offers the languages, each by its own name: whoever does not understand the present
// one finds theirs.
func (s *Settings) language() fyne.CanvasObject {
	names, codes := []string{lang.L("Same as system")}, []string{""}
	for _, l := range lang.Languages() {
		names, codes = append(names, l.Name), append(codes, l.Code)
	}
	choice := makes(s, field.NewSelect(names, nil))
	choice.SetSelectedIndex(max(slices.Index(codes, s.state.Language), 0))
	choice.OnChanged = func(string) {
		if code := codes[choice.SelectedIndex()]; code != s.state.Language {
			s.OnLanguage(code)
		}
	}
	return group(lang.L("Language"), field.Framed(choice))
}

func (s *Settings) setLook(mode theme.Mode, scale int) {
	scale = min(max(scale, smallest), largest)
	if s.OnLook != nil {
		s.OnLook(mode, scale)
	}
	s.state.Mode, s.state.Scale = mode, scale
	s.refill()
}
