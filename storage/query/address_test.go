package query_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"popmail/pop3/pop3test"
	"popmail/storage/query"
)

// The address in a tree, nil where there is none.
func addressIn(q *query.Query) (out *query.Address) {
	query.Inspect(q.Root, func(n query.Node) bool {
		if a, ok := n.(*query.Address); ok {
			out = a
		}
		return true
	})
	return out
}

// TestAddress: an address means itself, one that begins with @ its host and those below it.
func TestAddress(t *testing.T) {
	for _, c := range []struct {
		text   string
		is, no []string
	}{
		{"ann@bank.example", []string{"ann@bank.example", "Ann@BANK.Example", "ann@bank.example."},
			[]string{"mary-ann@bank.example", "ann@bank.example.evil.example", "ann@a.bank.example", "ann@bank.examples", "ann", "", "@", "x@ann@evil.example"}},
		{"@bank.example", []string{"ann@bank.example", "x@a.bank.example", "x@A.B.Bank.Example"},
			[]string{"x@evilbank.example", "x@bank.example.evil.example", "bank.example@evil.example", "x@bank-example", "bank.example"}},
		{"@laptop", []string{"x@laptop", "x@mail.laptop"},
			[]string{"x@laptop.evil.example", "x@a.laptop.evil.example", "x@mylaptop", "x@laptops"}},
		{"@example.co", []string{"x@example.co", "x@a.example.co"}, []string{"x@example.com", "x@example.co.uk"}},
		{"@Bank.Example.", []string{"x@bank.example"}, []string{"x@bank.example2"}},
		{"ann@", []string{"ann@bank.example", "ANN@evil.example"}, []string{"anna@bank.example", "ann"}},
		{"@bücher.example", []string{"x@bücher.example", "x@BÜCHER.example", "x@xn--bcher-kva.example", "x@bu\u0308cher.example", "x@a.xn--bcher-kva.example"},
			[]string{"x@bucher.example", "x@buecher.example", "x@xn--bchar-kva.example"}},
		{"@xn--bcher-kva.example", []string{"x@bücher.example", "x@XN--bcher-kva.example"}, []string{"x@bucher.example"}},
		{"jörg@a.example", []string{"JÖRG@a.example", "jo\u0308rg@a.example"}, []string{"jorg@a.example"}},
		{"ann@[192.0.2.1]", []string{"ann@[192.0.2.1]"}, []string{"ann@192.0.2.1"}},
	} {
		a := addressIn(query.ParseWhole("from:"+c.text, now))
		if a == nil {
			t.Errorf("%s is no address", c.text)
			continue
		}
		for _, email := range c.is {
			if !a.Is(email) {
				t.Errorf("%s is not %s", c.text, email)
			}
		}
		for _, email := range c.no {
			if a.Is(email) {
				t.Errorf("%s is %q", c.text, email)
			}
		}
	}
	// While it is being typed the host goes on, in either way of writing it.
	for text, emails := range map[string][]string{"from:ann@ba": {"ann@bank.example"}, "from:@bank.ex": {"x@bank.example", "x@a.bank.example"},
		"from:@büc": {"x@bücher.example", "x@xn--bcher-kva.example"}, "from:@xn--bch": {"x@bücher.example"}} {
		a := addressIn(query.Parse(text, now))
		for _, email := range emails {
			if a == nil || !a.Is(email) {
				t.Errorf("%s does not begin %s", text, email)
			}
			if w := addressIn(query.ParseWhole(text, now)); w == nil || w.Is(email) {
				t.Errorf("%s, which nobody goes on typing, begins %s", text, email)
			}
		}
	}
}

// TestOneHost: who asks for a host of one part is told that it is meant alone, once it is typed.
func TestOneHost(t *testing.T) {
	for text, want := range map[string]bool{"from:@ferry": true, "to:@ferry": true, "-from:@ferry": true, "from:(@ferry x)": true, `from:"@ferry"`: true, "bcc:@ferry.": true,
		"from:@ferry.example": false, "from:ann@ferry": false, "from:ferry": false, "from:@[192.0.2.1]": false, "@ferry": false, "subject:@ferry": false} {
		q := query.ParseWhole(text, now)
		if got := len(q.Notes) == 1 && q.Notes[0].Kind == query.OneHost; got != want || !q.Understood() {
			t.Errorf("%q: %v", text, q.Notes)
		}
	}
	if q := query.Parse("from:@ferry", now); len(q.Notes) > 0 {
		t.Errorf("while it is typed: %v", q.Notes)
	}
	if q := query.Parse("from:@ferry ", now); len(q.Notes) != 1 {
		t.Errorf("once it is typed: %v", q.Notes)
	}
	if query.ParseWhole("form:maria", now).Understood() {
		t.Error("an operator that is none is understood")
	}
}

func TestAddressForms(t *testing.T) {
	for email, want := range map[string][]string{
		" Ann@Bank.example":         {"ann@bank.example"},
		"Ann@BÜCHER.example":        {"ann@bücher.example", "ann@xn--bcher-kva.example"},
		"ann@xn--bcher-kva.Example": {"ann@xn--bcher-kva.example", "ann@bücher.example"},
		"nobody":                    {"nobody"},
		"":                          {""},
	} {
		if got := query.AddressForms(email); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", email, got, want)
		}
	}
}

// FuzzAddress: an address is itself and of its host, and a key is its own key.
func FuzzAddress(f *testing.F) {
	for _, email := range []string{"ann@bank.example", "Jörg@BÜCHER.example", "x@xn--bcher-kva.example", "@", "a@b@c", "ann@[192.0.2.1]", "x@xn--", "＠", "a@..b.", "\xff@\xfe"} {
		f.Add(email)
	}
	f.Fuzz(func(t *testing.T, email string) {
		pop3test.Within(t, len(email), func() {
			if !utf8.ValidString(email) {
				return
			}
			key := query.AddressKey(email)
			if again := query.AddressKey(key); again != key {
				t.Errorf("the key of %q is %q, and the key of that %q", email, key, again)
			}
			for _, form := range query.AddressForms(email) {
				if query.AddressKey(form) != key {
					t.Errorf("%q has the form %q, whose key is another one", email, form)
				}
			}
			for _, prefix := range []string{"from:", "to:@"} {
				a := addressIn(query.Parse(prefix+email, now))
				if a != nil {
					_ = a.Is(email)
				}
			}
		})
	})
}
