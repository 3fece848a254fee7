package query

import (
	"math"
	"strconv"
	"strings"
)

var reSize = pattern(`^(\d{1,3}(?:,\d{3})+|\d{1,12}(?:[.,]\d{1,6})?) ?(b|bytes?|octets?|[kmgt]i?b?|[kmgt]bytes?|kilobytes?|megabytes?|gigabytes?)?$`)

var grouped = pattern(`^[1-9]\d{0,2}(?:,\d{3})+$`)

// Size reads a number of octets as people write it: "5mb", "5 MB", "1.5M",
// "500k", "20000". Units grow by 1000, those with an i ("MiB") by 1024. ok is false for
// anything else. A comma before exactly three digits groups them.
func Size(s string) (octets int64, ok bool) {
	m := reSize().FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(s), " ")))
	if m == nil {
		return 0, false
	}
	number := strings.Replace(m[1], ",", ".", 1)
	if grouped().MatchString(m[1]) {
		number = strings.ReplaceAll(m[1], ",", "")
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, false
	}
	unit := m[2]
	base := 1000.0
	if len(unit) > 1 && unit[1] == 'i' && unit[0] != 'k' || strings.HasPrefix(unit, "kib") || unit == "ki" {
		base = 1024
	}
	if unit != "" {
		n *= math.Pow(base, float64(strings.IndexByte("bkmgt", unit[0])))
	}
	return int64(min(math.Round(n), 1<<60)), true
}
