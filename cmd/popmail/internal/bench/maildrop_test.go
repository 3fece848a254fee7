package main

import (
	"bytes"
	"net/mail"
	"testing"
)

func TestMessagesAreWellFormed(t *testing.T) {
	d := newDrop(false)
	total := 0
	for i := range 1000 {
		raw := d.message(i)
		total += len(raw)
		if _, err := mail.ReadMessage(bytes.NewReader(raw)); err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if !bytes.HasSuffix(raw, []byte("\r\n")) || bytes.Contains(bytes.ReplaceAll(raw, []byte("\r\n"), nil), []byte("\n")) {
			t.Fatalf("message %d: a line does not end in CRLF", i)
		}
	}
	if !bytes.Equal(d.message(7), newDrop(false).message(7)) {
		t.Error("message 7 differs from one drop to the next")
	}
	t.Logf("%.1f KB a message", float64(total)/1000/1000)
}
