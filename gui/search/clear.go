package search

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
)

// override gives an entry no ground and no edge of its own, since the bar draws
// both.
func override(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(o, clear{})
}

// clear is the app's theme without the ground of entries.
type clear struct{}

func (clear) app() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Color implements fyne.Theme.
func (c clear) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameInputBackground, fynetheme.ColorNameInputBorder:
		return color.Transparent
	}
	return c.app().Color(name, v)
}

// Font implements fyne.Theme.
func (c clear) Font(s fyne.TextStyle) fyne.Resource { return c.app().Font(s) }

// Icon implements fyne.Theme.
func (c clear) Icon(n fyne.ThemeIconName) fyne.Resource { return c.app().Icon(n) }

// Size implements fyne.Theme.
func (c clear) Size(n fyne.ThemeSizeName) float32 {
	if n == fynetheme.SizeNameInputBorder {
		return 0
	}
	return c.app().Size(n)
}
