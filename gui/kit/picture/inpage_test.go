package picture

import "testing"

// A % that begins no escape stands for itself.
func TestInPage(t *testing.T) {
	for ref, want := range map[string]string{
		"data:image/svg+xml;utf8,<svg width='100%' height='6'>": "<svg width='100%' height='6'>",
		"data:image/svg+xml,%3Csvg width='100%'%3e":             "<svg width='100%'>",
		"data:,%%41%":                      "%A%",
		"data:,100%4":                      "100%4",
		" DATA:image/gif;BASE64, YW J%6a ": "abc",
		"data:a;base64,YWJj%3D":            "abc",
	} {
		if got, ok := InPage(ref); string(got) != want || !ok {
			t.Errorf("%s: %q, %v", ref, got, ok)
		}
	}
	for _, ref := range []string{"", "data:", "data:image/png", "cid:a,b", "data:;base64,%%%"} {
		if got, ok := InPage(ref); ok {
			t.Errorf("%s: %q", ref, got)
		}
	}
}
