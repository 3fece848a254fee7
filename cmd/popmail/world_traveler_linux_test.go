package main

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWorldTraveler opens the window of a known account in a hotel: it says what the network
// wants, tells the stranger that answers there no password, and gets mail by itself once the
// person has signed in to the network.
func TestWorldTraveler(t *testing.T) {
	if os.Getenv(worldVar) != "all" {
		t.Skip("make world runs it: it waits for the next try")
	}
	w := enterTown(t, false)
	if w == nil {
		return
	}
	w.publish("home.example", "pop.home.example", 995, "SSL")
	server := w.box("home.example", "ann@home.example", nil)
	shows(func(w *town, _ string) *tls.Config { return w.Stranger("login.hotel.example") })(w, "hotel.example")
	data, password := dataFolder(t), filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(password, []byte(townPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	pop(t, data, "account", "add", "--email", "ann@home.example", "--server", "pop.home.example", "--keep-password", "file", "--password-file", password).must(t, 0)
	pop(t, data, "receive").must(t, 0)
	server.AddMessage("ann@home.example", []byte("From: ben@example.org\r\nSubject: From home to the hotel\r\n\r\nHello.\r\n"))
	logins := server.Logins()
	w.Portal("pop.hotel.example")
	v := openSighted(newScreen(t, "world-traveler"), data)
	v.until("This network wants you to sign in first")
	v.shot("hotel")
	for _, h := range []hands{keyboard{v}, mouse{v}} {
		h.press("Details")
		v.until("Open any page in your web browser and sign in to the network there. PopMail will try again by itself.", "Your password was not sent")
		v.shot("details")
		h.press("Close")
		v.wait("the card goes away", func() bool { return !strings.Contains(v.text(), "Your password was not sent") })
	}
	if strings.Contains(v.text(), "From home to the hotel") || server.Logins() != logins {
		t.Error("mail came through the hotel")
	}
	w.Portal("")
	v.until("From home to the hotel")
	v.shot("signed-in")
	v.leave()
}
