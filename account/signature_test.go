package account

import (
	"errors"
	"strings"
	"testing"
)

func TestSignature(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"none", "", ""},
		{"one line", "Ann", "Ann"},
		{"lines of Windows", "Ann\r\nPier 4\r\n", "Ann\nPier 4"},
		{"lines of an old Mac", "Ann\rPier 4", "Ann\nPier 4"},
		{"blanks and empty lines around it", "\n \nAnn  \n\nPier 4\t\n\n", "Ann\n\nPier 4"},
		{"indented", "Ann\n  Pier 4", "Ann\n  Pier 4"},
		{"with its mark", "-- \nAnn", "Ann"},
		{"with its mark as people type it", "--\nAnn", "Ann"},
		{"a dash of its own", "-- Ann --", "-- Ann --"},
		{"a rule below the name", "Ann\n--\nPier 4", "Ann\n--\nPier 4"},
		{"only blanks", " \n\t\n", ""},
		{"only the mark", "-- \n", ""},
		{"signs that no mail may hold", "A\x00nn\x1b[31m\x7f", "Ann[31m"},
		{"no UTF-8", "Ann\xff", "Ann\uFFFD"},
		{"other scripts", "Анна\nمع التحية", "Анна\nمع التحية"},
		{"twenty lines", strings.Repeat("x\n", 20), strings.TrimSuffix(strings.Repeat("x\n", 20), "\n")},
		{"2000 letters", strings.Repeat("ä", 2000), strings.Repeat("ä", 2000)},
	} {
		a := valid()
		a.Signature = c.in
		if err := a.Validate(); err != nil || a.Signature != c.want {
			t.Errorf("%s: %q, want %q: %v", c.name, a.Signature, c.want, err)
		}
		if again := TidySignature(a.Signature); again != a.Signature {
			t.Errorf("%s: tidied again it is %q", c.name, again)
		}
	}
	for name, in := range map[string]string{"many lines": strings.Repeat("x\n", 21), "much": strings.Repeat("ä", 2001)} {
		a := valid()
		a.Signature = in
		if err := a.Validate(); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "signature") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
