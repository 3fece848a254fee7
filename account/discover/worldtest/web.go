package worldtest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// Web puts an https server at a name; its certificate is for that name.
func (w *World) Web(host string, h http.HandlerFunc) { w.WebWith(host, w.Cert(host), h) }

// WebWith is Web with a certificate of any kind.
func (w *World) WebWith(host string, tlsConfig *tls.Config, h http.HandlerFunc) {
	w.t.Helper()
	conns := make(chan net.Conn)
	l := &chanListener{conns, make(chan struct{})}
	srv := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.Note(host, r.Method+" "+r.URL.String()+" referer="+r.Referer())
		h(rw, r)
	})}
	go func() { _ = srv.Serve(l) }()
	w.t.Cleanup(func() { _ = srv.Close() })
	w.Listen(host+":443", func(c net.Conn) {
		tc := &waited{tls.Server(c, tlsConfig), make(chan struct{}), sync.Once{}}
		select {
		case conns <- tc:
			<-tc.closed
		case <-l.closed:
		}
	})
}

type waited struct {
	net.Conn
	closed chan struct{}
	once   sync.Once
}

func (c *waited) Close() error {
	defer c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

type chanListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *chanListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}
func (l *chanListener) Close() error   { close(l.closed); return nil }
func (l *chanListener) Addr() net.Addr { return &net.TCPAddr{} }

// Page answers a path with text, and everything else with 404.
func Page(path, text string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			http.NotFound(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "application/xml")
		_, _ = io.WriteString(rw, text)
	}
}
