package words

import (
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/number"
)

// Count is a whole number with its digits grouped: "12,408".
func Count(n int) string { return local().printer.Sprint(number.Decimal(n)) }

var units = []string{"KB", "MB", "GB", "TB"}

// Size is a number of octets: "512 bytes", "212 KB", "1.4 MB". A KB has 1000
// octets. KB are whole; larger units have one digit after the decimal sign below 10.
func Size(octets int64) string {
	if octets < 1000 {
		return lang.N("{{.Count}} bytes", int(octets), map[string]any{"Count": Count(int(octets))})
	}
	u := unitOf(octets)
	return amount(octets, u) + " " + lang.L(units[u])
}

// Part is how much of total is done, in the unit of total: "84 of 136 MB".
func Part(done, total int64) string {
	if total < 1000 {
		total = 1000
	}
	u := unitOf(total)
	return lang.L("{{.Done}} of {{.Total}} {{.Unit}}", map[string]any{
		"Done": amount(min(done, total), u), "Total": amount(total, u), "Unit": lang.L(units[u])})
}

// unitOf picks the unit in which octets, once rounded, is below 1000.
func unitOf(octets int64) int {
	u, v := 0, float64(octets)/1000
	for v >= 999.5 && u < len(units)-1 {
		u++
		v /= 1000
	}
	return u
}

func amount(octets int64, unit int) string {
	v := float64(octets) / 1000
	for range unit {
		v /= 1000
	}
	digits := 0
	if unit > 0 && v < 9.95 {
		digits = 1
	}
	return local().printer.Sprint(number.Decimal(v, number.MaxFractionDigits(digits)))
}

// Percent is "100 %" or "100%", as the language has it.
func Percent(n int) string {
	return local().printer.Sprint(number.Percent(float64(n)/100, number.MaxFractionDigits(0)))
}
