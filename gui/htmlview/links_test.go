package htmlview

import "testing"

// References are made whole by what the page says it stands below; those that name only a
// host are fetched over an encrypted line.
func TestAbsolute(t *testing.T) {
	for _, c := range []struct{ base, ref, want string }{
		{"", "//cdn.example/p.png", "https://cdn.example/p.png"},
		{"cid:x", " //cdn.example/p.png ", "https://cdn.example/p.png"},
		{"http://a.example/b/", "//cdn.example/p.png", "http://cdn.example/p.png"},
		{"http://a.example/b/", "c?d", "http://a.example/b/c?d"},
		{"", "c?d", "c?d"},
		{"", "///etc/passwd", "///etc/passwd"},
		{"", `\\host\share`, `\\host\share`},
		{"", "#down", "#down"},
		{"file:///x", "cid:1", "cid:1"},
	} {
		if got := Absolute(c.base, c.ref); got != c.want {
			t.Errorf("%q below %q is %q, want %q", c.ref, c.base, got, c.want)
		}
	}
}
