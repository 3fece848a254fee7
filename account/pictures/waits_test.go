package pictures

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// silent is a way to servers that take everything and say nothing.
var silent = way{dial: func(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		_, _ = io.Copy(io.Discard, server)
		_ = server.Close()
	}()
	return client, nil
}}

// A picture whose server is silent, with encryption and without, is given up after a while, and
// so are many.
func TestSilentServersOfPictures(t *testing.T) {
	for n, want := range map[int]time.Duration{1: 20 * time.Second, 8 * atOnce: 90 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			var urls []string
			for i := range n {
				urls = append(urls, fmt.Sprintf("http://pictures%d.example.org/a.png", i))
			}
			begun, failed := time.Now(), 0
			(&Fetcher{silent}).Fetch(t.Context(), urls, func(p Picture) {
				if p.Err != nil {
					failed++
				}
			})
			if took := time.Since(begun); took != want || failed != n {
				t.Errorf("%d of %d failed after %v, want %v", failed, n, took, want)
			}
		})
	}
}
