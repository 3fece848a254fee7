package letter_test

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/letter"
)

func TestSign(t *testing.T) {
	for _, c := range []struct{ text, signature, want, own string }{
		{"Hi\n\n", "Ann\n", "Hi\n\n-- \nAnn\n", "Hi\n"},
		{"", "Ann", "\n\n-- \nAnn\n", "\n"},
		{"Hi", " ", "Hi", "Hi"},
		{"Hi", "", "Hi", "Hi"},
		{"Hi\n\n\n", "Ann", "Hi\n\n\n-- \nAnn\n", "Hi\n"},
		{"Hi\n", "Ann\n\nPier 4", "Hi\n\n-- \nAnn\n\nPier 4\n", "Hi\n"},
	} {
		s := letter.Sign(c.text, c.signature)
		if own := letter.Unsigned(s); s != c.want || own != c.own {
			t.Errorf("%q signed %q: %q, and without it %q", c.text, c.signature, s, own)
		}
	}
	// A signature as long as a person can make it is one where it is read, too.
	most := strings.TrimSuffix(strings.Repeat("Ann\n", account.MaxSignatureLines), "\n")
	if own := letter.Unsigned(letter.Sign("Hi\n", most)); own != "Hi\n" || !account.SignatureFits(most) {
		t.Errorf("the longest signature: %q", own)
	}
}

// TestUnsigned: what is taken away is a signature and nothing else.
func TestUnsigned(t *testing.T) {
	for name, text := range map[string]string{
		"none":                           "Hi\n",
		"a long text":                    "a\n-- \n" + strings.Repeat("no signature\n", 40),
		"a quote below":                  "Hi\n\n-- \nAnn\n\nOn Friday, Bob wrote:\n> It is cold.\n",
		"a quote at once":                "Hi\n\n-- \n> It is cold.\n",
		"a message passed on below":      "Hi\n\n-- \nAnn\n\n---------- Forwarded message ----------\nFrom: Bob\n\nIt is cold.\n",
		"a message passed on by Outlook": "Hi\n\n-- \nAnn\n\n-----Original Message-----\nIt is cold.\n",
		"dashes without the blank":       "Hi\n--\nAnn\n",
		"dashes within a line":           "Hi -- \nAnn\n",
		"dashes in a quote":              "Hi\n> -- \n> Ann\n",
	} {
		if got := letter.Unsigned(text); got != text {
			t.Errorf("%s: %q", name, got)
		}
	}
	for text, want := range map[string]string{
		"-- \nAnn\n":                       "\n",
		"Hi\r\n-- \r\nAnn\r\n":             "Hi\n",
		"Hi\n-- \nno\n-- \nAnn\n":          "Hi\n-- \nno\n",
		"Hi\n\n-- \nAnn > Bob\nPier-4\n\n": "Hi\n",
	} {
		if got := letter.Unsigned(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestSignAgain: another signature takes the place of the one that was put there, unless the
// person has changed it, and nothing of what they wrote is touched.
func TestSignAgain(t *testing.T) {
	for _, c := range []struct {
		name, text, before, after, want string
		ok                              bool
	}{
		{"for another", "Hi\n\n-- \nAnn\n", "Ann", "The Club\nPier 4", "Hi\n\n-- \nThe Club\nPier 4\n", true},
		{"for none", "Hi\n\n-- \nAnn\n", "Ann", "", "Hi\n\n", true},
		{"where there was none", "Hi", "", "The Club", "Hi\n\n-- \nThe Club\n", true},
		{"none for none", "Hi\n\n", "", "", "Hi\n\n", true},
		{"in an empty letter", "\n\n-- \nAnn\n", "Ann", "The Club", "\n\n-- \nThe Club\n", true},
		{"the lines above it stay", "Hi\n\n\n\n-- \nAnn\n", "Ann", "The Club", "Hi\n\n\n\n-- \nThe Club\n", true},
		{"lines at the end", "Hi\n-- \nAnn\n\n \n", "Ann", "The Club", "Hi\n-- \nThe Club\n", true},
		{"without the last line end", "Hi\n-- \nAnn", "Ann", "The Club", "Hi\n-- \nThe Club\n", true},
		{"changed", "Hi\n-- \nAnn of Pier 4\n", "Ann", "The Club", "Hi\n-- \nAnn of Pier 4\n", false},
		{"written on below", "Hi\n-- \nAnn\nP.S. It is cold.\n", "Ann", "The Club", "Hi\n-- \nAnn\nP.S. It is cold.\n", false},
		{"taken away", "Hi\n", "Ann", "The Club", "Hi\n", false},
		{"without its mark", "Hi\nAnn\n", "Ann", "The Club", "Hi\nAnn\n", false},
		{"the mark joined to a line", "Hi-- \nAnn\n", "Ann", "The Club", "Hi-- \nAnn\n", false},
		{"the words of it above, too", "-- \nAnn\n\n-- \nAnn\n", "Ann", "The Club", "-- \nAnn\n\n-- \nThe Club\n", true},
	} {
		if got, ok := letter.SignAgain(c.text, c.before, c.after); got != c.want || ok != c.ok {
			t.Errorf("%s: %q %v, want %q", c.name, got, ok, c.want)
		}
	}
}

// TestSignedLetters: the line before a signature comes whole through the encoding, and a
// letter of nothing but a signature has no empty lines above it.
func TestSignedLetters(t *testing.T) {
	for _, c := range []struct{ text, signature, want string }{
		{"Hi\n\n-- \nAnn\n", "Ann", "\r\n\r\nHi\r\n\r\n--=20\r\nAnn\r\n"},
		{"\n\n-- \nAnn\n", "Ann", "\r\n\r\n--=20\r\nAnn\r\n"},
		{"\n\nHi\n\n-- \nAnn\n", "Ann", "\r\n\r\n\r\n\r\nHi\r\n\r\n--=20\r\nAnn\r\n"},
	} {
		l := &letter.Letter{From: letter.Person{Email: "ann@example.org"}, Text: c.text, Signature: c.signature}
		raw, err := letter.Compose(l)
		if err != nil || !strings.HasSuffix(string(raw), c.want) {
			t.Errorf("%q: %v\n%s", c.text, err, raw)
		}
		l.Quote = &letter.Quote{Line: "Bob wrote:", Text: "It is cold.\n", HTML: "<p>It is cold.</p>"}
		if raw, err = letter.Compose(l); err != nil || !strings.Contains(string(raw), "--=20\r\nAnn\r\n\r\nBob wrote:\r\n> It is cold.\r\n") || strings.Contains(string(raw), "<div dir=3D\"auto\"><br>") && c.text[:3] != "\n\nH" {
			t.Errorf("%q with a quote: %v\n%s", c.text, err, raw)
		}
		l.Plain = true
		if raw, err = letter.Compose(l); err != nil || strings.Contains(string(raw), "text/html") || !strings.HasSuffix(string(raw), "Bob wrote:\r\n> It is cold.\r\n") {
			t.Errorf("%q as plain text: %v\n%s", c.text, err, raw)
		}
		raw, writing, err := letter.Keep(l)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := letter.Reopen(raw, writing); err != nil || again.Text != c.text || again.Signature != c.signature || !again.Plain {
			t.Errorf("kept and opened again: %+v %v", again, err)
		}
	}
}
