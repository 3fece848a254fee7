package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
)

// ahead is the number of RETR commands under way at once.
const ahead = 512

// dialServer opens a line, over TLS where a file names whom to trust.
func dialServer(addr, caFile string) (net.Conn, error) {
	if caFile == "" {
		return net.Dial("tcp", addr)
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return tls.Dial("tcp", addr, &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12})
}

// drain fetches every message of a mailbox, with pipelining, undoes the
// dot-stuffing and throws the octets away: what no client can be faster than.
func drain(addr, user, password, caFile string) (messages int, octets int64, err error) {
	conn, err := dialServer(addr, caFile)
	if err != nil {
		return 0, 0, err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 256<<10)
	status := func() ([]byte, error) {
		line, err := r.ReadSlice('\n')
		if err == nil && !bytes.HasPrefix(line, []byte("+OK")) {
			err = fmt.Errorf("the server said %q", line)
		}
		return line, err
	}
	if _, err := status(); err != nil {
		return 0, 0, err
	}
	for _, command := range []string{"USER " + user, "PASS " + password, "STAT"} {
		if _, err := fmt.Fprintf(conn, "%s\r\n", command); err != nil {
			return 0, 0, err
		}
		line, err := status()
		if err != nil {
			return 0, 0, err
		}
		if command == "STAT" {
			if _, err := fmt.Sscanf(string(line), "+OK %d", &messages); err != nil {
				return 0, 0, err
			}
		}
	}
	room := make(chan struct{}, ahead)
	failed := make(chan error, 1)
	go func() {
		w := bufio.NewWriter(conn)
		for i := 1; i <= messages; i++ {
			select {
			case room <- struct{}{}:
			default:
				if err := w.Flush(); err != nil {
					failed <- err
					return
				}
				room <- struct{}{}
			}
			_, _ = fmt.Fprintf(w, "RETR %d\r\n", i)
		}
		_, _ = w.WriteString("QUIT\r\n")
		failed <- w.Flush()
	}()
	var message bytes.Buffer
	for range messages {
		if _, err := status(); err != nil {
			return 0, 0, err
		}
		message.Reset()
		for start := true; ; {
			line, err := r.ReadSlice('\n')
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				return 0, 0, err
			}
			if start && len(line) > 0 && line[0] == '.' {
				if len(line) == 3 {
					break
				}
				line = line[1:]
			}
			message.Write(line)
			start = err == nil
		}
		octets += int64(message.Len())
		<-room
	}
	if err := <-failed; err != nil {
		return 0, 0, err
	}
	_, err = status()
	return messages, octets, err
}
