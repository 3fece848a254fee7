package fetch

import (
	"bytes"
	"fmt"
	"net"
	"testing"
	"time"
)

// restLater hands out what stands behind a line of one dot after a pause.
type restLater struct{ net.Conn }

func (l *restLater) Write(p []byte) (int, error) {
	n, pause := 0, false
	for line := range bytes.SplitAfterSeq(p, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		if pause {
			time.Sleep(40 * time.Millisecond)
		}
		pause = string(line) == ".\r\n"
		m, err := l.Conn.Write(line)
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}

// TestTextLikeStat: a server that does not stuff dots and tells no sizes sends, behind a
// line of one dot of a message, text that reads like its answer to STAT. The message is
// not whole, and is not removed.
func TestTextLikeStat(t *testing.T) {
	const messages = 6
	for i, rest := range []string{"+OK 6 octets\r\nSubject: x\r\n\r\nx", "+OK 6", "+OK 6 0\r\nand more", "+OK 6 0", "+OK 6 messages\r\n\r\n+OK\r\n+OK"} {
		for _, place := range []int{1, 4, messages} {
			t.Run(fmt.Sprint(i, " at ", place), func(t *testing.T) {
				t.Parallel()
				o := newOffice(t, 0, true)
				o.wait = 800 * time.Millisecond
				o.size = func(*post) int { return 0 }
				o.noLIST, o.noUIDL = true, true
				o.wrap = func(c net.Conn) net.Conn { return &restLater{c} }
				for n := range messages {
					raw := long(n + 1)
					if n+1 == place {
						raw = letter(n+1, true, "before\r\n.\r\n"+rest)
					}
					o.post(fmt.Sprintf("u%d", n+1), raw)
				}
				a := leaving(deleteAll)
				a.Incoming.Host = fmt.Sprintf("%x.example.org", t.Name())
				for range 4 {
					_, _ = o.runTCP(t.Context(), a) // it may well fail
				}
				got := o.copies()
				for _, p := range o.gone {
					if got[p.raw] == 0 {
						t.Errorf("%s was removed and is not here", p.uid)
					}
				}
			})
		}
	}
}
