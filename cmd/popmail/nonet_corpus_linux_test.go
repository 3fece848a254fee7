package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/reader"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// insideNoNet says that a test runs again in the empty network.
const insideNoNet = "POPMAIL_TEST_NONET"

// TestWorldOfCorpora receives, lists, searches, reads, finds in and prints the
// corpora in a network without a way out: nothing is tried. All of them with make world,
// else some of each kind.
func TestWorldOfCorpora(t *testing.T) {
	if os.Getenv(insideNoNet) == "" {
		n := newNoNet(t)
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=25m")
		again.Env = append(os.Environ(), insideNoNet+"=1")
		r := finish(t, n.in(again))
		if r.code != 0 {
			t.Fatal(r.stdout, r.stderr)
		}
		if strings.Contains(r.stdout, "--- SKIP") {
			t.Skip(r.stdout)
		}
		if tried := n.tried(); tried != 0 {
			t.Errorf("the network was tried %d times", tried)
		}
		t.Log(r.stdout)
		return
	}
	most := 40
	if os.Getenv(worldVar) == "all" {
		most = 0
	}
	var letters []string
	for _, sub := range []string{"list", "torture", "html"} {
		mail, _ := corpus(t, most, sub)
		for _, m := range mail {
			if sub == "html" {
				m = fmt.Appendf(nil, "From: news@example.net\nSubject: page\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n%s", m)
			}
			letters = append(letters, string(m))
		}
	}
	data := seed(t, letters...)
	ctx := context.Background()
	app, err := openApp(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	list, err := app.store.List(ctx, mailbox.View{}, 0)
	if err != nil || len(list) < len(letters)*9/10 {
		t.Fatalf("%d of %d: %v", len(list), len(letters), err)
	}
	for _, words := range []string{"http", "picture OR image", "from:example"} {
		if _, err := app.store.Search(ctx, query.Parse(words, time.Now()), 0); err != nil {
			t.Error(err)
		}
	}
	p := newReadThrough(t, app)
	for _, e := range list {
		p.read(e.ID)
	}
	t.Logf("%d messages, of which %d could be asked for pictures; %d KB for the browser", len(list), p.asks, p.printed>>10)
	if p.printed == 0 || p.asks == 0 {
		t.Error("nothing was read")
	}
}

// readThrough does with messages what a person does who reads them, short of saying that
// pictures be shown.
type readThrough struct {
	t       *testing.T
	app     *app
	r       *reader.Reader
	win     fyne.Window
	asks    int // messages with pictures of the internet
	printed int // octets
}

func newReadThrough(t *testing.T, a *app) *readThrough {
	guitest.App(theme.Light, 1)
	p := &readThrough{t: t, app: a, r: reader.New(&loop.Inline{})}
	p.r.LoadAttachment = func(ctx context.Context, id mailbox.ID, index int) ([]byte, error) {
		data, _, err := a.store.Attachment(ctx, id, index)
		return data, err
	}
	web := &picturePort{Store: a.store}
	p.r.PictureHost = func(ref string) string {
		host := web.PictureHost(ref)
		if host != "" {
			p.asks++
		}
		return host
	}
	p.r.FetchPictures = func(context.Context, mailbox.ID, []string) (map[string][]byte, error) {
		t.Error("pictures were asked for")
		return nil, nil
	}
	p.r.OnOpenLink = func(address string) { t.Errorf("%s was opened", address) }
	p.r.OnAlwaysPictures = func(string) {}
	p.r.OnOpenAttachment = func(mailbox.ID, int) {}
	p.r.OnBrowser = func(_ mailbox.ID, _ string, page func() []byte) {
		file := page()
		p.printed += len(file)
		if !bytes.Contains(file, []byte("default-src 'none'; img-src data:")) {
			t.Error("a file without a policy")
		}
	}
	p.win = guitest.Window(t, p.r, 640, 800)
	return p
}

func (p *readThrough) read(id mailbox.ID) {
	m, summary, err := p.app.store.Message(context.Background(), id)
	if err != nil {
		p.t.Error(err)
		return
	}
	p.r.ShowMessage(reader.Content{Summary: summary, Message: m, Own: []string{testUser}})
	p.win.Canvas().Capture()
	p.r.Find()
	p.r.EndFind()
	p.r.Print()
	_ = eml.Snippet(m.Readable(), 200)
}
