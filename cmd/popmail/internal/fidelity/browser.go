package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"popmail/gui/htmlview/paint"
)

//go:embed words.js
var wordsJS string

// pageTime is how long the browser may take for one page.
const pageTime = 20 * time.Second

// A browser is a headless Chromium without network, spoken to over a pipe (Chrome
// DevTools Protocol, messages of JSON that end with NUL).
type browser struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	outFile *os.File
	session string
	last    int
}

// command is what goes to the browser.
type command struct {
	ID      int    `json:"id,omitempty"`
	Session string `json:"sessionId,omitempty"`
	Method  string `json:"method,omitempty"`
	Params  any    `json:"params,omitempty"`
}

// startBrowser starts Debian's chromium with a profile and a fontconfig of its own in dir.
func startBrowser(ctx context.Context, dir string) (_ *browser, err error) {
	fonts, err := writeFonts(dir)
	if err != nil {
		return nil, err
	}
	inR, inW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
		"--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--remote-debugging-pipe", "about:blank")
	cmd.Env = append(os.Environ(), "FONTCONFIG_FILE="+fonts)
	cmd.ExtraFiles = []*os.File{inR, outW}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start Chromium (Debian: chromium): %w", err)
	}
	_, _ = inR.Close(), outW.Close()
	b := &browser{cmd: cmd, in: inW, out: bufio.NewReaderSize(outR, 1<<20), outFile: outR}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	var target struct{ TargetID string }
	if err := b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return nil, err
	}
	var session struct{ SessionID string }
	if err := b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session); err != nil {
		return nil, err
	}
	b.session = session.SessionID
	for _, method := range []string{"Page.enable", "Fetch.enable"} {
		if err := b.call(method, map[string]any{}, nil); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *browser) close() {
	_ = b.in.Close()
	_ = b.cmd.Process.Kill()
	_ = b.cmd.Wait()
	_ = b.outFile.Close()
}

func (b *browser) send(m command) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = b.in.Write(append(data, 0))
	return err
}

// call sends a command and waits for its result; each request of the page that comes in
// between is refused.
func (b *browser) call(method string, params, result any) error {
	b.last++
	id := b.last
	_ = b.outFile.SetReadDeadline(time.Now().Add(pageTime))
	if err := b.send(command{ID: id, Session: b.session, Method: method, Params: params}); err != nil {
		return err
	}
	for {
		data, err := b.out.ReadBytes(0)
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		var m struct {
			ID     int
			Method string
			Params json.RawMessage
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(data[:len(data)-1], &m); err != nil {
			return err
		}
		switch {
		case m.Method == "Fetch.requestPaused":
			if err := b.refuse(m.Params); err != nil {
				return err
			}
		case m.ID == id && m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case m.ID == id:
			if result == nil {
				return nil
			}
			return json.Unmarshal(m.Result, result)
		}
	}
}

// refuse lets nothing through but the blank page that all begin with.
func (b *browser) refuse(params json.RawMessage) error {
	var p struct {
		RequestID string
		Request   struct{ URL string }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return err
	}
	b.last++
	if p.Request.URL == "about:blank" {
		return b.send(command{ID: b.last, Session: b.session, Method: "Fetch.continueRequest", Params: map[string]any{"requestId": p.RequestID}})
	}
	return b.send(command{ID: b.last, Session: b.session, Method: "Fetch.failRequest", Params: map[string]any{"requestId": p.RequestID, "errorReason": "Failed"}})
}

// evaluate runs JavaScript in the page; a promise is waited for.
func (b *browser) evaluate(js string, result any) error {
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := b.call("Runtime.evaluate", map[string]any{"expression": js, "returnByValue": true, "awaitPromise": true}, &r)
	switch {
	case err != nil:
		return err
	case r.ExceptionDetails != nil:
		return errors.New(r.ExceptionDetails.Text + " " + r.ExceptionDetails.Exception.Description)
	case result == nil:
		return nil
	}
	return json.Unmarshal(r.Result.Value, result)
}

var (
	script  = regexp.MustCompile(`(?is)<script.*?</script>`)
	doctype = regexp.MustCompile(`(?is)^(\s*(?:<!--.*?-->\s*)*<!doctype[^>]*>)?`)
)

// prepared is a page as the browser is given it: without scripts, beginning with the
// letters that PopMail begins with, in the mode (quirks or standards) that it has by itself.
func prepared(html string) string {
	html = script.ReplaceAllString(html, "")
	at := doctype.FindStringIndex(html)[1]
	return html[:at] + `<style>html{font-family:"Noto Sans"}</style>` + html[at:]
}

// show lays a page out for a width, and returns once its pictures are known not to come.
func (b *browser) show(html string, width int) error {
	if err := b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}, nil); err != nil {
		return err
	}
	if err := b.call("Page.navigate", map[string]any{"url": "about:blank"}, nil); err != nil {
		return err
	}
	page, err := json.Marshal(prepared(html))
	if err != nil {
		return err
	}
	return b.evaluate("("+showJS+")("+string(page)+")", nil)
}

// showJS writes a page, and waits until it is loaded and its pictures have failed.
const showJS = `async html => {
	document.open(); document.write(html); document.close();
	const settled = () => document.readyState === 'complete' && [...document.images].every(i => i.complete);
	const end = Date.now() + 5000;
	do await new Promise(done => setTimeout(done, 3)); while (!settled() && Date.now() < end);
	await document.fonts.ready;
	await new Promise(done => setTimeout(done, 3));
}`

// shown is what a program shows of a page.
type shown struct {
	Words  []word  `json:"words"`
	Height float64 `json:"height"`
}

// word is a word with its box, in CSS pixels from the page's top left.
type word = paint.Word

func (b *browser) words() (s shown, err error) {
	err = b.evaluate(wordsJS, &s)
	return s, err
}

// picture is the whole page as a PNG.
func (b *browser) picture() ([]byte, error) {
	var r struct{ Data string }
	if err := b.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &r); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(r.Data)
}

// version names the browser, for the key of what is kept of it.
func browserVersion(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "chromium", "--version").Output()
	if err != nil {
		return "", fmt.Errorf("chromium --version (Debian: chromium): %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// A keeper keeps what the browser showed in files, so that a page is laid out once.
type keeper struct {
	dir, version string
	scratch      string
	b            *browser
}

// words are the browser's words of a page; it is started where they are not known.
func (k *keeper) words(ctx context.Context, html string, width int) (shown, error) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%d\n%s", k.version, wordsJS, showJS, fontsConf, width, html))
	path := filepath.Join(k.dir, hex.EncodeToString(sum[:16])+".json")
	var s shown
	if data, err := os.ReadFile(path); err == nil && json.Unmarshal(data, &s) == nil {
		return s, nil
	}
	err := k.page(ctx, html, width, func(b *browser) (err error) {
		s, err = b.words()
		return err
	})
	if err != nil {
		return shown{}, err
	}
	data, err := json.Marshal(s)
	if err != nil {
		return shown{}, err
	}
	return s, os.WriteFile(path, data, 0o644)
}

// page shows a page in the browser for what a function wants of it. A browser that failed
// is ended and another one started for the next page.
func (k *keeper) page(ctx context.Context, html string, width int, then func(*browser) error) (err error) {
	if k.b == nil {
		if k.b, err = startBrowser(ctx, k.scratch); err != nil {
			return err
		}
	}
	if err = k.b.show(html, width); err == nil {
		err = then(k.b)
	}
	if err != nil {
		k.close()
	}
	return err
}

func (k *keeper) close() {
	if k.b != nil {
		k.b.close()
		k.b = nil
	}
}
