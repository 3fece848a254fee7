package theme

import (
	"hash/fnv"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
)

// Color is the present theme's colour for a role.
func Color(name fyne.ThemeColorName) color.Color {
	s := fyne.CurrentApp().Settings()
	return s.Theme().Color(name, s.ThemeVariant())
}

// Size is the present theme's size for a role.
func Size(name fyne.ThemeSizeName) float32 {
	return fyne.CurrentApp().Settings().Theme().Size(name)
}

var senders = []color.NRGBA{
	rgb(0x7C5CFA), rgb(0x0E9F6E), rgb(0xE4662B), rgb(0x2F6FED), rgb(0xB5179E), rgb(0x64748B),
	rgb(0xD97706), rgb(0x0891B2), rgb(0xC2410C), rgb(0x4D7C0F), rgb(0xBE185D), rgb(0x4338CA),
}

// Sender is the colour behind the initials of an address. It is the same for
// the same address, whatever its case. Text on it is white.
func Sender(address string) color.Color {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToLower(address)))
	return senders[h.Sum32()%uint32(len(senders))]
}
