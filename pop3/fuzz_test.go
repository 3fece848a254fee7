package pop3_test

import (
	"bytes"
	"io"
	"net"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"popmail/pop3"
	"popmail/pop3/internal/wire"
	"popmail/pop3/pop3test"
)

// canned is a line on which the server has said everything before it was asked, and
// hangs up then.
type canned struct {
	net.Conn
	says io.Reader
}

func (c canned) Read(p []byte) (int, error)     { return c.says.Read(p) }
func (canned) Write(p []byte) (int, error)      { return len(p), nil }
func (canned) Close() error                     { return nil }
func (canned) SetDeadline(time.Time) error      { return nil }
func (canned) SetReadDeadline(time.Time) error  { return nil }
func (canned) SetWriteDeadline(time.Time) error { return nil }

// late is the client of such a line; slowly: one octet after the other.
func late(says []byte, slowly bool) *pop3.Client {
	var r io.Reader = bytes.NewReader(says)
	if slowly {
		r = iotest.OneByteReader(r)
	}
	return pop3.NewClient(canned{says: r}, nil)
}

// FuzzCAPA: whatever comes as the answer to CAPA, what is kept of it is small and means
// what it says, however the octets come.
func FuzzCAPA(f *testing.F) {
	for _, s := range []string{
		"+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN LOGIN\r\nEXPIRE 14 USER\r\nLOGIN-DELAY 900\r\n.\r\n",
		"+OK\nsasl plain\nSASL\tlogin\nSASL plain\n.\n", "+OK\r\n", "-ERR\r\n", "+OK\r\n.\r\n", "+OK\r\n\r\n \r\n..\r\n.\r\n",
		"+OK\r\nLOGIN-DELAY -1\r\nEXPIRE NEVER\r\n.", "+OK\r\nLOGIN-DELAY 99999999999999999999 user\r\nEXPIRE -3\r\n. \r\n",
		"+OK\r\nIMPLEMENTATION \xff\x00\u202e\r\n.\r\n", "+OK\r\nLANG\r\nUTF8 USER\r\nX" + strings.Repeat("-", 5000) + "\r\n.\r\n",
		"+OK\r\nSASL " + strings.Repeat("x ", 100) + "\r\n", "\xe1\xba\x9e \xc7\xb0\r\n.\r\n",
	} {
		f.Add([]byte(s), 5)
	}
	f.Fuzz(func(t *testing.T, says []byte, at int) {
		for _, says := range [][]byte{says, pop3test.Swollen(says, at, 1<<20)} {
			var caps pop3.Capabilities
			var err error
			pop3test.Within(t, len(says), func() {
				c := late(says, false)
				caps, err = c.Capabilities(t.Context())
			})
			for name := range caps {
				if name == "" || strings.ToUpper(name) != name || len(strings.Fields(name)) != 1 || !caps.Has(strings.ToLower(name)) && strings.ToUpper(strings.ToLower(name)) == name {
					t.Fatalf("the capability %q", name)
				}
			}
			if most, n := 256*wire.MaxRow/2, words(caps); n > most {
				t.Fatalf("%d words are kept of %d octets", n, len(says))
			}
			if d, _, ok := caps.LoginDelay(); d < 0 || d > 11*366*24*time.Hour || !ok && d != 0 {
				t.Fatalf("a delay of %v", d)
			}
			if days, ok := caps.Expire(); ok && days < 0 {
				t.Fatalf("%d days", days)
			}
			if len(says) > 1<<16 {
				continue
			}
			c := late(says, true)
			if again, err2 := c.Capabilities(t.Context()); !reflect.DeepEqual(again, caps) || (err == nil) != (err2 == nil) {
				t.Fatalf("octet by octet %v, %v; at once %v, %v", again, err2, caps, err)
			}
		}
	})
}

// words counts the names of capabilities and what is behind them.
func words(caps pop3.Capabilities) (n int) {
	for _, behind := range caps {
		n += 1 + len(behind)
	}
	return n
}

// However long the answer to CAPA is, little of it is kept, and the rest is passed over.
func TestCAPAHasALimit(t *testing.T) {
	for name, row := range map[string]string{
		"one mechanism a row":   "SASL x\r\n",
		"many mechanisms a row": "SASL" + strings.Repeat(" x", 2000) + "\r\n",
		"long words":            "SASL " + strings.Repeat("x", 4000) + "\r\n",
	} {
		c := late([]byte("+OK\r\nTOP\r\n"+strings.Repeat(row, min(1<<20, 16<<20/len(row)))+"UIDL\r\n.\r\n"), false)
		caps, err := c.Capabilities(t.Context())
		if n := words(caps); err != nil || !caps.Has("TOP") || !caps.Has("SASL") || n < 256 || n > 256*wire.MaxRow/2 {
			t.Errorf("%s: %d words are kept, %v", name, n, err)
		}
	}
}

// FuzzSTAT: a number of messages is what stands in the answer, or none is told.
func FuzzSTAT(f *testing.F) {
	for _, s := range []string{"+OK 2 320\r\n", "+OK\r\n", "+OK  2   39 messages\n", "+OK 5 -1932735283\r\n", "+OK -1 0\r\n", "+ok x\r\n", "-ERR [SYS/TEMP] no\r\n",
		"+OK 99999999999999999999 1\r\n", "+OK +3 1e9\r\n", "+OK 1 99999999999999999999\r\n", ".\r\n\r\n+OK 7\r\n", "\x16\x03\x01", "+OK \xd9\xa3 1\r\n"} {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, says []byte, at int) {
		for _, says := range [][]byte{says, pop3test.Swollen(says, at, 1<<20)} {
			var n int
			var octets int64
			var err error
			pop3test.Within(t, len(says), func() {
				c := late(says, false)
				n, octets, err = c.Stat(t.Context())
			})
			if n < -1 || octets < -1 || n == -1 && octets != 0 || err != nil && (n != 0 || octets != 0) {
				t.Fatalf("%d messages, %d octets, %v", n, octets, err)
			}
			if n > 0 && !bytes.Contains(says, []byte(strconv.Itoa(n))) {
				t.Fatalf("%d messages, which nobody said", n)
			}
			c := late(says, true)
			if n2, octets2, err2 := c.Stat(t.Context()); n2 != n || octets2 != octets || (err == nil) != (err2 == nil) {
				t.Fatalf("octet by octet %d, %d, %v; at once %d, %d, %v", n2, octets2, err2, n, octets, err)
			}
		}
	})
}
