package locale

import "testing"

func TestNames(t *testing.T) {
	for locale, want := range map[string]bool{
		"C": false, "C.UTF-8": false, "POSIX": false, "": false, "en": true, "en_US": true, "de_AT.UTF-8@euro": true,
		"zh-Hans_CN": true, "es_419.UTF-8": true, "de:en": true, "de:C": false, "x\x1b": false, "sr_RS@latin": true, "12": false,
	} {
		if got := names(locale); got != want {
			t.Errorf("%q: %v, want %v", locale, got, want)
		}
	}
}
