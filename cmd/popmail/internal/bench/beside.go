package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"popmail/cmd/popmail/internal/rival"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage"
	"popmail/storage/mailbox"
)

const (
	rivalEnd  = 10 * time.Minute      // a program with a window may take so long for what it is asked
	rivalLook = 20 * time.Millisecond // between two looks at what it has done
	rivalRest = 20 * time.Second      // after that it may go on so long before it is ended: Sylpheed writes down later what it has
)

// beside measures PopMail, with and without its window, beside other programs that receive mail, those
// with windows among them: near, and from a server far away. All is in the clear, which each of
// them can do without being told of a certificate.
func beside(ctx context.Context, out io.Writer, o options) error {
	display, end, err := screen(ctx)
	if err != nil {
		return err
	}
	defer end()
	dir, err := os.MkdirTemp("", "popmail-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, octets, err := serve(dir, o.far)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	way, err := delay(fmt.Sprintf("localhost:%d", server.Plain), roundTrip)
	if err != nil {
		return err
	}
	defer way.close()
	list := programs(o, server, "none")
	for i, path := range append([]string{o.popmail}, o.beside...) {
		name := "popmail, its window"
		if i > 0 {
			name = path + ", its window"
		}
		path, err := filepath.Abs(path) // it is started in another folder
		if err != nil {
			return err
		}
		list = append(list, ourWindow(name, path, o, server, display))
	}
	list = append(list, installed(o, desktops(server, display))...)
	for _, far := range []bool{false, true} {
		port, trip := server.Plain, time.Duration(0)
		if far {
			port, trip = way.port(), roundTrip
			for _, p := range list {
				p.slow = p.slow || p.window != nil && p.needs != nil // each message is a round trip for them
			}
		}
		fmt.Fprintf(out, "## %d messages, %.0f MB, beside other programs, at %d ms\n\nIn the clear, in turn. A program with a window is measured from its start until its session has ended and all messages are in its folder, its processor seconds until then; it is ended after that.\n\n", o.far, float64(octets)/1e6, trip.Milliseconds())
		if err := table(ctx, out, o, dir, port, list, o.far); err != nil {
			return err
		}
		fmt.Fprintf(out, "### A check with nothing new, at %d ms\n\n", trip.Milliseconds())
		if err := checks(ctx, out, o, dir, port, o.far, list, nil); err != nil {
			return err
		}
	}
	return nil
}

// ourWindow is PopMail with its window, measured as the others with one are.
func ourWindow(name, path string, o options, server *dovecot.Server, display string) *program {
	p := ourOwn(name, path, o, server, "none")
	p.got = func(place string, _ []byte) (n int, err error) { return storedIn(place) }
	p.receive, p.check = nil, nil
	p.window = func(ctx context.Context, place string, want int) (run, error) {
		return untilFetched(ctx, server, place, display, []string{path, "--data", place}, func() bool {
			n, err := storedIn(place)
			return err == nil && n >= want
		})
	}
	return p
}

// storedIn counts the messages in a data folder.
func storedIn(place string) (int, error) {
	s, err := storage.Open(context.Background(), place, nil)
	if err != nil {
		return 0, err
	}
	list, err := s.Index(context.Background(), mailbox.View{}, 0)
	return len(list), errors.Join(err, s.Close())
}

// desktops are mail programs with a window that fetch as soon as they are started.
func desktops(server *dovecot.Server, display string) []*program {
	mailbox := func(port int) rival.Account {
		return rival.Account{Host: "localhost", Port: port, User: benchUser, Password: benchPassword}
	}
	sylpheed := func(place string, _ []byte) (int, error) { return rival.SylpheedHas(place), nil }
	thunderbird := func(place string, _ []byte) (int, error) {
		return rival.Begun(rival.ThunderbirdInbox(filepath.Join(place, "profile"), "localhost"), "From - "), nil
	}
	start := func(got func(string, []byte) (int, error), argv ...string) func(ctx context.Context, place string, want int) (run, error) {
		return func(ctx context.Context, place string, want int) (run, error) {
			return untilFetched(ctx, server, place, display, argv, func() bool {
				n, err := got(place, nil)
				return err == nil && n >= want
			})
		}
	}
	prepareThunderbird := func(_ context.Context, place string, port int) error {
		return rival.Thunderbird(filepath.Join(place, "profile"), mailbox(port))
	}
	return []*program{
		{name: "Sylpheed", needs: []string{"sylpheed", "dbus-run-session"}, got: sylpheed, window: start(sylpheed, "sylpheed", "--receive-all"), prepare: func(_ context.Context, place string, port int) error {
			return rival.Sylpheed(place, mailbox(port))
		}},
		{name: "Thunderbird", needs: []string{"thunderbird", "dbus-run-session", "python3"}, slow: true, got: thunderbird, window: start(thunderbird, "thunderbird", "--profile", "profile"), prepare: prepareThunderbird},
		{name: "Thunderbird, headless", needs: []string{"thunderbird", "dbus-run-session", "python3"}, slow: true, got: thunderbird, window: start(thunderbird, "thunderbird", "--headless", "--profile", "profile"), prepare: prepareThunderbird},
	}
}

// untilFetched starts a program that has its home in place, waits until the server has seen the end of
// one session more and there says that all is there, and ends the program. What it has
// cost is that of all its processes until then.
func untilFetched(ctx context.Context, server *dovecot.Server, place, display string, argv []string, there func() bool) (r run, err error) {
	ctx, cancel := context.WithTimeout(ctx, rivalEnd)
	defer cancel()
	sessions := func() int { return strings.Count(server.Log(), "Disconnected: Logged out") }
	before := sessions()
	c := exec.CommandContext(ctx, "dbus-run-session", append([]string{"--"}, argv...)...)
	c.Dir = place
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DBUS") && !strings.HasPrefix(v, "XDG") && !strings.HasPrefix(v, "WAYLAND") {
			c.Env = append(c.Env, v)
		}
	}
	c.Env = append(c.Env, "HOME="+place, "XDG_RUNTIME_DIR="+place, "DISPLAY="+display, "LC_ALL=C.UTF-8", "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "MOZ_CRASHREPORTER_DISABLE=1")
	if cache, err := os.UserCacheDir(); err == nil {
		c.Env = append(c.Env, "XDG_CACHE_HOME="+cache) // so that none reads all fonts of the computer first
	}
	begin := time.Now()
	if err := c.Start(); err != nil {
		return r, err
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	defer func() { err = errors.Join(err, endTree(c.Process.Pid, ended)) }()
	for look := time.NewTicker(rivalLook); ; {
		select {
		case err := <-ended:
			look.Stop()
			ended <- err
			return r, fmt.Errorf("%s ended by itself: %w", argv[0], err)
		case <-ctx.Done():
			look.Stop()
			return r, fmt.Errorf("%s has not fetched all mail: %w", argv[0], ctx.Err())
		case <-look.C:
			if sessions() > before && there() {
				look.Stop()
				r = run{wall: time.Since(begin), cpu: treeTime(c.Process.Pid)}
				untilIdle(ctx, c.Process.Pid)
				return r, nil
			}
		}
	}
}

// untilIdle waits until a process and those below it have had nothing to do for a second, but
// not longer than rivalRest.
func untilIdle(ctx context.Context, pid int) {
	for begin, used := time.Now(), treeTime(pid); time.Since(begin) < rivalRest && ctx.Err() == nil; {
		time.Sleep(time.Second)
		now := treeTime(pid)
		if now-used < 3*tick {
			return
		}
		used = now
	}
}
