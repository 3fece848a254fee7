package main

import (
	"strings"
	"testing"
	"time"

	"popmail/gui/words"
	"popmail/pop3/pop3test/dovecot"
)

// TestServerInTheWindow: the page lists what a real server holds; a message is got by mouse,
// one is kept and others are removed by keyboard, and the server agrees.
func TestServerInTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := letters(6)
	fill(t, s, mail[:3])
	addAccount(t, data, s, "tls", "--leave", "14d")
	receive(t, data, 0)
	v := openEyes(newScreen(t, "onserver"), data)
	v.until("Up to date", "Letter number2")
	for _, m := range mail[3:] {
		if _, err := s.Deliver(testUser, m); err != nil {
			t.Fatal(err)
		}
	}
	v.keys("ctrl+shift+m")
	v.until("6 messages · 3 are on this computer too", "Not here · 3", "The server’s list from", "None will be removed in the next 7 days")
	v.shot("list")

	v.tap("Letter number4")
	v.until("1 selected")
	v.tap("Get")
	v.until("1 message is on this computer now.", "6 messages · 4 are on this computer too", "Not here · 2")
	if n := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))); n != 4 {
		t.Errorf("%d messages here", n)
	}
	v.tap("Clear")

	// The first row is letter 5: what is only on the server is lost, after a question.
	v.keys("Home", "space", "Delete")
	v.until("Remove 1 message from the server?", "1 message is only on the server. It is removed now and lost for good.", "Get first, then remove")
	v.shot("question")
	v.keys("Escape")
	if onServer(t, s) != 6 {
		t.Error("the server has lost something at a mere question")
	}
	v.keys("Delete")
	v.until("Remove 1 message from the server?")
	v.tap("Remove for good")
	v.until("1 message was removed from the server.", "5 messages · 4 are on this computer too")
	v.wait("the server agrees", func() bool { return onServer(t, s) == 5 })

	// Letters 4, 3, 2, 1, 0: 2 is kept, 1 goes at the next check.
	v.tap("Letter number2")
	v.until("1 selected")
	v.tap("Keep on the server")
	v.until("1 message stays on the server", "Kept by you")
	v.keys("Escape")
	v.tap("Letter number1")
	v.until("1 selected")
	v.keys("Delete")
	v.until("1 message is on this computer and stays here. Until the next check you can take this back.")
	v.tap("Remove")
	v.until("Goes at the next check", "1 will be removed in the next 7 days, which frees")
	v.keys("Escape", "Escape")
	v.wait("the main window", func() bool { return !strings.Contains(v.text(), "Not here") })
	v.keys("F5")
	v.wait("the next check removes it", func() bool { return onServer(t, s) == 4 })
	list := serverList(t, data)
	subjects := ""
	for _, r := range list {
		subjects += r.Subject[len(r.Subject)-1:]
	}
	if subjects != "0234" || list[1].RemovedOn != nil || list[0].RemovedOn == nil {
		t.Errorf("%s %+v", subjects, list)
	}
	v.leave()
}

// TestServerByKeyboard: the same by keyboard alone, and a removal on a day.
func TestServerByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := letters(6)
	fill(t, s, mail[:3])
	addAccount(t, data, s, "tls", "--leave", "14d")
	receive(t, data, 0)
	v := openEyes(newScreen(t, "onserver_keys"), data)
	v.until("Up to date", "Letter number2")
	for _, m := range mail[3:] {
		if _, err := s.Deliver(testUser, m); err != nil {
			t.Fatal(err)
		}
	}
	v.keys("ctrl+shift+m")
	v.until("6 messages · 3 are on this computer too", "Not here · 3")

	// Letters 5, 4, 3: a range, then Get.
	v.keys("Home", "space", "shift+Down", "shift+Down")
	v.until("3 selected")
	v.keys("Tab", "Tab", "Tab", "Return")
	v.until("3 messages are on this computer now.", "all on this computer too")

	// Letter 0 goes on a day, from the menu; taken back; the next week.
	v.keys("shift+Tab", "shift+Tab", "shift+Tab", "Escape")
	v.until("Select messages to get, keep, or remove them.")
	v.keys("End", "space")
	v.until("1 selected")
	onADay := func(keys ...string) {
		v.keys("shift+F10")
		v.until("Remove on a day…")
		v.shot("menu")
		v.keys("Down", "Down", "Down", "Return")
		v.until("When should this message be removed from the server?")
		v.shot("day")
		v.keys(keys...)
	}
	onADay("Escape")
	v.until("1 selected")
	onADay("Tab", "Tab", "Return")
	day := words.LongDate(time.Now().AddDate(0, 0, 7), time.Now())
	v.until("1 message will be removed from the server on " + day)
	v.until("Goes on " + day)
	v.keys("ctrl+z")
	v.wait("it is taken back", func() bool { return !strings.Contains(v.text(), "Goes on "+day) })

	// Letter 1 goes at the next check.
	v.keys("Escape")
	v.until("Select messages to get, keep, or remove them.")
	v.keys("End", "Up", "space", "Delete")
	v.until("1 message is on this computer and stays here.")
	v.keys("shift+Tab", "Return")
	v.until("Goes at the next check")
	v.keys("Escape", "Escape")
	v.wait("the main window", func() bool { return !strings.Contains(v.text(), "Where it is") })
	v.keys("F5")
	v.wait("the next check removes it", func() bool { return onServer(t, s) == 5 })
	v.leave()
}
