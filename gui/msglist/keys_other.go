//go:build !darwin

package msglist

import "fyne.io/fyne/v2"

// deletes reports whether a key deletes messages.
func deletes(name fyne.KeyName) bool { return name == fyne.KeyDelete }
