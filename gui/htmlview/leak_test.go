package htmlview

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"popmail/gui/kit/loop"
)

// noNet makes everything that reaches for the net fail the test.
func noNet(t *testing.T) {
	t.Helper()
	transport, resolver := http.DefaultTransport, net.DefaultResolver
	t.Cleanup(func() { http.DefaultTransport, net.DefaultResolver = transport, resolver })
	touched := func(what string) error {
		t.Errorf("the net was asked for %s", what)
		return errors.New("no net")
	}
	http.DefaultTransport = &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) { return nil, touched(address) }}
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(_ context.Context, _, address string) (net.Conn, error) { return nil, touched(address) }}
}

// Whatever a page refers to, drawing, reading, finding and copying it asks nobody, and only
// the pictures that a person would see are among those that may be asked for.
func TestNothingLeaks(t *testing.T) {
	noNet(t)
	page, err := os.ReadFile("browser/testdata/leaks.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, alone := range append([]string{string(page)}, strings.Split(string(page), "\n")...) {
		s := newStage(t, 600, 400, &loop.Inline{})
		asked := map[string]bool{}
		s.set(Document{HTML: alone, Picture: func(ref string) ([]byte, bool) { asked[ref] = true; return nil, false }})
		s.win.Canvas().Capture()
		s.v.Find("words")
		_ = s.v.Text()
		for _, ref := range s.v.Remote() {
			low := strings.ToLower(ref)
			if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") || strings.Contains(ref, "hidden.") || strings.Contains(ref, "pixel.") {
				t.Errorf("%s would be asked for by %.80q", ref, alone)
			}
		}
		if strings.Contains(alone, "seen.example.net") && !asked["http://seen.example.net/train.png"] {
			t.Error("the page is not drawn")
		}
	}
}
