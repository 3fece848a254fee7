package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// notReceived is a mailbox on a server that does not give away its third message.
func notReceived(t *testing.T, data string) *pop3test.Server {
	t.Helper()
	in := pop3test.New(pop3test.Options{
		Users: map[string]string{testUser: testPassword},
		Hook: func(_, line string) string {
			if line == "RETR 3" || strings.HasPrefix(line, "TOP 3 ") {
				return "-ERR internal error"
			}
			return ""
		},
	})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	for _, m := range letters(8) {
		in.AddMessage(testUser, m)
	}
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()),
		"--security", "none", "--leave", "forever", "--keep-password", "file", "--password-stdin").must(t, 0)
	return in
}

// views takes a picture of what is shown in each look: as it is, and dark and large in a narrow window.
func (v *sighted) views(name string) {
	v.t.Helper()
	v.shot(name)
	for _, look := range []string{"dark 100 900", "dark 200 600", "light 100 1280"} {
		if _, err := v.ask("look " + look); err != nil {
			v.t.Fatal(err)
		}
		if look != "light 100 1280" {
			v.shot(name + " " + look)
		}
	}
}

// inSettings opens a chapter of the settings.
func (v *sighted) inSettings(chapter string) {
	v.t.Helper()
	v.keys("ctrl+k")
	v.until("To find a message, press")
	v.typ(chapter)
	v.until("Settings\n" + chapter)
	v.keys("Return")
}

// TestKeptInTheWindow: a backup is made by the window and looked into; mail comes in out of another program's
// file that is dragged here; what the server does not give is listed with what can be done; a stricter setting
// tells what it would remove, and goes back; and the damaged mail file is made whole with the backup.
func TestKeptInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	data := dataFolder(t)
	notReceived(t, data)
	v := openEyes(newScreen(t, "kept"), data)
	v.until("Letter number1", "Letter number7", "1 message could not be received")

	// What did not come.
	v.inSettings("Accounts")
	v.until("Edit")
	v.tap("Edit")
	v.until("Not received…")
	v.tap("Not received…")
	v.until("Messages that could not be received", "Try again now", "Save as it comes…", "Leave it on the server")
	v.views("asides")
	v.tap("Leave it on the server")
	v.until("PopMail leaves this message on the server.")
	v.keys("Escape")

	// What a stricter setting would remove, and back.
	v.until("Edit")
	v.tap("Edit")
	v.until("Keep everything")
	v.tap("Keep everything")
	v.until("Remove once it is on this computer")
	v.tap("Remove once it is on this computer")
	v.until("7 messages (1 KB) will be removed from the server at the next check.", "Undo")
	v.views("stricter")
	v.tap("Undo")
	v.until("Keep everything")
	v.keys("Escape")

	// A backup by hand, looked into.
	v.tap("Backup")
	v.until("Back up now", "Look into a backup…")
	v.tap("Back up now")
	v.until("7 messages", "checked and complete")
	v.views("backup")
	v.tap("Look into a backup…")
	v.until("You can read and search the mail in it", "Look inside")
	v.shot("which backup")
	v.tap("Look inside")
	v.until("This is your mail as it was", "Bring back")
	v.shot("look inside")
	v.keys("ctrl+w")

	// Mail of another program.
	v.wait("the main window", func() bool { return strings.HasSuffix(v.title(), "PopMail") })
	v.keys("Escape")
	box := filepath.Join(t.TempDir(), "Old letters.mbox")
	var all bytes.Buffer
	for i := range 3 {
		fmt.Fprintf(&all, "From dad@orchard.example Fri Nov 20 11:00:00 2020\nFrom: Dad <dad@orchard.example>\nTo: %s\nSubject: Old letter %d\nDate: Fri, 20 Nov 2020 11:00:00 +0000\n\nDear Ann, %d.\n\n", testUser, i, i)
	}
	if err := os.WriteFile(box, all.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	newDragger(v.screen).drop(v.title(), box)
	v.until("What would you like to do with this file?", "Attach to a new letter")
	v.shot("dropped")
	v.tap("Bring this mail in")
	v.until("Bring your mail in", "Old letters", "Bring in")
	v.views("bring in")
	v.tap("Bring in")
	v.until("Show mail")
	v.views("brought in")
	v.tap("Show mail")
	v.until("Old letter 2", "Dad")
	v.leave()

	// The mail file is damaged.
	damageHalf(t, data)
	v = openEyes(v.screen, data)
	v.until("The file that holds your mail is damaged", "Restore the backup and add what can be read", "Restore my mail", "There is a backup from today")
	v.views("damaged")
	v.tap("Restore my mail")
	v.until("7 messages came back from the backup.", "The damaged file is now called")
	v.views("came back")
	v.tap("Continue")
	v.until("Letter number1", "Letter number7")
	v.views("restored")
	v.leave()
}
