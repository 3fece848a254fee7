package newer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/line"
)

// A web site that says nothing, and one that says one octet a second, are given up.
func TestSlowSites(t *testing.T) {
	web := httptest.NewUnstartedServer(nil)
	web.StartTLS()
	certificates, root := web.TLS.Certificates, web.Certificate()
	web.Close()
	_, public := key(t)
	for name, c := range map[string]struct {
		serve func(conn net.Conn)
		want  time.Duration
	}{
		"silent": {func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, stepTime},
		"drips": {func(conn net.Conn) {
			safe := tls.Server(conn, &tls.Config{Certificates: certificates})
			if _, err := safe.Read(make([]byte, 4096)); err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, safe) }() // takes the farewell, as a network would
			_, err := io.WriteString(safe, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
			for err == nil {
				time.Sleep(time.Second)
				_, err = safe.Write([]byte{'{'})
			}
		}, timeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var served sync.WaitGroup
				s := Source{Address: address, Keys: public, roots: x509.NewCertPool()}
				s.roots.AddCert(root)
				s.dial = func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					served.Go(func() {
						c.serve(theirs)
						_ = theirs.Close()
					})
					return ours, nil
				}
				begun := time.Now()
				_, err := s.Newest(t.Context(), time.Time{})
				if took := time.Since(begun); took != c.want || line.Net(err) != account.TroubleSilent {
					t.Errorf("%v after %v", err, took)
				}
				served.Wait()
			})
		})
	}
}

// Without a network it is the network that is told.
func TestNoNetwork(t *testing.T) {
	_, public := key(t)
	s := Source{Address: address, Keys: public}
	s.dial = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "server misbehaving", Name: "example.com", IsTemporary: true}
	}
	if _, err := s.Newest(t.Context(), time.Time{}); line.Net(err) != account.TroubleOffline {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Newest(ctx, time.Time{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
