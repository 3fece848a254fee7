package msglist

import "fyne.io/fyne/v2"

// deletes reports whether a key deletes messages; Macs call Backspace "delete".
func deletes(name fyne.KeyName) bool { return name == fyne.KeyDelete || name == fyne.KeyBackspace }
