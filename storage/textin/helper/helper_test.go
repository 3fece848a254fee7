package helper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"popmail/storage/textin"
)

// The test program is the process, too; its PDFs say what it is to do.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "helper" {
		Bound(false)
		if Serve(os.Stdin, os.Stdout, bad{}) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type bad struct{}

func (bad) Ready() error { return nil }

func (bad) Text(data []byte) (string, error) {
	switch string(data) {
	case "crash":
		os.Exit(3)
	case "spin":
		for {
			time.Sleep(time.Hour)
		}
	case "panic":
		panic("a broken file")
	case "locked":
		return "", textin.ErrEncrypted
	case "no room":
		return "", errors.New("no instance can be had")
	case "half":
		return "an outside cabin", textin.ErrLost
	case "memory":
		all := make([][]byte, 0, 64)
		for range 64 {
			all = append(all, make([]byte, 256<<20)) // the room alone
		}
		return fmt.Sprint(len(all)), nil
	}
	return fmt.Sprint(os.Getpid()), nil
}

// Draw draws a page whose text is its number, and whose width is that of the view.
func (bad) Draw(data []byte, v textin.View) (*textin.Picture, error) {
	switch string(data) {
	case "spin":
		for {
			time.Sleep(time.Hour)
		}
	case "panic":
		panic("a broken file")
	case "locked":
		return nil, textin.ErrEncrypted
	case "wrong":
		return &textin.Picture{Width: 3, Height: 3}, nil
	}
	text := fmt.Sprint(v.Page, " ", v.PerPoint)
	return &textin.Picture{Width: v.Width, Height: 1, Pixels: make([]byte, 4*v.Width), Text: text, Boxes: make([]textin.Box, 1)}, nil
}

// Pages are drawn, and what goes wrong with one harms no other.
func TestDraw(t *testing.T) {
	c, started := client(t)
	c.file = 5 * time.Second
	draw := func(data, name string, v textin.View) (*textin.Picture, error) {
		return c.Draw(t.Context(), []byte(data), "", name, v)
	}
	v := textin.View{Page: 3, Width: 500, PerPoint: 1.25}
	well := func() {
		t.Helper()
		if p, err := draw("", "a.pdf", v); err != nil || p.Text != "3 1.25" || p.Width != 500 || len(p.Pixels) != 2000 {
			t.Errorf("%+v %v", p, err)
		}
	}
	well()
	for _, bad := range []struct {
		data, name string
		v          textin.View
		want       error
	}{
		{"", "a.txt", v, textin.ErrUnreadable}, {"", "a.zip", v, textin.ErrUnreadable}, {"", "a.pdf", textin.View{Width: 1, PerPoint: 1}, textin.ErrUnreadable},
		{"panic", "a.pdf", v, textin.ErrUnreadable}, {"locked", "a.pdf", v, textin.ErrEncrypted}, {"wrong", "a.pdf", v, textin.ErrUnreadable}, {"spin", "a.pdf", v, textin.ErrUnreadable},
	} {
		if _, err := draw(bad.data, bad.name, bad.v); !errors.Is(err, bad.want) {
			t.Errorf("%s %s: %v", bad.name, bad.data, err)
		}
		well()
	}
	if n := started.Load(); n != 2 {
		t.Errorf("%d processes", n)
	}
	if got, err := text(t, c, "outside cabin", "a.txt"); got != "outside cabin" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}

func client(t *testing.T) (c *Client, started *atomic.Int32) {
	started = &atomic.Int32{}
	c = New(func() *exec.Cmd {
		started.Add(1)
		return exec.Command(os.Args[0], "helper", "text")
	})
	t.Cleanup(func() { _ = c.Close() })
	return c, started
}

func text(t *testing.T, c *Client, data, name string) (string, error) {
	t.Helper()
	return c.Text(t.Context(), []byte(data), "", name)
}

// A file that ends the process, or takes all time, harms no other one.
func TestBadFiles(t *testing.T) {
	c, started := client(t)
	c.file = 5 * time.Second
	well := func() string {
		t.Helper()
		pid, err := text(t, c, "", "a.pdf")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := text(t, c, "outside cabin", "a.txt"); got != "outside cabin" || err != nil {
			t.Errorf("%q %v", got, err)
		}
		return pid
	}
	was := well()
	for _, c2 := range []struct {
		data string
		want error
		dies bool
	}{{"panic", textin.ErrUnreadable, false}, {"locked", textin.ErrEncrypted, false}, {"no room", textin.ErrLost, false}, {"half", textin.ErrLost, false},
		{"crash", textin.ErrLost, true}, {"spin", textin.ErrLost, true}, {"memory", textin.ErrLost, true}} {
		if got, err := text(t, c, c2.data, "a.pdf"); !errors.Is(err, c2.want) || c2.data == "half" && got != "an outside cabin" {
			t.Errorf("%s: %v", c2.data, err)
		}
		is := well()
		if (is != was) != c2.dies {
			t.Errorf("%s: the process %s was followed by %s", c2.data, was, is)
		}
		was = is
	}
	if n := started.Load(); n != 4 {
		t.Errorf("%d processes", n)
	}
}

// The process ends when there is nothing to do, and starts again.
func TestIdle(t *testing.T) {
	c, started := client(t)
	c.idle = time.Millisecond
	first, err := text(t, c, "", "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		c.turn <- struct{}{}
		gone := c.child == nil
		<-c.turn
		if gone {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the process stays")
		}
	}
	if next, err := text(t, c, "", "a.pdf"); err != nil || next == first || started.Load() != 2 {
		t.Errorf("%s, then %s, %v", first, next, err)
	}
}

// Nothing is known of a file while the process cannot be started, is killed before it begins, or
// nobody waits any more.
func TestNoProcess(t *testing.T) {
	c := New(func() *exec.Cmd { return exec.Command("/nowhere/at/all") })
	if _, err := c.Text(t.Context(), []byte("x"), "", "a.txt"); !errors.Is(err, ErrNoHelper) || errors.Is(err, textin.ErrUnreadable) {
		t.Error(err)
	}
	c, _ = client(t)
	if _, err := text(t, c, "", "a.pdf"); err != nil {
		t.Fatal(err)
	}
	if err := c.child.cmd.Process.Kill(); err != nil { // between two files
		t.Fatal(err)
	}
	if err := c.child.cmd.Wait(); err == nil {
		t.Fatal("it was not killed")
	}
	if _, err := text(t, c, strings.Repeat("x", 1<<20), "a.txt"); !errors.Is(err, ErrNoHelper) {
		t.Error(err)
	}
	if got, err := text(t, c, "x", "a.txt"); got != "x" || err != nil {
		t.Errorf("%q %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := c.Text(ctx, []byte("spin"), "", "a.pdf"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
