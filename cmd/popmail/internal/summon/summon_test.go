package summon

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// listenIn listens in dir and hands on what each call asks for.
func listenIn(t *testing.T, dir string, err error) (*Listener, chan string) {
	t.Helper()
	calls := make(chan string, 10)
	l, lerr := Listen(dir, func(_ context.Context, what string) error { calls <- what; return err })
	if lerr != nil {
		t.Fatal(lerr)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, calls
}

// longFolder is a folder whose path is too long for a socket.
func longFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCallShows(t *testing.T) {
	for name, dir := range map[string]string{"socket": t.TempDir(), "port": longFolder(t)} {
		t.Run(name, func(t *testing.T) {
			l, calls := listenIn(t, dir, nil)
			for _, what := range []string{"", "mailto:a@b.c?body=x y\nz ", strings.Repeat("ü", Most/2)} {
				if err := Call(t.Context(), dir, what); err != nil {
					t.Fatal(err)
				}
				if got := <-calls; got != what {
					t.Errorf("%.100q came for %.100q", got, what)
				}
			}
			if err := Call(t.Context(), dir, strings.Repeat("x", Most+1)); !errors.Is(err, ErrTooLong) || len(calls) > 0 {
				t.Errorf("too long: %v", err)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%s is left", left[0].Name())
			}
			if err := Call(t.Context(), dir, ""); !errors.Is(err, ErrNoAnswer) {
				t.Errorf("after the end: %v", err)
			}
		})
	}
}

func TestOnlyItsOwnerMayCall(t *testing.T) {
	for name, dir := range map[string]string{socketName: t.TempDir(), portName: longFolder(t)} {
		if name == socketName && runtime.GOOS == "windows" {
			continue
		}
		listenIn(t, dir, nil)
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); runtime.GOOS != "windows" && got != 0o600 {
			t.Errorf("%s has the rights %o", name, got)
		}
	}
}

func TestAWrongTokenShowsNothing(t *testing.T) {
	dir := longFolder(t)
	l, calls := listenIn(t, dir, nil)
	path := filepath.Join(dir, portName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at, _, _ := strings.Cut(string(text), " ")
	if err := os.WriteFile(path, []byte(at+" AAAABBBBCCCCDDDDEEEEFFFFGG\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Call(t.Context(), dir, ""); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("answered: %v", err)
	}
	for _, said := range []string{"", "\n", request + "\n", request + " \n", strings.Repeat("x", 3*mostSize), request + " " + strings.Repeat("A", 26) + " YQ=="} {
		c, err := net.Dial("tcp", l.net.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(said))
		_ = c.(*net.TCPConn).CloseWrite()
		if got, _ := readLine(c, lineSize); got != "" {
			t.Errorf("%q is answered with %q", said, got)
		}
		_ = c.Close()
	}
	if len(calls) > 0 {
		t.Error("the window was shown")
	}
}

func TestWhatAnEarlierWindowLeft(t *testing.T) {
	dir := t.TempDir()
	strange, err := net.Listen("tcp", "127.0.0.1:0") // another program has the port now
	if err != nil {
		t.Fatal(err)
	}
	defer strange.Close()
	go func() {
		for {
			c, err := strange.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("220 ready\r\n"))
			_ = c.Close()
		}
	}()
	for _, left := range []string{"", "x", "127.0.0.1:0 A\n", strange.Addr().String() + " TOKEN\n", "192.0.2.1:25 TOKEN\n"} {
		if err := os.WriteFile(filepath.Join(dir, portName), []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Call(t.Context(), dir, ""); !errors.Is(err, ErrNoAnswer) {
			t.Errorf("%q: %v", left, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, socketName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, calls := listenIn(t, dir, nil)
	if err := Call(t.Context(), dir, ""); err != nil {
		t.Fatal(err)
	}
	<-calls
}

func TestAWindowThatCannotComeDoesNotAnswer(t *testing.T) {
	dir := t.TempDir()
	listenIn(t, dir, errors.New("busy"))
	if err := Call(t.Context(), dir, ""); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("%v", err)
	}
}

// A window that is stuck is given up in time, and a caller that says nothing does
// not keep others away.
func TestNobodyWaitsForLong(t *testing.T) {
	dir := t.TempDir()
	stuck := make(chan struct{})
	l, err := Listen(dir, func(ctx context.Context, _ string) error {
		select {
		case <-stuck:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := Call(ctx, dir, ""); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("a stuck window: %v", err)
	}
	if took := time.Since(began); took > callTime {
		t.Errorf("a stuck window held the caller for %v", took)
	}
	close(stuck)

	silent, _, err := dial(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if err := Call(t.Context(), dir, ""); err != nil {
		t.Errorf("behind a silent caller: %v", err)
	}
}

// A window that is slow learns that its caller has stopped waiting, long before it would give up itself: what is asked
// for once more is not to be shown twice.
func TestTheWindowLearnsThatNobodyWaits(t *testing.T) {
	dir := t.TempDir()
	learned := make(chan time.Duration, 1)
	l, err := Listen(dir, func(ctx context.Context, _ string) error {
		began := time.Now()
		<-ctx.Done()
		learned <- time.Since(began)
		return ctx.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := Call(ctx, dir, "mailto:lena@example.org"); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("%v", err)
	}
	if took := <-learned; took > callTime/2 {
		t.Errorf("it learned that after %v", took)
	}
}
