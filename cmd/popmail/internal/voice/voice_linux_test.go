package voice

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// dispatcher starts a real Speech Dispatcher with some of its modules, whose sound goes nowhere.
// A machine on which it does not start is one without it: the test is skipped and says what the
// program said.
func dispatcher(t *testing.T, modules ...string) {
	t.Helper()
	at, err := exec.LookPath(program)
	if err != nil {
		t.Skip(program + " is not installed")
	}
	dir := t.TempDir()
	conf := "LogLevel 3\nLogDir \"" + dir + "\"\nAudioOutputMethod \"libao\"\nDisableAutoSpawn\n"
	for _, m := range modules {
		if _, err := os.Stat("/usr/lib/speech-dispatcher-modules/sd_" + m); err != nil {
			t.Skip("its module " + m + " is not installed")
		}
		conf += fmt.Sprintf("AddModule \"%s\" \"sd_%s\" \"\"\n", m, m)
	}
	for name, text := range map[string]string{"speechd.conf": conf, ".libao": "default_driver=null\nquiet\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sock := filepath.Join(dir, "s")
	cmd := exec.Command(at, "--run-single", "--config-dir", dir, "--communication-method", "unix_socket", "--socket-path", sock, "--timeout", "0")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "LC_ALL=C.UTF-8") // it ends where the language of the system is not installed
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = time.Second // for what its modules may still say
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	stop := sync.OnceValue(func() error {
		_ = cmd.Process.Kill()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() })
	t.Setenv("SPEECHD_ADDRESS", "unix_socket:"+sock)
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if c, err := net.Dial("unix", sock); err == nil {
			_ = c.Close()
			return
		}
		if len(ended) > 0 || time.Since(begun) > time.Minute {
			err := stop()
			log, _ := os.ReadFile(filepath.Join(dir, "speech-dispatcher.log"))
			t.Skipf("%s does not start on this machine: %v\n%s%s", program, err, said.Bytes(), log)
		}
	}
}

// TestSpeaks: a real voice reads all there is, in several languages, and then it is over.
func TestSpeaks(t *testing.T) {
	dispatcher(t, "espeak-ng")
	for _, language := range []string{"en-US", "de", "", "no language"} {
		if err := Say(t.Context(), []string{"Yes.", ".\n. a line of a point", "Ja,\r\nnein."}, language); err != nil {
			t.Errorf("%q: %v", language, err)
		}
	}
}

// overheard puts itself between us and the dispatcher, and gives what that tells of messages which
// were silenced. It hands on our goodbye only then, or after a while: nothing more is told after it.
func overheard(t *testing.T) (silenced <-chan bool) {
	t.Helper()
	kind, real, _ := strings.Cut(os.Getenv("SPEECHD_ADDRESS"), ":")
	sock := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", sock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	told := make(chan bool, 1)
	go func() {
		defer close(told)
		ours, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = ours.Close() }()
		theirs, err := net.Dial("unix", real)
		if err != nil {
			return
		}
		defer func() { _ = theirs.Close() }()
		canceled := make(chan struct{})
		go func() {
			once := false
			for r := bufio.NewReader(theirs); ; {
				s, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if strings.HasPrefix(s, eventCancel+" ") && !once {
					once = true
					close(canceled)
				}
				_, _ = io.WriteString(ours, s)
			}
		}()
		for r := bufio.NewReader(ours); ; {
			s, err := r.ReadString('\n')
			if s == "QUIT\r\n" || err != nil {
				break
			}
			_, _ = io.WriteString(theirs, s)
		}
		select {
		case <-canceled:
			told <- true
		case <-time.After(20 * time.Second):
			told <- false
		}
		_, _ = io.WriteString(theirs, "QUIT\r\n")
	}()
	t.Setenv("SPEECHD_ADDRESS", kind+":"+sock)
	return told
}

// TestStops: the voice is silent at once, however much there is to be read, as the dispatcher itself
// tells; after that it can read something else.
func TestStops(t *testing.T) {
	dispatcher(t, "espeak-ng")
	address := os.Getenv("SPEECHD_ADDRESS")
	silenced := overheard(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	begun := time.Now()
	err := Say(ctx, []string{strings.Repeat("This is a long letter. ", 500), "And more."}, "en")
	if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took > 20*time.Second {
		t.Errorf("%v after %v", err, took)
	}
	if !<-silenced {
		t.Error("it reads on")
	}
	t.Setenv("SPEECHD_ADDRESS", address)
	late, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := Say(late, []string{"Yes."}, "en"); err != nil {
		t.Errorf("the next: %v", err)
	}
}

// TestNoVoice: there is a Speech Dispatcher without a voice, or there is none.
func TestNoVoice(t *testing.T) {
	t.Run("dummy", func(t *testing.T) {
		dispatcher(t, "dummy")
		if err := Say(t.Context(), []string{"Yes."}, ""); !errors.Is(err, ErrNone) {
			t.Errorf("%v", err)
		}
	})
	t.Run("none", func(t *testing.T) {
		t.Setenv("SPEECHD_ADDRESS", "unix_socket:"+filepath.Join(t.TempDir(), "s"))
		t.Setenv("PATH", t.TempDir())
		if err := Say(t.Context(), []string{"Yes."}, ""); !errors.Is(err, ErrNone) {
			t.Errorf("%v", err)
		}
	})
	t.Run("network", func(t *testing.T) {
		t.Setenv("SPEECHD_ADDRESS", "inet_socket:192.0.2.1:6560")
		if err := Say(t.Context(), []string{"Yes."}, ""); err == nil {
			t.Error("another computer is asked")
		}
	})
}

// TestSpawn: a program that goes on in the background, keeps what it was given to write to, and
// says very much, is not waited for; one that does not start says why.
func TestSpawn(t *testing.T) {
	script := func(text string) string {
		path := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	begun := time.Now()
	if err := spawn(t.Context(), script("sleep 30 &\nexit 0\n")); err != nil || time.Since(begun) > 25*time.Second {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	err := spawn(t.Context(), script("echo no; head -c 3000000 /dev/zero | tr '\\0' x; exit 7\n"))
	if err == nil || !strings.Contains(err.Error(), ": no\nxxx") || len(err.Error()) > 500 {
		t.Errorf("%.600v", err)
	}
}

// TestOddServers: what answers oddly, or not at all, ends with an error or with the context; where
// another program has silenced the voice, that is no error.
func TestOddServers(t *testing.T) {
	for name, serve := range map[string]func(c net.Conn, r *bufio.Reader){
		"silent": func(_ net.Conn, r *bufio.Reader) { _, _ = r.ReadString(0) },
		"closes": func(c net.Conn, _ *bufio.Reader) { _ = c.Close() },
		"no": func(c net.Conn, r *bufio.Reader) {
			_, _ = fmt.Fprint(c, "300 ERR INTERNAL\r\n")
			_, _ = r.ReadString(0)
		},
		"garbage": func(c net.Conn, r *bufio.Reader) { _, _ = fmt.Fprint(c, "hello\r\n"); _, _ = r.ReadString(0) },
		"long": func(c net.Conn, r *bufio.Reader) {
			_, _ = fmt.Fprint(c, strings.Repeat("2", 2*mostLine))
			_, _ = r.ReadString(0)
		},
		"canceled": func(c net.Conn, r *bufio.Reader) {
			for {
				s, err := r.ReadString('\n')
				switch {
				case err != nil:
					return
				case strings.HasPrefix(s, "LIST"):
					_, _ = fmt.Fprint(c, "250-voices\r\n250 OK\r\n")
				case s == ".\r\n":
					_, _ = fmt.Fprint(c, "225-7\r\n225 OK\r\n702-6\r\n702-1\r\n702 END\r\n703-7\r\n703-1\r\n703 CANCELED\r\n")
				case s != "Yes.\r\n":
					_, _ = fmt.Fprint(c, "208 OK\r\n")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			sock := filepath.Join(t.TempDir(), "s")
			l, err := net.Listen("unix", sock)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = l.Close() }()
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					serve(c, bufio.NewReader(c))
					_ = c.Close()
				}
			}()
			t.Setenv("SPEECHD_ADDRESS", "unix_socket:"+sock)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			begun := time.Now()
			err = Say(ctx, []string{"Yes."}, "en")
			if silenced := name == "canceled"; (err == nil) != silenced || errors.Is(err, ErrNone) || time.Since(begun) > 15*time.Second {
				t.Errorf("%v after %v", err, time.Since(begun))
			}
		})
	}
}
