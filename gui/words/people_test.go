package words

import "testing"

func TestInList(t *testing.T) {
	for name, want := range map[string]string{"Jan Kowalski": "Jan Kowalski", "Kowalski, Jan": "“Kowalski, Jan”", "a; b": "“a; b”", "山田、太郎": "“山田、太郎”",
		"jan@example.net": "jan@example.net", "": ""} {
		if got := InList(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
