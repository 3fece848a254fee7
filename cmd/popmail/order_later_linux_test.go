package main

import (
	"strings"
	"time"

	"popmail/gui/words"
)

// laterSteps is about what comes by itself, sooner or later. They put the clock forward.
var laterSteps = []orderStep{
	{"ready", (*keeper).ready},
	{"snoozed", (*keeper).snoozed},
	{"reminder", (*keeper).reminder},
	{"weekly", (*keeper).weekly},
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
	v.until("Your ticket")
	v.keys("ctrl+shift+t") // in travel mode a large letter waits on the server
	v.until("Only the first lines of messages over 200 KB are fetched.")
	v.brings(testUser, "From: Dad <dad@family.example>\nSubject: The film\n\n"+strings.Repeat("It is a film of the garden, as large as such films are.\n", 16_000))
	v.getMail()
	v.until("The film", "The rest of 1 message is waiting on the server.")
	v.keys("ctrl+shift+l")
	v.until("1 large message is only partly here", "Get what’s missing (")
	v.looks("missing")
	v.hands.press(v.beginning("Get what’s missing ("))
	v.until("All messages are complete", "Backed up today")
	v.hands.press("All inboxes")
	v.until("The film")
	v.keys("ctrl+shift+t")
	v.gone("Only the first lines of messages")
	v.hands.settings("Accounts")
	v.hands.press("Ready to go offline…")
	v.until("All messages are complete")
	v.hands.press("All inboxes")
	v.until("The film")
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
	v.hands.folder("All inboxes")
	monday, days := "Monday", (int(time.Monday-time.Now().Weekday())+6)%7+1
	switch days {
	case 1:
		monday = "Tomorrow morning"
	case 7:
		monday = "Next Monday"
	}
	v.hands.read("Team lunch")
	v.hands.letter("Snooze", monday)
	v.until("1 message snoozed until")
	v.hands.read("Statement November")
	v.hands.letter("Snooze", "Pick a date and time…")
	v.until("When should the message come back?")
	v.wait("the day has the keyboard", func() bool { return isEntry(v.focused()) })
	v.keys("ctrl+a")
	v.typ(words.TypedDay(time.Now().AddDate(0, 0, 9)))
	v.hands.press("Snooze")
	v.until("1 message snoozed until")
	v.holds("Snoozed", "Statement November", "Team lunch")
	v.ahead(time.Duration(days+1) * 24 * time.Hour) // Monday has passed
	v.holds("Snoozed", "Statement November")
	v.wait("it is in the Inbox again", func() bool { return v.lies("Inbox", "Team lunch") })
	v.shot("back")
	v.ahead(11 * 24 * time.Hour)
	v.holds("Snoozed")
	v.ahead(0)
}

// ahead puts the clock forward by so much, from what it is in truth.
func (v *keeper) ahead(by time.Duration) {
	v.t.Helper()
	if _, err := v.ask("ahead " + by.String()); err != nil {
		v.t.Fatal(err)
	}
}

// beginning is the whole of a text that begins so.
func (v *keeper) beginning(text string) string {
	v.t.Helper()
	for _, s := range v.see() {
		if strings.HasPrefix(s.Text, text) && isButton(s) {
			return s.Text
		}
	}
	v.t.Fatalf("nothing begins with %q in\n%s", text, v.text())
	return ""
}

func (v *keeper) reminder() {
	v.until("To remember")
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
	v.keys("ctrl+n")
	v.wait("a letter opens", func() bool { return v.title() == "New letter" })
	v.typ("roofer@tiles.example")
	v.keys("Return", "Tab")
	v.typ("The roof leaks")
	v.keys("Return")
	v.typ("Can you come?")
	v.hands.send()
	sent := v.sentAs("The roof leaks")
	v.until("The roof leaks")
	for _, subject := range []string{"The tap drips", "The roof leaks"} {
		v.hands.read(subject)
		v.hands.letter("Remind me if nobody answers", "In 3 days")
		v.until("PopMail reminds you on")
	}
	v.looks("reminders")
	v.delivers(testUser, "From: Roofer <roofer@tiles.example>\nSubject: Re: The roof leaks\nIn-Reply-To: "+sent+"\nReferences: "+sent+"\n\nTomorrow.\n")
	v.wait("the answer is here", func() bool { return v.lies("Inbox", "Re: The roof leaks") })
	v.ahead(80 * time.Hour) // the three days are over
	v.until("To remember")
	v.hands.folder("To remember")
	v.hands.read("The tap drips")
	v.until("You wanted to be reminded of this letter.")
	if strings.Contains(v.text(), "The roof leaks") {
		v.t.Error("PopMail reminds of what was answered")
	}
	v.hands.press("Done")
	v.gone("You wanted to be reminded of this letter.")
	v.ahead(0)
	v.hands.folder("All inboxes")
}

// weekly waits for the word on how the mail is, which is looked for now and then: a mailbox is full, the servers were
// not reached for three days, and the backup is old.
func (v *keeper) weekly() {
	if strings.Contains(v.text(), "Don’t tell me this") { // the clock was ahead before
		v.hands.press("Close")
		v.gone("Don’t tell me this")
	}
	v.keys("ctrl+shift+m")
	v.until("How big is your mailbox?")
	v.hands.press("How big is your mailbox?")
	v.until("Size of the mailbox")
	v.wait("the size has the keyboard", func() bool { return isEntry(v.focused()) })
	v.keys("ctrl+a")
	v.typ("4.5 MB")
	v.hands.press("Save")
	v.until("full", "Change…")
	v.looks("full")
	v.keys("Escape")
	v.titled("All inboxes")
	if err := v.server.Stop(); err != nil {
		v.t.Fatal(err)
	}
	v.getMail()
	v.until("reach")
	v.ahead(200 * time.Hour)
	v.until("No check for mail of ann@example.org has been finished since", "No check for mail of ann@work.example has been finished since", "The mailbox of ann@example.org is", "backup of your mail")
	v.looks("weekly")
	for range 4 {
		v.hands.press("Don’t tell me this")
	}
	v.gone("Don’t tell me this")
	v.ahead(0)
	if err := v.server.Start(); err != nil {
		v.t.Fatal(err)
	}
}
