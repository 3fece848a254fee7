package main

import (
	"strings"
	"time"
)

// rulesSteps is about rules. They leave one that moves the bank's letters to Receipts, and one that tells of
// large letters with a file.
var rulesSteps = []orderStep{
	{"rules", (*keeper).rules},
	{"rules of all kinds", (*keeper).rulesOfAllKinds},
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

// rule makes a rule out of nothing: conditions are entries of the menu of them, each with what is typed there, and acts
// entries of the other menu.
func (v *keeper) rule(first string, more [][2]string, acts ...string) {
	v.t.Helper()
	v.hands.press("New rule")
	v.wait("a field has the keyboard", func() bool { return isEntry(v.focused()) })
	v.typ(first)
	v.keys("Return")
	v.until(strings.Replace(first, ":", ": ", 1), "And…", "Would have caught")
	for _, c := range more {
		v.hands.menu("And…", c[0])
		if c[1] != "" {
			v.wait("a field has the keyboard", func() bool { return isEntry(v.focused()) })
			v.typ(c[1])
			v.keys("Return")
			v.wait("the field is closed", func() bool { return !isEntry(v.focused()) })
		}
	}
	for i, a := range acts {
		button := "Choose…"
		if i > 0 {
			button = "And…" // the lower one
		}
		v.hands.menu(button, a)
	}
	v.looks("rule " + acts[0])
	v.hands.press("Save rule")
	v.gone("Would have caught")
}

// rulesOfAllKinds makes rules with each condition and act that the others do not have; switches one off and deletes it.
func (v *keeper) rulesOfAllKinds() {
	v.hands.settings("Rules")
	v.until("New rule")
	v.rule("to:club@order.example", [][2]string{{"Words in the subject…", "minutes"}}, "Mark as read", "Stop here: later rules don’t see them")
	v.rule("list:pump.example", [][2]string{{"Received by the account…", workUser}}, "Move to Junk")
	v.rule("larger:20kb", [][2]string{{"With an attachment", ""}}, "Notify me")
	v.rule("anchovies", nil, "Delete")
	v.until("to club@order.example with minutes in the subject are marked as read, and later rules don’t see them", "go to Junk", "get a notification", "are deleted")
	v.looks("rules of all kinds")
	v.hands.press("Done")
	v.titled("All inboxes")

	v.brings(testUser, "From: Sam Spade <sam@chess.example>\nTo: club@order.example\nSubject: Minutes of Monday\n\nThere were anchovies.\n")
	v.brings(testUser, "From: Sam Spade <sam@chess.example>\nSubject: A recipe\n\nTake anchovies.\n")
	v.brings(testUser, "From: Sam Spade <sam@chess.example>\nSubject: Pumps at home\nList-Id: <pump.example>\n\nA pump.\n")
	v.brings(workUser, "From: Sam Spade <sam@chess.example>\nSubject: Pumps at work\nList-Id: <pump.example>\n\nA pump.\n")
	v.getMail()
	v.until("Minutes of Monday", "Pumps at home")
	v.wait("the rules have sorted them", func() bool {
		return v.lies("Trash", "A recipe") && v.lies("Junk", "Pumps at work") && v.lies("Inbox", "Pumps at home") && v.lies("Inbox", "Minutes of Monday")
	})
	if !v.read()["Minutes of Monday"] || v.read()["Pumps at home"] {
		v.t.Error("a rule marks another letter as read")
	}

	v.hands.settings("Rules")
	v.hands.last("a switch", isSwitch)
	v.until("Off since " + time.Now().Format("January 2") + " · 1 so far")
	v.hands.press("Done")
	v.titled("All inboxes")
	v.brings(testUser, "From: Sam Spade <sam@chess.example>\nSubject: Another recipe\n\nTake anchovies.\n")
	v.getMail()
	v.until("Another recipe")
	if !v.lies("Inbox", "Another recipe") {
		v.t.Error("a rule works that is off")
	}
	v.hands.settings("Rules")
	v.hands.last("Edit", func(s seen) bool { return s.Text == "Edit" && isButton(s) })
	v.hands.press("Delete rule…")
	v.until("Delete this rule?")
	v.hands.press("Delete")
	v.gone("are deleted")
	v.hands.press("Done")
	v.titled("All inboxes")
}

// lies reports whether a letter is in a folder of some account.
func (v *keeper) lies(folder, subject string) bool {
	v.t.Helper()
	for _, r := range v.listed(folder) {
		if r.Subject == subject {
			return true
		}
	}
	return false
}
