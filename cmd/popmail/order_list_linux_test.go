package main

import (
	"fmt"
	"popmail/account/letter"
	"popmail/storage/query"
	"slices"
	"strings"
)

// orderStep is something that is done, with its name.
type orderStep struct {
	name string
	do   func(v *keeper)
}

// listSteps is about what is listed and how.
var listSteps = []orderStep{
	{"inboxes", (*keeper).inboxes},
	{"answered", (*keeper).answered}, // before conversations were ever shown together, or nothing is asked
	{"conversations", (*keeper).conversations},
	{"arranged", (*keeper).arranged},
	{"room", (*keeper).room},
	{"own window", (*keeper).ownWindow},
	{"written", (*keeper).written},
}

func (v *keeper) inboxes() {
	v.until("ann@example.org", "ann@work.example")
	v.wait("the title counts what is unread", func() bool { return v.unread() != "" })
	owner := map[string]string{"Team lunch": "work.example", "Your booking": "example.org"}
	for subject, who := range owner {
		if got := v.ownerOf(subject); got != who {
			v.t.Errorf("the row %q says that it is of %q, not %q", subject, got, who)
		}
	}
	v.looks("unified")
	v.hands.folder("Starred")
	v.hands.folder("All inboxes")
	v.until("Old paper")
}

func (v *keeper) conversations() {
	v.hands.order("Letters with their answers")
	v.until("Dad, Lena")
	v.hands.read("The garden")
	v.until("Come and see them.", "3 letters", "How lovely.")
	v.wait("the twelve lines that are quoted are folded", func() bool {
		return slices.ContainsFunc(v.see(), func(s seen) bool { return strings.HasPrefix(s.Text, "How lovely.") && s.X > orderList && s.H < 160 })
	})
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
		switch chip {
		case "Unread":
			without = "The garden"
		case "From people I know": // the Boss was answered
			without = "Statement November"
		}
		v.hands.press(chip)
		v.gone(without)
		v.looks(strings.ToLower(chip))
		v.hands.press(chip)
		v.until(without)
	}
	for _, order := range []string{"Oldest first", "By sender", "By subject", "Largest first"} {
		v.hands.order(order)
		v.gone("Old paper")
		v.ordered(order)
	}
	v.looks("largest")
	v.hands.order("Newest first")
	v.until("Old paper")
	v.hands.order("Group by sender")
	v.until("The Boss · 2")
	v.looks("grouped")
	v.hands.order("Group by day")
	v.gone("The Boss · 2")
	v.until("Today")
	v.hands.order("No groups")
	v.gone("Today")
	v.shot("no groups")
	v.hands.order("Group by day")
	v.until("Today")
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
	for _, line := range []string{"2002", "up to 100 KB"} {
		v.hands.jump("what takes", "What takes the room")
		v.until("By year", "By size")
		v.hands.press(line)
		v.titled("Search")
		v.wait("something is found", func() bool { return v.found() > 0 })
		v.keys("Escape")
		v.titled("All inboxes")
	}
}

func (v *keeper) ownWindow() {
	v.hands.folder("All inboxes")
	v.hands.alone("Your booking")
	v.wait("a window of its own", func() bool { return v.title() == "Your booking" })
	v.looks("own window")
	v.keys("Escape")
	v.titled("All inboxes")
}

// answered answers a letter, says that letters and answers are to be shown together, and mutes them.
func (v *keeper) answered() {
	v.hands.folder("All inboxes")
	v.hands.read("Team lunch")
	v.hands.answer()
	v.wait("an answer opens", func() bool { return v.title() == "Re: Team lunch" })
	v.typ("With pleasure.")
	v.until("With pleasure.")
	v.hands.send()
	v.titled("All inboxes")
	v.until("Show letters and their answers together?")
	v.shot("asked")
	v.hands.press("Yes, together")
	v.until("Dad, Lena") // they are
	v.hands.read("Team lunch")
	v.until("On Thursday at noon.", "With pleasure.", "2 letters") // one's own among them
	v.looks("answered")
	v.hands.press("Mute")
	v.until("Unmute")
	v.wait("it has gone out", func() bool { return len(v.listed("Outbox")) == 0 })
	unread := v.unread()
	sent := v.sentAs("Re: Team lunch")
	v.delivers(workUser, "From: Paul <paul@work.example>\nSubject: The plans\nIn-Reply-To: "+sent+"\nReferences: "+sent+"\n\nBring the plans.\n")
	v.until("3 letters")
	if got := v.unread(); got != unread {
		v.t.Errorf("an answer to what is muted counts: %s unread, not %s", got, unread)
	}
	v.hands.press("Unmute")
	v.until("Mute")
	v.hands.order("Letters with their answers")
	v.gone("Dad, Lena")
}

// sentAs is the Message-ID of a letter that was sent.
func (v *keeper) sentAs(subject string) (id string) {
	v.t.Helper()
	v.wait(fmt.Sprintf("%q is sent", subject), func() bool {
		for _, m := range v.out.all() {
			for line := range strings.Lines(m.raw) {
				if name, value, _ := strings.Cut(strings.TrimSpace(line), ": "); strings.EqualFold(name, "Message-Id") && strings.Contains(m.raw, "\nSubject: "+subject+"\r") {
					id = value
				}
			}
		}
		return id != ""
	})
	return id
}

// unread is how many letters are unread, as the title says.
func (v *keeper) unread() string {
	v.t.Helper()
	_, n, _ := strings.Cut(v.title(), " · ")
	n, _, _ = strings.Cut(n, " unread")
	return n
}

// written writes a letter that is not sent yet and one that waits for the internet, which stand among those of all accounts.
func (v *keeper) written() {
	v.hands.write()
	v.wait("a letter opens", func() bool { return v.title() == "New letter" })
	v.typ("bob@example.org")
	v.keys("Return", "Tab")
	v.typ("The boat")
	v.keys("Escape")
	v.titled("All inboxes")
	v.hands.folder("Drafts")
	v.until("The boat")
	v.shot("drafts")
	v.keys("ctrl+shift+o")
	v.until("You are working offline")
	v.hands.write()
	v.wait("a letter opens", func() bool { return v.title() == "New letter" })
	v.typ("bob@example.org")
	v.keys("Return", "Tab")
	v.typ("The pier")
	v.keys("Return")
	v.typ("It is mended.")
	v.hands.send()
	v.until("Your letter will be sent when you are online again.")
	v.hands.folder("Outbox")
	v.until("The pier")
	v.shot("outbox")
	v.keys("ctrl+shift+o")
	v.sentAs("The pier")
	v.hands.folder("All inboxes")
}

// found is how many letters are in sight in the list.
func (v *keeper) found() (n int) {
	v.t.Helper()
	for _, s := range v.see() {
		if inList(s) && (strings.HasSuffix(s.Text, "example.org") || strings.HasSuffix(s.Text, "work.example")) { // whose each is
			n++
		}
	}
	return n
}

// ownerOf is the account that the row of a letter says it is of.
func (v *keeper) ownerOf(subject string) (who string) {
	v.t.Helper()
	_, y := v.find(subject, inList)
	for _, s := range v.see() {
		if inList(s) && s.Y <= y && y < s.Y+s.H && (s.Text == "example.org" || s.Text == "work.example") {
			who = s.Text
		}
	}
	return who
}

// ordered waits until the rows in sight stand in an order, by what the store knows of them. Letters whose subject others
// have as well, and those of senders in several names, are passed over.
func (v *keeper) ordered(order string) {
	v.t.Helper()
	letters, names := map[string][]summaryRow{}, map[string]map[string]bool{}
	name := func(r summaryRow) (name, email string) {
		name, email, _ = strings.Cut(strings.TrimSuffix(r.From, ">"), "<")
		if name = strings.Trim(name, "\" "); email == "" {
			email = name
		}
		return query.Fold(name), strings.ToLower(email)
	}
	for _, r := range v.listed("Inbox") {
		letters[r.Subject] = append(letters[r.Subject], r)
		name, email := name(r)
		if names[email] == nil {
			names[email] = map[string]bool{}
		}
		names[email][name] = true
	}
	compare := map[string]func(a, b summaryRow) int{
		"Oldest first": func(a, b summaryRow) int { return strings.Compare(a.Date, b.Date) },
		"By sender": func(a, b summaryRow) int {
			x, ex := name(a)
			y, ey := name(b)
			if len(names[ex]) > 1 || len(names[ey]) > 1 {
				return 0
			}
			return strings.Compare(x, y)
		},
		"By subject": func(a, b summaryRow) int {
			x, _ := letter.Topic(a.Subject)
			y, _ := letter.Topic(b.Subject)
			return strings.Compare(query.Fold(x), query.Fold(y))
		},
		"Largest first": func(a, b summaryRow) int { return int(b.Size - a.Size) },
	}[order]
	var rows []summaryRow
	if !v.soon(func() bool {
		rows = nil
		all := v.see()
		slices.SortStableFunc(all, func(a, b seen) int { return a.Y - b.Y })
		for _, s := range all {
			if same := letters[s.Text]; inList(s) && len(same) == 1 && (len(rows) == 0 || rows[len(rows)-1].ID != same[0].ID) {
				rows = append(rows, same[0])
			}
		}
		return len(rows) > 2 && slices.IsSortedFunc(rows, compare)
	}) {
		v.shot("disorder")
		v.t.Errorf("%s: the rows are %+v", order, rows)
	}
}
