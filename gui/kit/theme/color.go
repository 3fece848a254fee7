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

// senders are the colors behind initials. White on each has a contrast of at
// least 4.5:1 (WCAG 2.1, 1.4.3), and no two are of one hue.
var senders = []color.NRGBA{
	rgb(0x6D4AF0), rgb(0x0B7A55), rgb(0xC2410C), rgb(0x2A65DB), rgb(0xB5179E), rgb(0x5B6B80),
	rgb(0x9A5B00), rgb(0x0B7285), rgb(0xB3261E), rgb(0x7A4A2A), rgb(0xBE185D), rgb(0x4338CA),
}

// AccountColors is the number of colors that a person can give to an account.
const AccountColors = 8

// Account is the color of an account, see AccountColor. Text on it is white.
func Account(n int, address string) color.Color {
	return behindWhite(senders[AccountColor(n, address)-1])
}

// behindWhite is a color of senders, in high contrast a darker one.
func behindWhite(c color.NRGBA) color.Color {
	if Strong() {
		return firm(c, rgb(0x000000), Enhanced, color.White)
	}
	return c
}

// AccountBar is the color of an account for what is thin, and stands on the window's own
// grounds: of at least 3:1 there (WCAG 2.1, 1.4.11), which in the dark the usual one is not,
// and in high contrast of 7:1.
func AccountBar(n int, address string) color.Color {
	c := senders[AccountColor(n, address)-1]
	if Strong() {
		to := rgb(0x000000)
		if dark(Color(ColorCard)) {
			to = rgb(0xFFFFFF)
		}
		return firm(c, to, Enhanced, Color(ColorCard), Color(ColorSelected), Color(ColorHover))
	}
	if dark(Color(ColorCard)) {
		for _, v := range []*uint8{&c.R, &c.G, &c.B} {
			*v += uint8((255 - int(*v)) * 2 / 5)
		}
	}
	return c
}

// dark reports whether a color is nearer to black than to white.
func dark(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return r+g+b < 3*0x8000
}

// AccountColor is the number of the color of an account, counted from 1: n, or for any n
// that is none of AccountColors one that is always the same for its address.
func AccountColor(n int, address string) int {
	if n < 1 || n > AccountColors {
		return of(address, AccountColors) + 1
	}
	return n
}

// DistinctColors are the numbers of the colors of accounts, in their order: chosen[i], or where
// that is none of AccountColors the one of its address, or if another account has that the next
// that is free. With more accounts than colors some have the same one.
func DistinctColors(chosen []int, addresses []string) []int {
	out, taken := make([]int, len(chosen)), map[int]bool{}
	for i, n := range chosen {
		if n >= 1 && n <= AccountColors {
			out[i], taken[n] = n, true
		}
	}
	for i := range out {
		if out[i] > 0 {
			continue
		}
		usual := AccountColor(0, addresses[i])
		out[i] = usual
		for k := range AccountColors {
			if n := (usual+k-1)%AccountColors + 1; !taken[n] {
				out[i] = n
				break
			}
		}
		taken[out[i]] = true
	}
	return out
}

// Sender is the color behind the initials of an address. It is the same for
// the same address, whatever its case. Text on it is white.
func Sender(address string) color.Color { return behindWhite(senders[of(address, len(senders))]) }

// of is one of n for an address.
func of(address string, n int) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.ToLower(address)))
	// The low bits of FNV are much alike for addresses that end alike.
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return int(x % uint64(n))
}
