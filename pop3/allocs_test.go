package pop3_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"popmail/pop3"
)

// listing is a line to a server that answers each command with the same n rows.
func listing(t *testing.T, n int) *pop3.Client {
	t.Helper()
	var b strings.Builder
	b.WriteString("+OK\r\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "%d 0000%08x6a1b2c3d\r\n", i, i)
	}
	b.WriteString(".\r\n")
	answer := []byte(b.String())
	ours, theirs := net.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		commands := bufio.NewReader(theirs)
		for _, err := theirs.Write([]byte("+OK\r\n")); err == nil; _, err = theirs.Write(answer) {
			if _, err := commands.ReadSlice('\n'); err != nil {
				return
			}
		}
	}()
	c, err := pop3.Dial(t.Context(), "server.example:110", &pop3.Options{Dial: func(context.Context, string, string) (net.Conn, error) { return ours, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		_ = theirs.Close()
		<-ended
	})
	return c
}

// A listing costs as many pieces of memory as its size takes, not one for each message: who
// keeps all mail on the server has it listed at each check.
func TestListingAllocations(t *testing.T) {
	count := func(n int) float64 {
		c := listing(t, n)
		return testing.AllocsPerRun(3, func() {
			if ids, err := c.UIDL(t.Context()); err != nil || len(ids) != n {
				t.Fatalf("%d unique-ids, %v", len(ids), err)
			}
		})
	}
	few, many := count(500), count(50_000)
	if t.Logf("500 rows: %.0f, 50,000 rows: %.0f", few, many); many > few+100 {
		t.Errorf("%.0f allocations for 50,000 rows, %.0f for 500", many, few)
	}
}
