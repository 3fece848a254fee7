package main

import (
	"fmt"
	"strings"
	"time"
)

// orderStep is something that is done, with its name.
type orderStep struct {
	name string
	do   func(v *keeper)
}

// orderSteps is what is done to the mail, one after the other.
var orderSteps = []orderStep{
	{"inboxes", (*keeper).inboxes},
	{"conversations", (*keeper).conversations},
	{"arranged", (*keeper).arranged},
	{"room", (*keeper).room},
	{"folders", (*keeper).folders},
	{"several", (*keeper).severalChosen},
	{"junk", (*keeper).junk},
	{"trash", (*keeper).trash},
	{"senders", (*keeper).senders},
	{"mailing list", (*keeper).mailingList},
	{"rules", (*keeper).rules},
	{"ready", (*keeper).ready},
	{"snoozed", (*keeper).snoozed},
	{"reminder", (*keeper).reminder},
	{"own window", (*keeper).ownWindow},
	{"jump", (*keeper).jumps},
	{"weekly", (*keeper).weekly},
}

func (v *keeper) inboxes() {
	v.until("ann@example.org", "ann@work.example")
	v.looks("unified")
	v.hands.folder("Starred")
	v.hands.folder("All inboxes")
	v.until("Old paper")
}

func (v *keeper) conversations() {
	v.hands.order("Letters with their answers")
	v.until("Dad, Lena")
	v.hands.read("The garden")
	v.until("Come and see them.", "3 letters")
	v.looks("conversation")
	v.hands.press("Fold all")
	v.until("Unfold all")
	v.looks("folded")
	v.hands.press("Unfold all")
	v.until("Fold all")
	v.hands.press("Mute")
	v.until("Unmute")
	v.hands.press("Unmute")
	v.until("Mute")
	v.hands.order("Letters with their answers")
	v.gone("Dad, Lena")
}

func (v *keeper) arranged() {
	v.hands.read("Your booking")
	v.until("Your cabin is reserved.")
	v.hands.reader("Add the sender to the address book")
	v.until("Maria Bauer is in your address book now.")
	for _, chip := range []string{"Unread", "Starred", "With attachment", "From people I know"} {
		without := "Old paper"
		if chip == "Unread" {
			without = "The garden"
		}
		v.hands.press(chip)
		v.gone(without)
		v.shot(strings.ToLower(chip))
		v.hands.press(chip)
		v.until(without)
	}
	for _, order := range []string{"Oldest first", "By sender", "By subject", "Largest first"} {
		v.hands.order(order)
		v.gone("Old paper")
	}
	v.looks("largest")
	v.hands.order("Newest first")
	v.until("Old paper")
	v.hands.order("Group by sender")
	v.until("The Boss · 2")
	v.looks("grouped")
	v.hands.order("Group by day")
	v.gone("The Boss · 2")
	v.hands.order("Columns in a wide list")
	v.until("Size")
	v.looks("columns")
	v.hands.order("Columns in a wide list")
	v.gone("Size")
}

func (v *keeper) room() {
	v.hands.settings("Help")
	v.hands.press("What takes the room…")
	v.until("By sender", "rssfeeds@spamassassin.taint.org") // which sends in many names
	v.looks("room")
	v.hands.press("Mr. FoRK")
	v.titled("Search")
	v.keys("Escape")
	v.titled("All inboxes")
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
	now := time.Now()
	raw := fmt.Sprintf("To: %s\nDate: %s\nMessage-ID: <%d@order.example>\n%s", user, now.Format(time.RFC1123Z), now.UnixNano(), letter)
	if _, err := v.server.Deliver(user, []byte(raw)); err != nil {
		v.t.Fatal(err)
	}
	v.hands.press("Get mail")
}

func (v *keeper) rules() {
	v.hands.read("Statement November")
	v.hands.reader("Always do this with letters like this…")
	v.until("Would have caught 2 letters")
	v.hands.menu("Choose…", "Move to", "Receipts")
	v.until("Move to Receipts")
	v.looks("rule")
	v.hands.press("Apply to old mail…")
	v.until("Apply the rule to 2 letters?")
	v.hands.press("Apply")
	v.until("The rule was applied to 2 letters")
	v.hands.undo()
	v.holds("Receipts")
	v.hands.press("Save rule")
	v.until("None so far")
	v.hands.press("Done")
	v.titled("All inboxes")
	v.delivers(testUser, "From: Lakeland Bank <statements@bank.example>\nSubject: Statement December\n\nYour statement of December.\n")
	v.holds("Receipts", "Statement December")
	v.hands.read("Team lunch")
	v.hands.reader("Always do this with letters like this…")
	v.until("Would have caught one letter")
	v.hands.menu("Choose…", "Star")
	v.hands.press("Save rule")
	v.until("1 so far · last today", "None so far")
	order := func() bool {
		text := v.text()
		return strings.Index(text, "get a star") < strings.Index(text, "go to Receipts")
	}
	if order() {
		v.t.Fatalf("the new rule stands above the old one:\n%s", v.text())
	}
	v.hands.raise()
	v.wait("the rules change places", order)
	v.looks("rules")
	v.hands.press("Done")
	v.titled("All inboxes")
}

func (v *keeper) ready() {
	start := time.Now().Add(20 * time.Hour).UTC()
	v.delivers(testUser, "From: Island Air <tickets@air.example>\nSubject: Your ticket\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHave a good trip.\n--b\n"+
		"Content-Type: text/calendar; method=PUBLISH; name=trip.ics\nContent-Disposition: attachment; filename=trip.ics\n\nBEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:trip@air.example\n"+
		"SUMMARY:Flight IA 12 to Bergen\nLOCATION:Gate 4\nDTSTART:"+start.Format("20060102T150405Z")+"\nDTEND:"+start.Add(2*time.Hour).Format("20060102T150405Z")+"\nEND:VEVENT\nEND:VCALENDAR\n--b--\n")
	v.until("Your ticket")
	v.hands.settings("Accounts")
	v.hands.press("Ready to go offline…")
	v.until("All messages are complete", "Enough room on this computer", "Flight IA 12 to Bergen")
	v.hands.press("Show this page the day before a trip")
	v.looks("ready")
	v.hands.press("All inboxes")
	v.until("Statement November")
}

func (v *keeper) snoozed() {
	v.hands.read("Team lunch")
	v.hands.letter("Snooze", "Tomorrow morning")
	v.until("1 message snoozed until")
	v.holds("Snoozed", "Team lunch")
	v.hands.folder("Snoozed")
	v.hands.read("Team lunch")
	v.looks("snoozed")
	v.hands.letter("Bring back now")
	v.until("1 message brought back")
	v.holds("Snoozed")
}

func (v *keeper) reminder() {
	v.hands.folder("To remember")
	v.hands.read("The tap drips")
	v.until("You wanted to be reminded of this letter.")
	v.looks("reminder")
	v.hands.press("Wait a week")
	v.until("PopMail reminds you on")
	v.hands.folder("Sent")
	v.hands.read("The tap drips")
	v.hands.letter("Remind me if nobody answers", "Don’t remind me")
	v.until("PopMail won’t remind you of this.")
	if _, err := v.ask("ahead 200h"); err != nil { // the week is over
		v.t.Fatal(err)
	}
}

func (v *keeper) ownWindow() {
	v.hands.folder("All inboxes")
	v.hands.alone("Your booking")
	v.wait("a window of its own", func() bool { return v.title() == "Your booking" })
	v.shot("own window")
	v.keys("Escape")
	v.titled("All inboxes")
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
}

// weekly waits for the word on how the mail is, which is looked for now and then.
func (v *keeper) weekly() {
	v.until("backup of your mail")
	v.looks("weekly")
	v.hands.press("Don’t tell me this")
	v.gone("backup of your mail")
}
