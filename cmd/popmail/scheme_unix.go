//go:build unix && !darwin

package main

import "github.com/rymdport/portal/settings/appearance"

// schemeMayBeSilent says that there are desktops that do not tell whether they
// are light or dark. Fyne takes those for dark.
const schemeMayBeSilent = true

// systemTellsScheme asks the desktop. It may take long.
func systemTellsScheme() bool {
	_, err := appearance.GetColorScheme()
	return err == nil
}
