package words

import (
	"golang.org/x/text/number"

	"popmail/gui/kit/lang"
)

// Count is a whole number with its digits grouped: "12,408".
func Count(n int) string { return local().printer.Sprint(number.Decimal(n)) }

// Size is a number of octets: "512 bytes", "212 KB", "1.4 MB".
func Size(octets int64) string {
	if octets < 1000 {
		return lang.N("{{.Count}} bytes", int(octets), map[string]any{"Count": Count(int(octets))})
	}
	v, digits, unit := Measure(octets, octets)
	return decimal(v, digits) + " " + lang.L(unit)
}

// Part is how much of total is done, in the unit of total: "84 of 136 MB".
func Part(done, total int64) string {
	total = max(total, 1000)
	d, digits, unit := Measure(min(done, total), total)
	t, less, _ := Measure(total, total)
	return lang.L("{{.Done}} of {{.Total}} {{.Unit}}", map[string]any{
		"Done": decimal(d, digits), "Total": decimal(t, less), "Unit": lang.L(unit)})
}

// Measure is a number of octets in the unit in which total, once rounded, is below
// 1000, with the digits after the decimal sign that tell people something: one below
// 10 MB, else none. A KB has 1000 octets.
func Measure(octets, total int64) (v float64, digits int, unit string) {
	v, unit = float64(octets), "bytes"
	for i, t := 0, float64(total); i < 4 && t >= 999.5; i++ {
		t, v, unit = t/1000, v/1000, []string{"KB", "MB", "GB", "TB"}[i]
	}
	if unit != "bytes" && unit != "KB" && v < 9.95 {
		digits = 1
	}
	return v, digits, unit
}

func decimal(v float64, digits int) string {
	return local().printer.Sprint(number.Decimal(v, number.MaxFractionDigits(digits)))
}

// Percent is "100 %" or "100%", as the language has it.
func Percent(n int) string {
	return local().printer.Sprint(number.Percent(float64(n)/100, number.MaxFractionDigits(0)))
}
