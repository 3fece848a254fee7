//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// noNet runs commands in a network namespace of their own in which there is nothing, and
// reads from the kernel's counters of that namespace whether anything was tried.
type noNet struct {
	t      *testing.T
	counts string // file with /proc/net/snmp after the last command
}

func newNoNet(t *testing.T) *noNet {
	t.Helper()
	if out, err := exec.Command("unshare", "-rn", "true").CombinedOutput(); err != nil {
		t.Skipf("no network namespaces here: %v %s", err, out)
	}
	return &noNet{t, filepath.Join(t.TempDir(), "snmp")}
}

// in is a command line that runs c in the empty network.
func (n *noNet) in(c *exec.Cmd) *exec.Cmd {
	script := `"$@"; code=$?; cat /proc/self/net/snmp >` + n.counts + `; exit $code`
	out := exec.Command("unshare", append([]string{"-rn", "sh", "-c", script, "sh"}, c.Args...)...)
	out.Env = c.Env
	return out
}

// tried is how many packets and connections were tried in the last command. A datagram or
// connection to a place that cannot be reached counts as one without a route.
func (n *noNet) tried() (sum int) {
	n.t.Helper()
	raw, err := os.ReadFile(n.counts)
	if err != nil {
		n.t.Fatal(err)
	}
	_ = os.Remove(n.counts)
	names := map[string][]string{}
	for line := range strings.Lines(string(raw)) {
		kind, rest, _ := strings.Cut(line, ":")
		f := strings.Fields(rest)
		if names[kind] == nil {
			names[kind] = f
			continue
		}
		for i, name := range names[kind] {
			switch kind + name {
			case "IpOutRequests", "IpOutNoRoutes", "IpOutDiscards", "TcpActiveOpens", "UdpOutDatagrams":
				v, err := strconv.Atoi(f[i])
				if err != nil {
					n.t.Fatal(err)
				}
				sum += v
			}
		}
	}
	return sum
}

// TestNoNetSees shows that the counters notice a program that looks for a name or connects.
func TestNoNetSees(t *testing.T) {
	n := newNoNet(t)
	for _, script := range []string{"exec 3<>/dev/tcp/192.0.2.1/80", "exec 3<>/dev/udp/192.0.2.1/53; echo a >&3"} {
		c := n.in(exec.Command("bash", "-c", script))
		if err := c.Run(); err == nil {
			t.Errorf("%s: reached", script)
		}
		if n.tried() == 0 {
			t.Errorf("%s: not seen", script)
		}
	}
	if err := n.in(exec.Command("true")).Run(); err != nil || n.tried() != 0 {
		t.Errorf("nothing: %v", err)
	}
}

// TestNothingLeaves lists, searches, reads, draws and saves mail that would have a browser
// fetch pictures, styles and more, by the commands and in the real window, in a network
// without a way out: nothing is tried.
func TestNothingLeaves(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	n := newNoNet(t)
	leaks, err := os.ReadFile(filepath.Join(repoRoot(t), "gui", "htmlview", "browser", "testdata", "leaks.html"))
	if err != nil {
		t.Fatal(err)
	}
	letters := []string{onlyHTML, withAttachments, nasty}
	for i := range 3 {
		letters = append(letters, fmt.Sprintf("From: leak@example.net\nTo: %s\nSubject: leaks %d\nDisposition-Notification-To: leak@example.net\nReturn-Receipt-To: leak@example.net\nList-Unsubscribe: <https://leak.example.net/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n%s", testUser, i, leaks))
	}
	letters = append(letters, "From: leak@example.net\nSubject: a body elsewhere\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/external-body; access-type=URL; URL=\"http://leak.example.net/a\"\n\nContent-Type: image/png\n\n--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY;ALTREP=\"http://leak.example.net/s\":Meeting\nDTSTART:20261130T100000Z\nATTACH:http://leak.example.net/t\nURL:http://leak.example.net/u\nEND:VEVENT\nEND:VCALENDAR\n--b\nContent-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:3.0\nFN:Eve\nPHOTO;VALUE=uri:http://leak.example.net/p.png\nURL:http://leak.example.net/\nEND:VCARD\n--b--\n")
	if root := filepath.Join(repoRoot(t), "..", "shared", "corpora"); isDir(root) {
		mail, _ := corpus(t, 40, "list/hard_ham", "list/spam", "torture")
		for _, m := range mail {
			letters = append(letters, string(m))
		}
	}
	data := seedByHand(t, letters)
	run := func(args ...string) result {
		r := finish(t, n.in(call(t, data, args...)))
		if tried := n.tried(); tried != 0 {
			t.Errorf("popmail %q tried the network %d times", args, tried)
		}
		return r
	}
	list := rows[summaryRow](t, run("list", "--json").must(t, 0))
	if len(list) != len(letters) {
		t.Fatalf("%d messages, want %d", len(list), len(letters))
	}
	run("search", "leak*", "--json").must(t, 0)
	for i, m := range list {
		id := fmt.Sprint(m.ID)
		run("show", id).must(t, 0)
		if i%4 == 0 || strings.HasPrefix(m.Subject, "leaks") {
			run("render", id, "--width", "700", "--output", filepath.Join(t.TempDir(), "a.png")).must(t, 0)
			run("save", id, "--to", t.TempDir())
		}
	}

	s := newScreen(t, "nonet")
	w := openBy(s, data, n.in(call(t, data)))
	s.wait("the mail is listed", func() bool { return strings.HasPrefix(s.title(), "Inbox") })
	s.keys("Home")
	for range list {
		s.keys("Down")
		time.Sleep(50 * time.Millisecond) // as a person who looks at each for a moment
	}
	w.wait("a message counts as read", func() bool { return len(w.read()) > 0 })
	s.shot("last")
	s.keys("ctrl+f")
	s.typ("leak")
	s.shot("found")
	w.leave()
	if tried := n.tried(); tried != 0 {
		t.Errorf("the window tried the network %d times", tried)
	}
}

func isDir(path string) bool {
	i, err := os.Stat(path)
	return err == nil && i.IsDir()
}

// seedByHand is a data folder with mail, and an account that is checked by hand alone.
func seedByHand(t *testing.T, mail []string) string {
	t.Helper()
	data := seed(t, mail...)
	ctx := context.Background()
	app, err := openApp(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	all, err := app.store.Accounts(ctx)
	if err != nil || len(all) != 1 {
		t.Fatal(len(all), err)
	}
	all[0].Interval = -1
	if err := app.store.UpdateAccount(ctx, all[0], nil); err != nil {
		t.Fatal(err)
	}
	return data
}
