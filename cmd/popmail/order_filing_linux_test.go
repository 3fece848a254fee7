package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// filingSteps is about where letters lie, and who may write.
var filingSteps = []orderStep{
	{"folders", (*keeper).folders},
	{"several", (*keeper).severalChosen},
	{"out", (*keeper).takenOut},
	{"junk", (*keeper).junk},
	{"trash", (*keeper).trash},
	{"senders", (*keeper).senders},
	{"mailing list", (*keeper).mailingList},
	{"jump", (*keeper).jumps},
}

func (v *keeper) folders() {
	v.hands.newFolder("Receipts")
	v.hands.folderMenu("Receipts", "New folder in it…")
	v.names("Bank")
	v.hands.newFolder("Travel")
	v.hands.above("Travel", "Receipts")
	v.until("Moved the folder “Travel”")
	v.hands.folderMenu("Travel", "Color", "Violet")
	v.hands.folderMenu("Travel", "Icon", "Suitcase")
	v.looks("folders")
	v.hands.folder("All inboxes")
	v.hands.read("Statement October")
	v.hands.into("Statement October", "Receipts")
	v.until("1 message moved to Receipts")
	v.hands.undo()
	v.until("1 message restored")
	v.holds("Receipts")
	v.hands.fold("Receipts", true)
	v.gone("\nBank\n")
	v.hands.fold("Receipts", false)
	v.until("\nBank\n")
	v.hands.folder("All inboxes")
}

func (v *keeper) severalChosen() {
	v.hands.read("Your booking")
	v.hands.also("Your account is locked")
	v.until("2 messages selected", "Delete 2")
	v.looks("several")
	v.hands.press("Star 2")
	v.until("Remove 2 stars")
	v.hands.press("Archive 2")
	v.until("2 messages moved to Archive")
	v.hands.undo()
	v.until("2 messages restored")
	v.holds("Archive")
	done := func(button, says string, path ...string) {
		v.hands.read("Your booking")
		v.hands.also("Your account is locked")
		v.until("2 messages selected", button)
		if len(path) > 0 {
			v.hands.menu(button, path...)
		} else {
			v.hands.press(button)
		}
		v.until(says)
		v.hands.undo()
		v.until("Your booking", "Your account is locked")
	}
	done("Delete 2", "2 messages moved to Trash")
	v.holds("Trash")
	done("Junk 2", "2 messages moved to Junk")
	v.holds("Junk")
	done("Move 2", "2 messages moved to Travel", "Travel")
	v.holds("Travel")
	done("Snooze 2", "2 messages snoozed until", "Tomorrow morning")
	v.holds("Snoozed")
	v.hands.read("Your booking")
	v.hands.also("Your account is locked")
	v.until("2 messages selected", " as read")
	v.hands.press(v.beginning("Mark "))
	v.until("Mark 2 as unread")
	v.hands.press("Mark 2 as unread")
	v.until("Mark 2 as read")
}

func (v *keeper) junk() {
	v.hands.folder("All inboxes")
	v.hands.read("You have won")
	v.hands.press("Junk")
	v.holds("Junk", "You have won")
	v.hands.folder("Junk")
	v.hands.read("You have won")
	v.until("PopMail can’t tell junk yet", "Block sender")
	v.looks("junk")
	v.hands.press("Not junk")
	v.holds("Junk")
}

func (v *keeper) trash() {
	v.hands.folder("All inboxes")
	v.hands.read("Old paper")
	v.hands.press("Delete")
	v.holds("Trash", "Old paper")
	v.hands.folder("Trash")
	v.hands.read("Old paper")
	v.looks("trash")
	v.hands.press("Put back")
	v.holds("Trash")
	v.hands.folder("All inboxes")
	v.hands.read("Old paper")
	v.hands.press("Delete")
	v.holds("Trash", "Old paper")
	v.hands.folder("Trash")
	v.hands.press("Empty…")
	v.until("Delete 1 message forever?")
	v.looks("empty")
	v.hands.press("Delete permanently")
	v.holds("Trash")
}

func (v *keeper) senders() {
	v.hands.folder("All inboxes")
	v.hands.read("Your account is locked")
	v.until("The sender’s name shows one address")
	v.looks("pose")
	v.hands.reader("Block sender…")
	v.until("Block win@prize.example?")
	v.hands.press("Block sender")
	v.holds("Junk", "Your account is locked")
	v.delivers(testUser, "From: Maria Bauer <maria@prize.example>\nSubject: Pay here from now on\n\nThe old account is closed.\n")
	v.until("Not the Maria Bauer you know")
	v.hands.read("Pay here from now on")
	v.until("This isn’t an address you know for Maria Bauer")
	v.looks("known name")
	v.hands.press("Junk")
	v.holds("Junk", "Your account is locked", "Pay here from now on")
	v.hands.settings("Junk")
	v.until("win@prize.example", "Trusted senders")
	v.hands.field()
	v.typ("boss@work.example")
	v.keys("Return")
	v.until("boss@work.example", "Mail from these addresses is never taken for junk.")
	v.looks("senders")
	v.hands.press("Done")
	v.titled("All inboxes")
}

// mailingList gives a mailing list a folder, and takes that back.
func (v *keeper) mailingList() {
	v.hands.jump("spade", "Sam Spade")
	v.titled("Search")
	v.hands.read("Chess on Friday")
	v.until("Letters from the list “Chess Club” can have a folder of their own.")
	v.looks("list")
	v.hands.press("Give it a folder…")
	v.until("A folder for “Chess Club”", "Move the 3 letters in the Inbox there, too")
	v.looks("list folder")
	v.hands.press("Create")
	v.until("The rule was applied to 3 letters")
	v.hands.undo()
	v.until("The rule is gone, and 3 letters are back")
	v.holds("Chess Club")
	v.keys("Escape")
	v.titled("All inboxes")
}

// delivers has a letter come from a server.
func (v *keeper) delivers(user, letter string) {
	v.t.Helper()
	v.brings(user, letter)
	v.getMail()
}

// brings puts a letter on a server. It is to its owner, unless it says to whom.
func (v *keeper) brings(user, letter string) {
	v.t.Helper()
	to, now := "To: "+user+"\n", time.Now()
	if strings.Contains(letter, "\nTo: ") {
		to = ""
	}
	raw := fmt.Sprintf("%sDate: %s\nMessage-ID: <%d@order.example>\n%s", to, now.Format(time.RFC1123Z), now.UnixNano(), letter)
	if _, err := v.server.Deliver(user, []byte(raw)); err != nil {
		v.t.Fatal(err)
	}
}

func (v *keeper) jumps() {
	v.keys("ctrl+k")
	v.until("To find a message, press")
	v.typ("re")
	v.until("Receipts")
	v.looks("jump")
	v.keys("Escape")
	v.gone("To find a message, press")
	v.hands.jump("rece", "Receipts")
	v.titled("Receipts")
	v.hands.jump("lena", "Lena")
	v.titled("Search")
	v.keys("Escape")
	v.titled("Receipts")
	v.hands.jump("ann@work", "Ann Example")
	v.titled("Inbox")
	v.hands.jump("quiet ho", "Quiet hours")
	v.titled("Settings")
	v.until("No notifications at these hours")
	v.hands.press("Done")
	v.titled("Inbox")
	v.hands.folder("All inboxes")
	v.hands.jump("new fol", "New folder")
	v.wait("a field has the keyboard", func() bool { return isEntry(v.focused()) })
	v.keys("Escape")
	v.keys("ctrl+p")
	v.until("To find a message, press")
	v.keys("Escape")
	v.gone("To find a message, press")
}

// takenOut drags a letter out of the window, or saves it by key.
func (v *keeper) takenOut() {
	v.hands.folder("All inboxes")
	v.hands.read("Your booking")
	path := v.hands.out("Your booking")
	raw, err := os.ReadFile(path)
	if err != nil || filepath.Base(path) != "Your booking.eml" || !strings.Contains(string(raw), "Your cabin is reserved.") {
		v.t.Fatalf("%v: %s holds %q", err, path, raw)
	}
}
