package pictures

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"popmail/pop3/pop3test"
)

// pixels is a PNG of one color.
func pixels(t testing.TB, w, h int) []byte {
	im := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Black, color.White})
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// web is a site with https and http, to which all names lead.
type web struct {
	mu    sync.Mutex
	asked []string // "https GET host/path" of each request
	heads []http.Header
	pages map[string]func(w http.ResponseWriter, r *http.Request) // by "scheme://host/path"
	f     Fetcher
}

func newWeb(t *testing.T) *web {
	w := &web{pages: map[string]func(http.ResponseWriter, *http.Request){}}
	handler := func(scheme string) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			address := scheme + "://" + r.Host + r.URL.String()
			w.mu.Lock()
			w.asked = append(w.asked, address)
			w.heads = append(w.heads, r.Header.Clone())
			page := w.pages[address]
			w.mu.Unlock()
			if page == nil {
				http.NotFound(rw, r)
				return
			}
			page(rw, r)
		})
	}
	plain, safe := httptest.NewServer(handler("http")), httptest.NewTLSServer(handler("https"))
	t.Cleanup(plain.Close)
	t.Cleanup(safe.Close)
	pool := x509.NewCertPool()
	pool.AddCert(safe.Certificate())
	w.f.roots = pool
	w.f.dial = func(ctx context.Context, _, address string) (net.Conn, error) {
		to := plain.Listener.Addr().String()
		if strings.HasSuffix(address, ":443") {
			to = safe.Listener.Addr().String()
		}
		return (&net.Dialer{}).DialContext(ctx, "tcp", to)
	}
	return w
}

func (w *web) send(address string, octets []byte) {
	w.pages[address] = func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write(octets) }
}

func (w *web) redirect(from, to string) {
	w.pages[from] = func(rw http.ResponseWriter, r *http.Request) {
		http.SetCookie(rw, &http.Cookie{Name: "who", Value: "you"})
		http.Redirect(rw, r, to, http.StatusFound)
	}
}

func (w *web) fetch(ctx context.Context, urls ...string) map[string]Picture {
	out := map[string]Picture{}
	w.f.Fetch(ctx, urls, func(p Picture) { out[p.URL] = p })
	return out
}

// The test server's certificate is that of example.com.
func TestFetch(t *testing.T) {
	w := newWeb(t)
	good := pixels(t, 20, 10)
	w.send("https://example.com/a.png", good)
	w.send("http://old.example.net/plain.png", good) // no certificate for it
	w.send("https://example.com/large", make([]byte, maxOctets+1))
	w.send("https://example.com/text", []byte("<html>no picture"))
	w.redirect("https://example.com/r1", "https://example.com/r2")
	w.redirect("https://example.com/r2", "//example.com/r3")
	w.redirect("https://example.com/r3", "/a.png")
	w.redirect("https://example.com/r0", "/r1")
	w.redirect("https://example.com/inside", "http://192.168.1.1/logo.png")
	w.redirect("https://example.com/name", "https://printer.local/a.png")
	w.redirect("https://example.com/file", "file:///etc/passwd")
	w.redirect("https://example.com/user", "https://a:b@example.com/a.png")
	got := w.fetch(t.Context(), "http://example.com/a.png", "http://example.com/a.png", "http://old.example.net/plain.png", "https://example.com/large", "https://example.com/text", "https://example.com/missing",
		"https://example.com/r1", "https://example.com/r0", "https://example.com/inside", "https://example.com/name", "https://example.com/file", "https://example.com/user", "ftp://example.com/a.png")
	for address, want := range map[string]error{
		"http://example.com/a.png": nil, "http://old.example.net/plain.png": nil, "https://example.com/r1": nil,
		"https://example.com/large": ErrTooLarge, "https://example.com/text": ErrNone, "https://example.com/missing": ErrAnswer, "https://example.com/r0": ErrAnswer,
		"https://example.com/inside": ErrAddress, "https://example.com/name": ErrAddress, "https://example.com/file": ErrAddress, "https://example.com/user": ErrAddress, "ftp://example.com/a.png": ErrAddress,
	} {
		p, ok := got[address]
		if !ok || !errors.Is(p.Err, want) || (want == nil) != (p.Err == nil) || (want == nil) != bytes.Equal(p.Octets, good) {
			t.Errorf("%s: %d octets, %v", address, len(p.Octets), p.Err)
		}
	}
	if slices.Contains(w.asked, "http://example.com/a.png") || !slices.Contains(w.asked, "https://example.com/a.png") {
		t.Errorf("https was not tried first: %v", w.asked)
	}
	for i, h := range w.heads {
		names := make([]string, 0, len(h))
		for name := range h {
			names = append(names, name)
		}
		slices.Sort(names)
		if !slices.Equal(names, []string{"Accept", "User-Agent"}) || h.Get("User-Agent") != "Mozilla/5.0" {
			t.Errorf("%s was told %v", w.asked[i], h)
		}
	}
}

// What answers in the stead of a server, as a train's net does, says nothing of its pictures: they may
// come another time. The server itself does.
func TestPortals(t *testing.T) {
	w := newWeb(t)
	refuse := func(code int) func(http.ResponseWriter, *http.Request) {
		return func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(code) }
	}
	w.send("http://old.example.net/page.png", []byte("<html>Welcome aboard"))
	w.send("http://old.example.net/large.png", make([]byte, maxOctets+1))
	w.send("http://example.com:8080/page.png", []byte("<html>Welcome aboard"))
	w.redirect("http://old.example.net/inside.png", "http://10.0.0.1/login")
	w.redirect("http://old.example.net/safe.png", "https://example.com/login")
	w.send("https://example.com/login", []byte("<html>Welcome aboard"))
	w.pages["http://old.example.net/refused.png"] = refuse(http.StatusForbidden)
	w.pages["https://example.com/refused.png"] = refuse(http.StatusForbidden)
	w.pages["https://example.com/who.png"] = refuse(http.StatusUnauthorized)
	w.pages["https://example.com/gone.png"] = refuse(http.StatusGone)
	for address, never := range map[string]bool{
		"http://old.example.net/page.png": false, "http://old.example.net/large.png": false, "http://example.com:8080/page.png": false, "http://old.example.net/inside.png": false,
		"http://old.example.net/safe.png": false, "http://old.example.net/missing.png": false, "http://old.example.net/refused.png": false, "https://example.com/refused.png": false,
		"https://example.com/who.png": false, "https://example.com/gone.png": true, "https://example.com/missing.png": true, "https://example.com/login": true, "http://example.com/login": true,
	} {
		if p := w.fetch(t.Context(), address)[address]; p.Err == nil || Never(p.Err) != never || !never && !errors.Is(p.Err, ErrAnswer) {
			t.Errorf("%s: %v, never %v", address, p.Err, Never(p.Err))
		}
	}
}

// What is beyond the bounds of one time may come another time.
func TestTheRest(t *testing.T) {
	w := newWeb(t)
	padded := append(pixels(t, 2, 2), make([]byte, maxOctets-1000)...)
	var urls []string
	for i := range maxAll/maxOctets + 2*atOnce { // as many are under way when the room is counted
		u := fmt.Sprintf("https://example.com/%03d.png", i)
		w.send(u, padded)
		urls = append(urls, u)
	}
	for range maxPictures {
		urls = append(urls, fmt.Sprintf("https://example.com/x%d", len(urls)))
	}
	late := 0
	for _, p := range w.fetch(t.Context(), urls...) {
		if errors.Is(p.Err, ErrTooMany) {
			if late++; Never(p.Err) {
				t.Fatal(p.Err)
			}
		} else if errors.Is(p.Err, ErrTooLarge) {
			t.Errorf("%s: %v", p.URL, p.Err)
		}
	}
	if late < len(urls)-maxPictures {
		t.Errorf("%d did not have their turn", late)
	}
}

// A picture with too many pixels never comes, however little room is left: its server has answered.
func TestTooManyPixels(t *testing.T) {
	w := newWeb(t)
	padded := append(pixels(t, 2, 2), make([]byte, maxOctets-1000)...)
	var urls []string
	for i := range maxAll / maxOctets {
		urls = append(urls, fmt.Sprintf("https://example.com/%03d.png", i))
		w.send(urls[i], padded)
	}
	for i := range 40 { // which go on when all of the others have come
		u := fmt.Sprintf("https://example.com/x%03d", i)
		w.pages[u] = func(rw http.ResponseWriter, _ *http.Request) {
			time.Sleep(10 * time.Millisecond)
			_, _ = rw.Write([]byte("GIF89a\x60\xea\x60\xea\x00\x00\x00"))
		}
		urls = append(urls, u)
	}
	for _, p := range w.fetch(t.Context(), urls...) {
		if strings.Contains(p.URL, "/x") && !Never(p.Err) {
			t.Errorf("%s: %v", p.URL, p.Err)
		}
	}
}

func TestBounds(t *testing.T) {
	w := newWeb(t)
	var urls []string
	for i := range maxPictures + 20 {
		u := fmt.Sprintf("https://example.com/%03d.png", i)
		w.send(u, pixels(t, 2, 2))
		urls = append(urls, u)
	}
	few := 0
	for _, p := range w.fetch(t.Context(), urls...) {
		if p.Err == nil {
			few++
		}
	}
	if few != maxPictures || len(w.asked) != maxPictures {
		t.Errorf("%d came, %d were asked for", few, len(w.asked))
	}
	w.send("https://example.com/wide", []byte("GIF89a\x60\xea\x60\xea\x00\x00\x00"))
	if p := w.fetch(t.Context(), "https://example.com/wide")["https://example.com/wide"]; !errors.Is(p.Err, ErrTooLarge) {
		t.Error(p.Err)
	}
	hang := make(chan struct{})
	w.pages["https://example.com/hang"] = func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if p := w.fetch(ctx, "https://example.com/hang")["https://example.com/hang"]; p.Err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %v", p.Err, time.Since(began))
	}
	close(hang)
}

func TestParse(t *testing.T) {
	for _, bad := range []string{
		"", "x", "/a.png", "ftp://example.com/x", "file:///etc/passwd", "data:image/png,x", "cid:a", `\\host\share\x.png`, "https:", "https://", "https:///x",
		"http://localhost/x", "http://printer/x", "http://a.local/x", "http://router.lan/", "http://x.home.arpa/", "http://a.onion/x", "http://user@example.com/x", "http://user:pw@example.com/x",
		"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0x7f000001/", "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.0.1/", "http://169.254.169.254/latest", "http://100.64.0.1/", "http://0.0.0.0/",
		"http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::127.0.0.1]/",
		"http://example.com:25/", "http://example.com:22/x", "http://example.com:0/", "http://example.com:99999/",
	} {
		if u, err := Parse(bad); err == nil {
			t.Errorf("%q is asked for: %v", bad, u)
		}
		if h := Host(bad); h != "" {
			t.Errorf("%q names %q", bad, h)
		}
	}
	for good, host := range map[string]string{
		"http://example.com/x.png": "example.com", " https://IMG.Example.Com./a\n b ": "img.example.com", "//cdn.shop.co.uk/x": "cdn.shop.co.uk", "https://93.184.215.14/x": "93.184.215.14",
		"http://example.com:8080/x": "example.com", "http://[2606:4700::1111]/x": "2606:4700::1111", "ht\ntp://example.com/a": "example.com",
	} {
		if _, err := Parse(good); err != nil || Host(good) != host {
			t.Errorf("%q: %v, %q", good, err, Host(good))
		}
	}
}

// names answers each question for an address by the same one.
func names(t *testing.T, to netip.Addr) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA && to.Is4() {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: to.As4()}})
			} else if q.Type == dnsmessage.TypeAAAA && to.Is6() {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AAAAResource{AAAA: to.As16()}})
			}
			if out, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// A name of the internet that leads into the person's own net is not followed: the address
// that is dialed counts.
func TestNamesThatLeadInside(t *testing.T) {
	hits := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { hits++; _, _ = w.Write(pixels(t, 2, 2)) }))
	defer s.Close()
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	address := "http://pictures.example.com:" + port + "/a.png"
	for _, to := range []string{"127.0.0.1", "::1"} {
		f := Fetcher{way{resolve: names(t, netip.MustParseAddr(to))}}
		f.Fetch(t.Context(), []string{address}, func(p Picture) {
			if !errors.Is(p.Err, ErrPrivate) {
				t.Errorf("%s: %v", to, p.Err)
			}
		})
	}
	if hits > 0 {
		t.Error("the server was asked")
	}
	f := Fetcher{way{resolve: names(t, netip.MustParseAddr("127.0.0.1")), allowed: func(netip.AddrPort) bool { return true }}}
	f.Fetch(t.Context(), []string{address}, func(p Picture) {
		if p.Err != nil {
			t.Errorf("allowed: %v", p.Err)
		}
	})
	if hits != 1 {
		t.Errorf("asked %d times", hits)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"http://a.example.org/x", "//a", "http://[::1]:1/", "http://1.2.3.4.5/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pop3test.Within(t, len(s), func() {
			if u, err := Parse(s); err == nil && (u.User != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
				t.Errorf("%q is %v", s, u)
			}
		})
	})
}
