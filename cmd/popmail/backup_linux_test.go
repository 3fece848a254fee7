package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"popmail/storage"
)

// noisy makes n letters of many octets that cannot be packed.
func noisy(n, lines int) []string {
	mail := make([]string, n)
	for i := range mail {
		var b strings.Builder
		fmt.Fprintf(&b, "From: a@example.org\nSubject: letter %d\n\n", i+1)
		for range lines {
			fmt.Fprintf(&b, "line %016x%016x%016x\n", rand.Uint64(), rand.Uint64(), rand.Uint64())
		}
		mail[i] = b.String()
	}
	return mail
}

// A backup, a restore and an import find no room: they say so, what was there is whole, and
// they end well once there is room.
func TestFullDiskOfBackups(t *testing.T) {
	mail := noisy(120, 2000) // 6 MB and more
	data := seed(t, mail...)
	few := seed(t, mail[:10]...)
	full := func(r result) {
		t.Helper()
		if said := strings.ToLower(r.stderr); r.code != 1 || !strings.Contains(said, "room") && !strings.Contains(said, "full") || strings.Contains(said, "sqlite") {
			t.Errorf("exit code %d: %s", r.code, r.stderr)
		}
	}
	t.Run("backup", func(t *testing.T) {
		small, _, _ := onSmallDisk(t)
		if err := os.Mkdir(small, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, to := range []string{filepath.Join(small, "file"), small} {
			pop(t, few, "backup", "--to", to).must(t, 0)
			full(pop(t, data, "backup", "--to", to))
			hasMessages(t, to, 10)
		}
	})
	t.Run("restore", func(t *testing.T) {
		from := filepath.Join(t.TempDir(), "file")
		pop(t, data, "backup", "--to", from).must(t, 0)
		small, fill, free := onSmallDisk(t)
		pop(t, small, "account", "list").must(t, 0)
		full(pop(t, small, "restore", from))
		had := len(rows[summaryRow](t, pop(t, small, "list", "--json").must(t, 0)))
		fill()
		if now := len(rows[summaryRow](t, pop(t, small, "list", "--json").must(t, 0))); now != had {
			t.Errorf("%d messages, not %d", now, had)
		}
		free()
		if err := syscall.Mount("", filepath.Dir(small), "", syscall.MS_REMOUNT, "size=60m"); err != nil {
			t.Fatal(err)
		}
		pop(t, small, "restore", from).must(t, 0)
		if now := len(rows[summaryRow](t, pop(t, small, "list", "--json").must(t, 0))); now != 120 {
			t.Errorf("%d messages in the end", now)
		}
		pop(t, small, "verify").must(t, 0)
	})
	t.Run("import", func(t *testing.T) {
		box := mboxOf(t, mail)
		small, _, _ := onSmallDisk(t)
		full(pop(t, small, "import", box))
		if err := syscall.Mount("", filepath.Dir(small), "", syscall.MS_REMOUNT, "size=60m"); err != nil {
			t.Fatal(err)
		}
		pop(t, small, "import", box).must(t, 0)
		if now := len(rows[summaryRow](t, pop(t, small, "list", "--json").must(t, 0))); now != 120 {
			t.Errorf("%d messages in the end", now)
		}
		pop(t, small, "verify").must(t, 0)
	})
}

// stick is a disk that is pulled and plugged in again.
type stick struct {
	t           *testing.T
	inside, dir string // where it is always, and while it is plugged in
}

func newStick(t *testing.T) *stick {
	t.Helper()
	s := &stick{t, t.TempDir(), t.TempDir()}
	if err := syscall.Mount("tmpfs", s.inside, "tmpfs", 0, "size=60m"); err != nil {
		t.Skipf("no disk of its own can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(s.inside, syscall.MNT_DETACH) })
	s.plug()
	t.Cleanup(func() { _ = syscall.Unmount(s.dir, syscall.MNT_DETACH) })
	return s
}

func (s *stick) plug() {
	s.t.Helper()
	if err := syscall.Mount(s.inside, s.dir, "", syscall.MS_BIND, ""); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stick) pull() {
	s.t.Helper()
	if err := syscall.Unmount(s.dir, syscall.MNT_DETACH); err != nil {
		s.t.Fatal(err)
	}
}

// parts reports whether a file of a backup is being written.
func (s *stick) parts() (there bool) {
	_ = filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, _ error) error {
		there = there || strings.HasSuffix(path, ".part")
		return nil
	})
	return there
}

// A stick is pulled in the middle of a backup: that is told, nothing comes into the empty
// folder where it was, and the older backup on it is whole.
func TestPulledStick(t *testing.T) {
	mail := noisy(200, 2000)
	few, data := seed(t, mail[:10]...), seed(t, mail...)
	s := newStick(t)
	folder := filepath.Join(s.dir, "mail")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	pop(t, data, "backup", "--to", filepath.Join(t.TempDir(), "file")).must(t, 0)
	took := time.Since(began)
	pulled := 0
	for _, to := range []string{filepath.Join(s.dir, "file"), folder} {
		for i := range 6 {
			if to == folder {
				_ = os.RemoveAll(folder)
				_ = os.Mkdir(folder, 0o700)
			}
			if to != folder {
				_ = os.Remove(to) // else the backup of more messages stays
			}
			pop(t, few, "backup", "--to", to).must(t, 0)
			cmd := call(t, data, "backup", "--to", to)
			var said strings.Builder
			cmd.Stderr = &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(took); time.Now().Before(end) && !s.parts(); {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(took * time.Duration(i) / 40)
			s.pull()
			err := cmd.Wait()
			if left, _ := os.ReadDir(s.dir); len(left) > 0 {
				t.Errorf("%v is where the stick was", left)
			}
			s.plug()
			if err == nil { // it was quicker
				hasMessages(t, to, 200)
				continue
			}
			pulled++
			if !strings.Contains(said.String(), "no backup was made") && !strings.Contains(said.String(), "there is no") {
				t.Errorf("it said %q", said.String())
			}
			hasMessages(t, to, 10)
			pop(t, data, "backup", "--to", to).must(t, 0)
			hasMessages(t, to, 200)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, "*.part")); len(left) > 0 {
		t.Error(left)
	}
	t.Logf("pulled in the middle %d times", pulled)
	if pulled == 0 {
		t.Error("it was never pulled in the middle")
	}
	// While it is not there nothing is made in its place.
	s.pull()
	pop(t, data, "backup", "--to", filepath.Join(folder, "file")).must(t, 1)
	s.plug()
}

// From a place that cannot be written mail is copied and checked, and a backup is read; a backup
// cannot be made there.
func TestReadOnlyPlace(t *testing.T) {
	data := seed(t, noisy(20, 100)...)
	s := newStick(t)
	file, folder := filepath.Join(s.dir, "file"), filepath.Join(s.dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	pop(t, data, "backup", "--to", file).must(t, 0)
	pop(t, data, "backup", "--to", folder).must(t, 0)
	there := filepath.Join(s.dir, "data")
	pop(t, there, "restore", file).must(t, 0)
	if err := syscall.Mount("", s.dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{file, folder} {
		if r := pop(t, data, "backup", "--to", to).must(t, 1); !strings.Contains(r.stderr, "no backup was made: nothing can be written to "+to+" (") {
			t.Error(r.stderr)
		}
		hasMessages(t, to, 20)
		into := dataFolder(t)
		pop(t, into, "restore", to).must(t, 0)
		pop(t, into, "verify").must(t, 0)
	}
	pop(t, there, "verify").must(t, 0)
	to := filepath.Join(t.TempDir(), "file")
	pop(t, there, "backup", "--to", to).must(t, 0)
	hasMessages(t, to, 20)
	pop(t, there, "restore", file).must(t, 1)
	pop(t, there, "import", mboxOf(t, noisy(1, 1))).must(t, 1)
}

// Two PopMails make backups of the same mail in the same place, while a third brings mail in,
// and beside an open window: what is made is whole, and nobody harms the others.
func TestTwoPopMails(t *testing.T) {
	mail := noisy(300, 300)
	data := seed(t, mail[:100]...)
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	lock, err := storage.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	box, folder, file := mboxOf(t, mail[100:]), t.TempDir(), filepath.Join(t.TempDir(), "file")
	bring := call(t, data, "import", box)
	if err := bring.Start(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var both sync.WaitGroup
		for _, to := range []string{folder, folder, file, file} {
			both.Go(func() {
				cmd := call(t, data, "backup", "--to", to)
				var said strings.Builder
				cmd.Stderr = &said
				if err := cmd.Run(); err != nil && !strings.Contains(said.String(), "another PopMail is making this backup") {
					t.Errorf("%s: %v: %s", to, err, said.String())
				}
			})
		}
		both.Wait()
		for _, to := range []string{folder, file} {
			row := pop(t, data, "verify", "--json", "--backup", to).must(t, 0).stdout
			if !strings.Contains(row, `"ok":true`) {
				t.Error(row)
			}
		}
	}
	if err := bring.Wait(); err != nil {
		t.Error(err)
	}
	pop(t, data, "verify").must(t, 0)
	// What a command brings back beside the window is there for the window as well.
	for _, to := range []string{folder, file} {
		pop(t, data, "backup", "--to", to).must(t, 0)
		hasMessages(t, to, 300)
		pop(t, data, "restore", to).must(t, 0)
	}
	if n, damaged, err := app.store.Verify(t.Context()); n != 300 || len(damaged) > 0 || err != nil {
		t.Error(n, damaged, err)
	}
}
