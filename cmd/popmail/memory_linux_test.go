package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test"
)

// TestMemoryOfOneMessage: no message makes the program need more than 150 MB of memory.
func TestMemoryOfOneMessage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	const size = 60 << 20
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, size*54/76) // 54 octets make a line of 74
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	var film bytes.Buffer
	film.WriteString("From: a@example.org\r\nSubject: film\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhere\r\n" +
		"--b\r\nContent-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for len(noise) > 0 {
		n := min(54, len(noise))
		film.WriteString(base64.StdEncoding.EncodeToString(noise[:n]) + "\r\n")
		noise = noise[n:]
	}
	film.WriteString("--b--\r\n")
	var words strings.Builder
	for words.Len() < size {
		fmt.Fprintf(&words, "line %d of the log, with some words of its own: %x\r\n", words.Len(), rnd.Uint64())
	}
	for name, raw := range map[string][]byte{
		"film":      film.Bytes(),
		"text":      []byte("From: a@example.org\r\nSubject: log\r\n\r\n" + words.String()),
		"html":      []byte("From: a@example.org\r\nSubject: log\r\nContent-Type: text/html\r\n\r\n<p>" + words.String()),
		"text file": []byte("From: a@example.org\r\nSubject: log\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\n" + words.String()),
	} {
		t.Run(name, func(t *testing.T) {
			o := pop3test.Options{Users: map[string]string{testUser: testPassword}}
			s := pop3test.New(o)
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			s.AddMessage(testUser, raw)
			data := dataFolder(t)
			addTo(t, data, s.Port(), "none")
			peak := peakOf(t, call(t, data, "receive", "--max-size", "500MB"))
			t.Logf("%d MB at most for a message of %d MB", peak>>20, len(raw)>>20)
			if limit := int64(150 << 20); peak > limit {
				t.Errorf("%d MB, more than %d MB", peak>>20, limit>>20)
			}
		})
	}
}

// peakOf runs the program and returns the most memory that it had at once, in octets.
func peakOf(t *testing.T, cmd *exec.Cmd) (peak int64) {
	t.Helper()
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	status := fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)
	for {
		select {
		case err := <-ended:
			if err != nil || peak == 0 {
				t.Fatalf("%v %s", err, errs.String())
			}
			return peak
		case <-time.After(2 * time.Millisecond):
		}
		text, _ := os.ReadFile(status)
		for line := range strings.Lines(string(text)) {
			var kB int64
			if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kB); n == 1 {
				peak = max(peak, kB<<10) // the kernel's figure never falls
			}
		}
	}
}
