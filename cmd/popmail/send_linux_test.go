package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// onSmallDisk is a data folder on a disk of its own, and what fills that and makes room again.
func onSmallDisk(t *testing.T) (data string, fill, free func()) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("no disk of its own can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	fill = func() {
		f, err := os.Create(ballast)
		if err != nil {
			t.Error(err)
			return
		}
		_, err = io.Copy(f, zeros{})
		_ = f.Close()
		if err == nil {
			t.Error("the disk is not full")
		}
	}
	return filepath.Join(dir, "data"), fill, func() { _ = os.Remove(ballast) }
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What cannot be noted is not sent: on a disk that is full from the beginning, that fills
// up while a letter is sent, and that cannot be written. Once there is room it goes, once.
func TestSendOnFullDisk(t *testing.T) {
	for _, when := range []string{"before", "meanwhile"} {
		t.Run(when, func(t *testing.T) {
			data, fill, free := onSmallDisk(t)
			s := newSubmitted(t, nil)
			addSender(t, data, s)
			r := row[letterRow](t, popIn(t, data, written(1), "send", "--later").must(t, 0))
			if when == "before" {
				fill()
			} else {
				s.denying(func(string, string) error { fill(); return nil })
			}
			res := pop(t, data, "outbox", "send")
			if n := len(s.all()); n != 0 && when == "before" {
				t.Errorf("%d messages were sent from a full disk\n%s", n, res.stderr)
			}
			if len(s.all()) == 0 && !strings.Contains(res.stderr, "full") {
				t.Errorf("exit code %d: %s", res.code, res.stderr)
			}
			s.denying(nil)
			free()
			pop(t, data, "outbox", "send")
			state := "sent"
			for _, l := range rows[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0)) {
				if state = l.State; l.ID != r.ID {
					t.Errorf("%+v", l)
				}
			}
			if n := len(s.all()); n != 1 || state != "sent" && state != "unknown" {
				t.Errorf("%d messages, and the letter is %s", n, state)
			}
			t.Logf("%s: %s, %s", when, state, strings.TrimSpace(res.stderr))
		})
	}
	t.Run("read only", func(t *testing.T) {
		data, _, _ := onSmallDisk(t)
		s := newSubmitted(t, nil)
		addSender(t, data, s)
		popIn(t, data, written(1), "send", "--later").must(t, 0)
		disk := filepath.Dir(data)
		if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Skip(err)
		}
		res := pop(t, data, "outbox", "send").must(t, 1)
		if len(s.all()) != 0 || res.stderr == "" {
			t.Errorf("%s", res.stderr)
		}
		if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, ""); err != nil {
			t.Fatal(err)
		}
		pop(t, data, "outbox", "send").must(t, 0)
		if n := len(s.all()); n != 1 {
			t.Errorf("%d messages", n)
		}
	})
}
