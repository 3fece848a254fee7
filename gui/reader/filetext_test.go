package reader

import (
	"context"
	"strings"
	"testing"

	"popmail/storage/mailbox"
)

// What stands in an attached file is shown with the words around it, and the text of the file in
// the place of the message, from which one comes back.
func TestTextOfAttachedFiles(t *testing.T) {
	s := newStage(t, 672, 720)
	asked := -1
	s.r.FileText = func(_ context.Context, _ mailbox.ID, index int) (string, error) {
		asked = index
		return "Ticket\n" + strings.Repeat("a line\n", 200) + "Two, outside cabin, deck 7\n", nil
	}
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	at := m.Message.Attachments[0].Index
	name := m.Message.Attachments[0].Name
	if strings.Contains(s.text(), "Found in") {
		t.Fatal("nothing is known yet")
	}
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: "Two, outside cabin, deck 7"}, {Index: 99, Found: "no such file"}})
	s.sees("Found in "+name, "Two, outside cabin, deck 7", "Show the text of this file")
	if strings.Contains(s.text(), "no such file") {
		t.Error("what is not there is shown")
	}
	s.tap("Show the text of this file")
	s.sees(name, "This is only the text of the file", "Two, outside cabin, deck 7", "[Back to the message]")
	if asked != at {
		t.Errorf("asked for %d", asked)
	}
	if !s.r.Back() {
		t.Fatal("there is no way back")
	}
	s.sees("Found in " + name)
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: "a cabin", Page: 2, Pages: 12}})
	s.sees("Found in " + name + " · page 2 of 12")
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: "a cabin", Page: 2000}})
	s.sees("Found in " + name + " · page 2,000")
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Encrypted: true}})
	s.sees(name + " has a password, so PopMail can’t search what is in it.")
	s.r.SetFiles([]mailbox.FileRead{{Index: at}})
	if text := s.text(); strings.Contains(text, "password") || strings.Contains(text, "Found in") {
		t.Error(text)
	}
}
