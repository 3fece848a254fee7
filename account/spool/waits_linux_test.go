package spool

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

// resident is how much of what a file shows as memory counts as memory of this process, in KB.
func resident(t *testing.T, octets []byte) (kb int) {
	t.Helper()
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	begin := fmt.Sprintf("%x-", uintptr(unsafe.Pointer(unsafe.SliceData(octets))))
	within := false
	for s := bufio.NewScanner(bytes.NewReader(smaps)); s.Scan(); {
		line := s.Text()
		if within && strings.HasPrefix(line, "Rss:") {
			if _, err := fmt.Sscanf(line, "Rss: %d kB", &kb); err != nil {
				t.Fatal(err)
			}
			return kb
		}
		within = within || strings.HasPrefix(line, begin)
	}
	t.Fatalf("no mapping at %s", begin)
	return 0
}

// What was looked at is let go of every few milliseconds while a look goes on, not only at its
// end.
func TestLookLetsGoMeanwhile(t *testing.T) {
	f, err := Create(t.TempDir(), "look")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.Write(make([]byte, 4<<20)); err != nil {
		t.Fatal(err)
	}
	octets, err := f.Octets()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		err := f.Look(func() {
			for range 3 {
				sum := byte(0)
				for i := 0; i < len(octets); i += 512 {
					sum |= octets[i]
				}
				if kb := resident(t, octets); sum != 0 || kb < 4000 {
					t.Errorf("%d KB after a look at all", kb)
				}
				time.Sleep(trimEvery)
				synctest.Wait()
				if kb := resident(t, octets); kb != 0 {
					t.Errorf("%d KB are held %v later", kb, trimEvery)
				}
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
	if trimEvery > 50*time.Millisecond {
		t.Errorf("in %v much is read", trimEvery)
	}
}
