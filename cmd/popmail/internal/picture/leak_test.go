package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"popmail/storage/eml"
)

// watched is what a page must not touch: a server on this computer, and the ways to
// names and to pages that a program has by default.
type watched struct {
	host    string // address and port of the server
	touched atomic.Int64
	mu      sync.Mutex
	first   string
}

func (w *watched) touch(what string) error {
	w.touched.Add(1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.first == "" {
		w.first = what
	}
	return errors.New("not to be touched")
}

type refuses struct{ w *watched }

func (r refuses) RoundTrip(q *http.Request) (*http.Response, error) {
	return nil, r.w.touch("http " + q.URL.String())
}

func watch(t *testing.T) *watched {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{host: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = w.touch("a connection")
			_ = c.Close()
		}
	}()
	resolver, transport := net.DefaultResolver, http.DefaultTransport
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
		return nil, w.touch("a name server at " + address)
	}}
	http.DefaultTransport = refuses{w}
	t.Cleanup(func() {
		net.DefaultResolver, http.DefaultTransport = resolver, transport
		_ = l.Close()
	})
	return w
}

func (w *watched) check(t *testing.T) {
	t.Helper()
	if n := w.touched.Load(); n != 0 {
		t.Fatalf("the network was touched %d times, first: %s", n, w.first)
	}
}

// redFile is a picture of one color that only a page that reads files could show.
func redFile(t *testing.T) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Pix[i] = []byte{0xfe, 0x01, 0x7f, 0xff}[i%4]
	}
	path := filepath.Join(t.TempDir(), "red.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// leaks are the ways in which a page has made programs fetch what it names; URL stands for
// something to fetch.
var leaks = []string{
	// The head.
	`<!DOCTYPE html SYSTEM "URL">`, `<?xml-stylesheet href="URL"?>`, `<html manifest="URL">`, `<head profile="URL">`, `<base href="URL"><img src="a.png">`,
	`<meta http-equiv="refresh" content="0;url='URL'">`, `<meta http-equiv="refresh" content="0; URL=&quot;URL&quot;">`,
	`<meta http-equiv="Content-Security-Policy" content="default-src 'self'; report-uri URL">`, `<meta name="msapplication-TileImage" content="URL">`,
	`<link rel=stylesheet href="URL">`, `<link rel=icon href="URL">`, `<link rel=preload as=image imagesrcset="URL 2x">`, `<link rel=prefetch href="URL">`,
	`<link rel=prerender href="URL">`, `<link rel=preconnect href="URL">`, `<link rel=dns-prefetch href="URL">`, `<link rel=modulepreload href="URL">`,
	`<link rel=manifest href="URL">`, `<link rel="alternate stylesheet" href="URL" title=a>`, `<link rel=pingback href="URL">`, `<!--[if mso]><img src="URL"><![endif]-->`,
	// Elements.
	`<img src="URL">`, `<img srcset="URL 1x, URL 2x">`, `<img lowsrc="URL" dynsrc="URL" longdesc="URL">`, `<image src="URL">`, `<image href="URL">`, "<img src=\"\n URL\">", `<img src="&#104;ttp://HOST/a.png">`,
	`<input type=image src="URL">`, `<body background="URL">`, `<table background="URL"><tr background="URL"><td background="URL">a<th background="URL">b</table>`,
	`<picture><source srcset="URL"><img></picture>`, `<video src="URL" poster="URL"><track src="URL"></video>`, `<audio src="URL"></audio>`, `<bgsound src="URL">`, `<embed src="URL">`,
	`<object data="URL" classid="URL" codebase="URL"><param name=movie value="URL"></object>`, `<applet code="URL" archive="URL"></applet>`, `<iframe src="URL"></iframe>`,
	`<iframe srcdoc="<img src='URL'>"></iframe>`, `<frameset><frame src="URL"></frameset>`, `<layer src="URL"></layer><ilayer src="URL"></ilayer>`, `<isindex action="URL">`, `<script src="URL"></script>`,
	`<portal src="URL"></portal>`, `<a href="URL" ping="URL" attributionsrc="URL">a</a>`, `<map name=m><area href="URL" ping="URL"></map><img usemap="#m" src="URL">`, `<form action="URL"><button formaction="URL">b</button></form>`,
	`<blockquote cite="URL">a</blockquote><del cite="URL">b</del>`, `<math href="URL"><mi>x</mi></math>`, `<marquee background="URL">a</marquee>`, `<noscript><img src="URL"></noscript>`,
	`<svg><image xlink:href="URL" href="URL"/><use href="URL"/><filter id=f><feImage href="URL"/></filter><mask><image href="URL"/></mask><a xlink:href="URL"><text>a</text></a></svg>`,
	`<svg><style>@import "URL"; * { fill: url(URL) }</style><foreignObject><img src="URL"></foreignObject><set attributeName=href to="URL"/></svg>`,
	`<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='URL'/%3E%3C/svg%3E">`, `<img src="data:text/html,<img src='URL'>">`,
	// Style sheets.
	`<style>body { background: url(URL) }</style>`, `<style>p { background-image: url( "URL" ) }</style><p>a</p>`, `<style>li { list-style: url(URL); list-style-image: url(URL) }</style><ul><li>a</ul>`,
	`<style>p { border-image: url(URL) 3; cursor: url(URL), auto }</style><p>a</p>`, `<style>p::before { content: url(URL) }</style><p>a</p>`, `<style>p { filter: url(URL#f); mask: url(URL); clip-path: url(URL); shape-outside: url(URL) }</style><p>a</p>`,
	`<style>@font-face { font-family: f; src: url(URL) } p { font-family: f }</style><p>a</p>`, `<style>@import "URL";</style>`, `<style>@import url(URL) screen;</style>`, `<style>/**/@import/**/'URL';</style>`,
	`<style>@namespace url(URL);</style>`, `<style>p { background: image-set("URL" 1x) }</style><p>a</p>`, `<style>p { background: -webkit-image-set(url(URL) 1x) }</style><p>a</p>`, `<style>p { background: cross-fade(url(URL), url(URL)) }</style><p>a</p>`,
	`<style>:root { --u: url(URL) } p { background: var(--u) }</style><p>a</p>`, `<style>p { background: src("URL") }</style><p>a</p>`, `<style>p { background: \75\72\6C(URL) }</style><p>a</p>`, `<style>p { background: u\72l(URL) }</style><p>a</p>`,
	`<style>p { background: url(URL</style><p>a</p>`, `<p style="background: url('URL')">a`, `<p style="background-image: \000075rl(URL)">a`, `<svg style="background: url(URL)"></svg>`, `<style><!-- p { background: url(URL) } --></style><p>a</p>`,
	`<title></title><style>p{background:url(URL)}</style><p>a`, `<div><style>@media screen { div { background: url(URL) } }</style></div>`,
	// Text.
	`<p>URL and www.HOST and mail@HOST</p>`,
}

// TestNothingLeaks draws pages that name things to fetch in every way known, of hosts, of
// this computer's network and of its disk: nothing is asked for, and nothing of it is drawn.
func TestNothingLeaks(t *testing.T) {
	w := watch(t)
	red := redFile(t)
	for _, scheme := range []string{
		"http://HOST/a.png", "https://HOST/a.png", "//HOST/a.png", `\\HOST\share\a.png`, "HTTP://HOST/a.png", "ftp://HOST/a.png", "ws://HOST/a",
		"http://leak.example/a.png", "ht\ttp://HOST/a.png", "file://HOST/share/a.png", "file://" + red, red, "jar:http://HOST/a!/b", "view-source:http://HOST/", "blob:http://HOST/1", "cid:http://HOST/a.png",
	} {
		url := strings.ReplaceAll(scheme, "HOST", w.host)
		for _, leak := range leaks {
			html := strings.NewReplacer("URL", url, "HOST", w.host).Replace(leak)
			for _, dark := range []bool{false, true} {
				d, err := Lay(t.Context(), []Page{{HTML: html}}, 400, dark)
				if err != nil {
					t.Fatal(err)
				}
				img := d.First(300)
				d.Words()
				for y := range img.Rect.Dy() {
					for x := range img.Rect.Dx() {
						if img.RGBAAt(x, y) == (color.RGBA{0xfe, 0x01, 0x7f, 0xff}) {
							t.Fatalf("a file of the computer is drawn: %s", html)
						}
					}
				}
			}
			if w.touched.Load() != 0 {
				t.Fatalf("%s: %s", html, w.first)
			}
		}
	}
	// What a broken page waits for comes too late for a check right behind it.
	time.Sleep(50 * time.Millisecond)
	w.check(t)
}

// TestWatchSees shows that the watch would notice a program that fetches.
func TestWatchSees(t *testing.T) {
	w := watch(t)
	if _, err := http.Get("http://" + w.host + "/"); err == nil || w.touched.Load() != 1 { //nolint:noctx,bodyclose // nothing answers
		t.Errorf("a request: %v, %d", err, w.touched.Load())
	}
	if _, err := net.DefaultResolver.LookupHost(t.Context(), "leak.example"); err == nil || w.touched.Load() < 2 {
		t.Errorf("a name: %v, %d", err, w.touched.Load())
	}
	before := w.touched.Load()
	c, err := net.Dial("tcp", w.host)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = c.Read(make([]byte, 1)) // until it is closed
	_ = c.Close()
	if w.touched.Load() != before+1 {
		t.Error("a connection was not seen")
	}
}

// TestCorpusLeaksNothing draws every page of the corpora.
func TestCorpusLeaksNothing(t *testing.T) {
	const corpora = "../../../../../shared/corpora"
	if _, err := os.Stat(corpora); err != nil {
		t.Skip("the corpora are not here")
	}
	if testing.Short() {
		t.Skip("takes a minute")
	}
	w := watch(t)
	pages := 0
	err := filepath.WalkDir(corpora, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, html := range pagesOf(t, path, data) {
			pages++
			d, err := Lay(t.Context(), []Page{{HTML: html}}, 700, pages%2 == 0)
			if err != nil {
				return err
			}
			d.First(900)
			if w.touched.Load() != 0 {
				return fmt.Errorf("%s: %s", path, w.first)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.check(t)
	if pages < 400 {
		t.Errorf("only %d pages", pages)
	}
}

func pagesOf(t *testing.T, path string, data []byte) (out []string) {
	t.Helper()
	if filepath.Ext(path) == ".html" {
		return []string{strings.ToValidUTF8(string(data), "\uFFFD")}
	}
	h, err := eml.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Message(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Pages {
		if html := m.Pages[i].HTML; html != "" {
			out = append(out, html)
		}
	}
	return out
}
