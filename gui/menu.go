package gui

// showMenu opens the settings.
func (w *Window) showMenu() {}

func (w *Window) showShortcuts() {}

func (w *Window) tellFonts() {}
