package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// look logs in, asks what there is and logs out, with as few ways to the server and back as
// the protocol lets a client take: what no check can be faster than. Only after CAPA it may
// send commands ahead (RFC 2449, section 6.6).
func look(addr, user, password, caFile string) (messages int, err error) {
	conn, err := dialServer(addr, caFile)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 256<<10)
	line := func() (string, error) {
		text, err := r.ReadString('\n')
		if err == nil && !strings.HasPrefix(text, "+OK") {
			err = fmt.Errorf("the server said %q", text)
		}
		return text, err
	}
	rows := func() (n int, err error) {
		if _, err := line(); err != nil {
			return 0, err
		}
		for ; ; n++ {
			row, err := r.ReadSlice('\n')
			if err != nil || bytes.Equal(row, []byte(".\r\n")) {
				return n, err
			}
		}
	}
	if _, err := line(); err != nil {
		return 0, err
	}
	if _, err := fmt.Fprint(conn, "CAPA\r\n"); err != nil {
		return 0, err
	}
	if _, err := rows(); err != nil {
		return 0, err
	}
	if _, err := fmt.Fprintf(conn, "USER %s\r\nPASS %s\r\nCAPA\r\nSTAT\r\nUIDL\r\n", user, password); err != nil {
		return 0, err
	}
	for range 2 {
		if _, err := line(); err != nil {
			return 0, err
		}
	}
	if _, err := rows(); err != nil {
		return 0, err
	}
	if _, err := line(); err != nil {
		return 0, err
	}
	if messages, err = rows(); err != nil {
		return 0, err
	}
	if _, err := fmt.Fprint(conn, "QUIT\r\n"); err != nil {
		return 0, err
	}
	_, err = line()
	return messages, err
}
