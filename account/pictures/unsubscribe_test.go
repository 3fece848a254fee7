package pictures

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestUnsubscribe(t *testing.T) {
	var asked []string
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Content-Type")+" "+string(body))
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.Header.Get("User-Agent") != agent {
			t.Errorf("%v", r.Header)
		}
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/u", http.StatusTemporaryRedirect)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/cut":
			panic(http.ErrAbortHandler)
		}
	}))
	defer s.Close()
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	base := "https://example.com:" + port // the name in the certificate
	letter, key := signed(t, "", "From", "List-Unsubscribe", "List-Unsubscribe-Post")
	f := Fetcher{way{txt: key, resolve: names(t, netip.MustParseAddr("127.0.0.1")), roots: roots, allowed: func(netip.AddrPort) bool { return true }}}
	for _, c := range []struct {
		address string
		want    error
	}{
		{base + "/u?id=1", nil},
		{base + "/moved", ErrNotTaken},
		{base + "/gone", ErrNotTaken},
		{"http://example.com:" + port + "/u", ErrAddress},
		{"https://127.0.0.1:" + port + "/u", ErrAddress},
		{"https://printer.local/u", ErrAddress},
		{"https://a:b@example.com/u", ErrAddress},
		{"mailto:x@example.com", ErrAddress},
	} {
		if err := f.Unsubscribe(t.Context(), letter, c.address); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.address, err)
		}
	}
	const form = " application/x-www-form-urlencoded List-Unsubscribe=One-Click"
	if len(asked) != 3 || asked[0] != "POST /u?id=1"+form || asked[1] != "POST /moved"+form {
		t.Errorf("asked %q", asked)
	}
	// Where the line breaks once the request is on its way nobody knows what became of it.
	if err := f.Unsubscribe(t.Context(), letter, base+"/cut"); err == nil || errors.Is(err, ErrNotAsked) || errors.Is(err, ErrNotTaken) {
		t.Errorf("cut: %v", err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, none, _ := net.SplitHostPort(closed.Addr().String())
	_ = closed.Close()
	if err := f.Unsubscribe(t.Context(), letter, "https://example.com:"+none+"/u"); !errors.Is(err, ErrNotAsked) {
		t.Errorf("nobody listens: %v", err)
	}
	noKey := f
	noKey.txt = func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "server misbehaving", IsTemporary: true}
	}
	if err := noKey.Unsubscribe(t.Context(), letter, base+"/u"); !errors.Is(err, ErrNotAsked) {
		t.Errorf("no key: %v", err)
	}
	// A name of the internet that leads into the person's own net is not asked.
	f = Fetcher{way{txt: key, resolve: names(t, netip.MustParseAddr("127.0.0.1")), roots: roots}}
	if err := f.Unsubscribe(t.Context(), letter, base+"/u"); !errors.Is(err, ErrPrivate) || len(asked) != 4 {
		t.Errorf("%v, asked %q", err, asked)
	}
}
