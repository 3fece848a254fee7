package main

import (
	"strings"
	"testing"
)

// openOver1MB is openEyes where messages over 1 MB are large.
func openOver1MB(s *screen, data string) *sighted {
	s.t.Helper()
	bin, err := sightedProgram()
	if err != nil {
		s.t.Fatal(err)
	}
	c := call(s.t, data)
	c.Path = bin
	return openSightedBy(s, data, c, "POPMAIL_MAX_MESSAGE=1")
}

// TestLargeInTheWindow: a large message comes after a question and no other with it; all leaves it
// out; the page of the server asks as well.
func TestLargeInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s, data := largeServer(t, 300_000, 1_700_000, 1_600_000), dataFolder(t)
	addTo(t, data, s.Port(), "none", "--leave", "forever")
	v := openOver1MB(newScreenOf(t, "large", 900, 800), data)
	v.until("Film 0", "Film 1", "Film 2", "Up to date")
	v.keys("ctrl+shift+t")
	v.until("The rest of 2 messages is waiting on the server.")
	if strings.Contains(v.text(), "Get all") {
		t.Error("all is offered")
	}
	v.tap("Film 1")
	v.until("Only the beginning is here.", "Get the rest (1.7 MB)")
	v.tap("Get the rest (1.7 MB)")
	v.until("Get a message of 1.7 MB?", "On this computer ", " are free.", "Cancel", "Get it")
	v.shot("question")
	v.keys("Escape")
	v.tap("Get the rest (1.7 MB)")
	v.until("Get a message of 1.7 MB?")
	v.keys("Return") // on what has the keyboard
	v.until("The rest of 1 message is waiting on the server.")
	sizes, _ := heldHere(t, data)
	if sizes["Film 1"] < 1_600_000 || sizes["Film 2"] > 20_000 {
		t.Errorf("%v", sizes)
	}
	s.AddMessage(testUser, filmOf("Film 3", 500_000))
	v.keys("F5")
	v.until("The rest of 2 messages is waiting on the server.", "Get all (")
	v.tap("Get all (497 KB)")
	v.until("A large message is left out. Open it to get its rest.", "The rest of 1 message is waiting on the server.")
	v.keys("ctrl+shift+m")
	v.until("4 messages · 3 are on this computer too")
	v.tap("Film 2")
	v.until("1 selected")
	v.tap("Get")
	v.until("Get a message of 1.6 MB?")
	v.tap("Get it")
	v.until("1 message is on this computer now.", "4 messages · all on this computer too")
	v.leave()
	if n := s.Commands("RETR"); n != 4 {
		t.Errorf("%d RETR", n)
	}
}

// TestLargeWithoutRoomInTheWindow: what the disk has no room for is told so, and nothing is fetched.
func TestLargeWithoutRoomInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	data, _, _ := onSmallDisk(t)
	s := largeServer(t, 1_700_000)
	addTo(t, data, s.Port(), "none", "--leave", "forever")
	v := openOver1MB(newScreenOf(t, "largefull", 900, 800), data)
	v.until("Film 0", "Up to date")
	v.tap("Film 0")
	v.until("Get the rest (1.7 MB)")
	v.tap("Get the rest (1.7 MB)")
	v.until("There is not enough room on the disk", "This message has 1.7 MB. To get it, 54", "have to be free on this computer", "Nothing was fetched. It all stays on the server.")
	v.shot("no room")
	v.tap("Close")
	v.until("Get the rest (1.7 MB)")
	v.keys("F5")
	v.until("Up to date")
	v.leave()
	if n := s.Commands("RETR"); n != 0 {
		t.Errorf("%d RETR", n)
	}
}
