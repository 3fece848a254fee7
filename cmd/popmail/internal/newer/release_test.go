package newer

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestNewer(t *testing.T) {
	for _, c := range []struct {
		release, have string
		newer         bool
	}{
		{"0.2.0", "0.1.0", true}, {"0.10.0", "0.9.9", true}, {"1.0.0", "0.99.99", true}, {"0.1.1", "0.1.0", true},
		{"0.1.0", "0.1.0", false}, {"0.1.0", "0.2.0", false}, {"0.9.9", "0.10.0", false},
		// What is built of commits before a release is older than it.
		{"0.1.0", "0.1.0+5fc08d2", true}, {"0.1.0", "0.1.0+5fc08d2-dirty", true}, {"0.1.0", "0.2.0+5fc08d2", false},
		{"0.2", "0.1.0", false}, {"0.2.0-rc1", "0.1.0", false}, {"v0.2.0", "0.1.0", false}, {"0.2.0", "", false}, {"0.2.0", "trunk", false}, {"", "0.1.0", false},
	} {
		if got := Newer(c.release, c.have); got != c.newer {
			t.Errorf("%q for %q: %v", c.release, c.have, got)
		}
	}
}

// What cannot be shown or opened is neither written nor read.
func TestOdd(t *testing.T) {
	for name, change := range map[string]func(r *Release){
		"version":     func(r *Release) { r.Version = "0.2" },
		"commit":      func(r *Release) { r.Version = "0.2.0+5fc08d2" },
		"date":        func(r *Release) { r.Date = time.Time{} },
		"page":        func(r *Release) { r.Page = "http://example.com/" },
		"script":      func(r *Release) { r.Page = "javascript:alert(1)" },
		"no page":     func(r *Release) { r.Page = "" },
		"page's user": func(r *Release) { r.Page = "https://example.com@evil.example/" },
		"long page":   func(r *Release) { r.Page = "https://example.com/" + strings.Repeat("a", maxPage) },
		"language":    func(r *Release) { r.Words = map[string]string{"the first": "x"} },
		"no words":    func(r *Release) { r.Words = map[string]string{"en": " "} },
		"long words":  func(r *Release) { r.Words = map[string]string{"en": strings.Repeat("a", maxWords+1)} },
		"lines":       func(r *Release) { r.Words = map[string]string{"en": "a\nb"} },
		"backwards":   func(r *Release) { r.Words = map[string]string{"en": "a\u202Eb"} },
	} {
		r := release
		change(&r)
		if data, err := Marshal(r); !errors.Is(err, ErrOdd) {
			t.Errorf("%s: %s %v", name, data, err)
		}
	}
	for _, text := range []string{"", "{}", "null", "[]", `{"version":"0.2.0"}`, strings.Repeat("[", 10_000)} {
		if r, err := parse([]byte(text)); !errors.Is(err, ErrOdd) {
			t.Errorf("%.20q: %+v %v", text, r, err)
		}
	}
	// What a later PopMail may need is no harm.
	data, err := Marshal(release)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parse([]byte(strings.Replace(string(data), "{", `{"since": 3,`, 1))); err != nil {
		t.Error(err)
	}
}

// FuzzParse: whatever is signed, what is read of it can be shown, and is written as it was read.
func FuzzParse(f *testing.F) {
	data, err := Marshal(release)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"program":"PopMail","version":"1.0.0","date":"2027-01-01T00:00:00+02:00","page":"https://a.example","words":{"en-GB":"x"}}`))
	f.Add([]byte(`{"program":"PopMail","version":"1.0.0","date":"2027-01-01T00:00:00Z","page":"https://[::1]:1/%zz"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parse(data)
		if err != nil {
			return
		}
		again, err := Marshal(r)
		if err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		if back, err := parse(again); err != nil || !back.Date.Equal(r.Date) || back.Version != r.Version || back.Page != r.Page || len(back.Words) != len(r.Words) || len(r.Words) > 0 && !reflect.DeepEqual(back.Words, r.Words) {
			t.Errorf("%+v became %+v, %v", r, back, err)
		}
	})
}

// FuzzRead: nothing is believed that is not signed with the key.
func FuzzRead(f *testing.F) {
	_, public := key(f)
	keys, err := parseKeys(public)
	if err != nil {
		f.Fatal(err)
	}
	data, err := Marshal(release)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, []byte("untrusted comment: x\nRUQ=\ntrusted comment: y\nAAAA\n"))
	f.Fuzz(func(t *testing.T, data, signature []byte) {
		if r, err := read(data, signature, keys); err == nil {
			t.Errorf("believed: %+v", r)
		}
	})
}
