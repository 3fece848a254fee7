package textview

import "testing"

func TestShownMirrors(t *testing.T) {
	for _, c := range []struct {
		text string
		rtl  bool
		want string
	}{
		{" <", true, "> "}, {"> ", true, " <"}, {"(a", true, "a)"}, {"«", true, "»"}, {" <", false, " <"}, {"שלום", true, "שלום"},
	} {
		if got := shown(c.text, c.rtl); got != c.want {
			t.Errorf("shown(%q, %v) = %q, want %q", c.text, c.rtl, got, c.want)
		}
	}
}
