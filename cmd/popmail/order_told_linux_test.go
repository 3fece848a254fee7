package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// toldSteps is about what PopMail says outside of its window: to a real notification daemon, in the tray and at the
// launcher.
var toldSteps = []orderStep{
	{"background", (*keeper).background},
	{"told", (*keeper).told},
	{"not told", (*keeper).notTold},
}

// busEars is what PopMail says on the bus.
type busEars struct {
	mu    sync.Mutex
	told  string // the last notification: its title, and its text in lines
	times int    // how often there was one
	badge int64  // the number on the launcher
}

func (o *busEars) last() (told string, times int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.told, o.times
}

func (o *busEars) number() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.badge
}

// overhear listens to what goes to the notification daemon and to the launcher.
func (b *desktopBus) overhear() *busEars {
	b.t.Helper()
	conn, err := dbus.Connect(b.addr)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	rules := []string{"member='Notify'", "interface='com.canonical.Unity.LauncherEntry'"}
	if err := conn.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		b.t.Fatal(err)
	}
	all := make(chan *dbus.Message, 256)
	conn.Eavesdrop(all) // no call is answered from now on
	o := &busEars{}
	go func() {
		for m := range all {
			o.mu.Lock()
			switch len(m.Body) {
			case 8: // Notify
				title, _ := m.Body[3].(string)
				text, _ := m.Body[4].(string)
				o.told = title + "\n" + text
				o.times++
			case 2: // Update
				if what, ok := m.Body[1].(map[string]dbus.Variant); ok {
					o.badge, _ = what["count"].Value().(int64)
				}
			}
			o.mu.Unlock()
		}
	}()
	return o
}

// background says that PopMail goes on in the tray and starts with the computer; the title, the tray and the launcher
// say how much is unread.
func (v *keeper) background() {
	v.hands.folder("All inboxes")
	v.hands.settings("In the background")
	v.until("Closing the window")
	v.hands.choose("Closing the window", "Keeps PopMail running in the tray")
	v.until("Keeps PopMail running in the tray")
	v.hands.press("Start PopMail with the computer")
	v.wait("it starts with the computer", func() bool {
		files, _ := filepath.Glob(filepath.Join(v.data, "..", "home", ".config", "autostart", "*.desktop"))
		if len(files) != 1 {
			return false
		}
		text, err := os.ReadFile(files[0])
		return err == nil && strings.Contains(string(text), "--hidden")
	})
	v.looks("background")
	v.hands.press("Done")
	v.titled("All inboxes")
	v.counts()
	v.away()
	v.bus.picks("Open PopMail (" + grouped(v.countOf("is:unread -in:drafts -in:sent")) + ")")
	v.comesForward()
}

// counts waits until the tray and the launcher say how much is unread, and the title how much of it is in the inboxes.
func (v *keeper) counts() {
	v.t.Helper()
	v.wait("title, tray and launcher count what is unread", func() bool {
		all, inboxes := v.countOf("is:unread -in:drafts -in:sent"), v.countOf("is:unread in:inbox")
		return v.unread() == grouped(inboxes) && v.bus.lines()["Open PopMail ("+grouped(all)+")"] != 0 && v.heard.number() == int64(all)
	})
}

// countOf is how many letters a search finds.
func (v *keeper) countOf(query string) (n int) {
	v.t.Helper()
	if _, err := fmt.Sscan(pop(v.t, v.data, "search", query, "--count").must(v.t, 0).stdout, &n); err != nil {
		v.t.Fatal(err)
	}
	return n
}

// grouped is a number below a million as the window writes it.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// away closes the window, and PopMail goes on in the tray.
func (v *keeper) away() {
	v.t.Helper()
	v.titled("All inboxes")
	v.hides()
}

func (v *keeper) comesForward() {
	v.t.Helper()
	v.wait("the window comes", func() bool { return v.shown() != "" && strings.Contains(v.title(), "PopMail") })
	v.wait("the notification goes", func() bool { return v.bus.ctl(v.screen, "count", "displayed") == "0" })
}

// tells has letters come while the window is away, and waits for the notification with a title and these lines, and no
// other.
func (v *keeper) tells(title string, lines []string, come ...func()) {
	v.t.Helper()
	v.away()
	_, before := v.heard.last()
	for _, c := range come {
		c()
	}
	v.bus.picks("Check now")
	slices.Sort(lines) // letters of one moment come in either order
	want := strings.Join(append([]string{title}, lines...), "\n")
	v.wait("the notification "+want, func() bool {
		told, times := v.heard.last()
		said := strings.Split(strings.TrimSpace(strings.NewReplacer("<b>", "", "</b>", "").Replace(told)), "\n")
		slices.Sort(said[1:])
		told = strings.Join(said, "\n")
		if times > before && told != want && times > before+5 {
			v.t.Fatalf("told is %q, not %q", told, want)
		}
		return times > before && told == want && v.bus.ctl(v.screen, "count", "displayed") == "1"
	})
}

func (v *keeper) fromDad(subject string) func() {
	return func() {
		v.brings(testUser, "From: Dad <dad@family.example>\nSubject: "+subject+"\n\nHello.\n")
	}
}

// told has PopMail tell of mail as the person chooses in the settings.
func (v *keeper) told() {
	v.tells("2 new letters", []string{"Dad: Apples", "Dad: Pears"}, v.fromDad("Pears"), v.fromDad("Apples"))
	v.shot("told")
	v.hands.notification()
	v.comesForward()
	v.until("Apples", "Pears")
	v.hands.folder("All inboxes")
	v.counts()
	v.telling(func() { v.hands.choose("A notification shows", "Only the sender") })
	v.tells("1 new letter", []string{"Dad"}, v.fromDad("Plums"))
	v.hands.notification()
	v.comesForward()
	v.reads("Plums")
	v.hands.folder("All inboxes")
	v.telling(func() { v.hands.choose("A notification shows", "Only how many letters came") })
	v.tells("1 new letter", nil, v.fromDad("Cherries"))
	v.hands.notification()
	v.comesForward()
	v.reads("Cherries")
	v.hands.folder("All inboxes")
	v.telling(func() { v.hands.choose("A notification shows", "Sender and subject") })
}

// telling changes something on the page about notifications.
func (v *keeper) telling(do func()) {
	v.t.Helper()
	v.hands.settings("Notifications")
	v.until("Tell me about new mail", "Tell me about mail in")
	do()
	v.looks("notifications")
	v.hands.press("Done")
	v.titled("All inboxes")
}

// notTold leaves out what the person wants to hear nothing of: an account, a folder, some hours, a blocked sender.
func (v *keeper) notTold() {
	const folder = "Folder Receipts"
	v.telling(func() {
		v.hands.press(workUser)
		v.hands.press(folder)
	})
	file := strings.Repeat("A large file. ", 2000)
	v.tells("2 new letters", []string{"Dad: Grapes", "Sam Spade: The plan"},
		func() {
			v.brings(workUser, "From: The Boss <boss@work.example>\nSubject: Work\n\nHello.\n")
			v.brings(testUser, "From: Lakeland Bank <statements@bank.example>\nSubject: Statement January\n\nYour statement.\n")
			v.brings(testUser, "From: Prize Office <win@prize.example>\nSubject: You win again\n\nWin.\n")
			v.brings(workUser, "From: Sam Spade <sam@chess.example>\nSubject: The plan\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHere it is.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=plan.txt\n\n"+file+"\n--b--\n")
		}, v.fromDad("Grapes"))
	if !v.lies("Junk", "You win again") || !v.lies("Receipts", "Statement January") {
		v.t.Error("a blocked sender’s next letter is not in Junk, or the bank’s not in Receipts")
	}
	v.hands.notification()
	v.comesForward()
	v.hands.folder("All inboxes")
	now := time.Now()
	hour := func(h int) string { return time.Date(2000, 1, 1, h%24, 0, 0, 0, time.UTC).Format("3:04 PM") }
	v.telling(func() {
		v.hands.press(workUser)
		v.hands.press(folder)
		v.hands.press("No notifications at these hours")
		v.until("From", "To")
		v.hands.choose("From", hour(now.Hour()))
		v.hands.choose("To", hour(now.Hour()+3))
	})
	v.unheard("Unheard")
	v.telling(func() { v.hands.press("No notifications at these hours") })
	v.hands.jump("quiet unt", "Quiet until tomorrow")
	v.until("No notifications until tomorrow")
	v.unheard("Unheard as well")
	v.hands.jump("tell me", "Tell me about new mail again")
	v.until("You will be told about new mail again.")
}

// unheard has a letter come of which nothing is told, though it counts.
func (v *keeper) unheard(subject string) {
	v.t.Helper()
	_, before := v.heard.last()
	n := v.heard.number()
	v.away()
	v.fromDad(subject)()
	v.bus.picks("Check now")
	v.wait("it counts", func() bool { return v.heard.number() == n+1 })
	v.bus.picks("Open PopMail (" + v.grouped(n+1) + ")")
	v.comesForward()
	v.until(subject)
	if told, times := v.heard.last(); times != before {
		v.t.Errorf("at a quiet time it is told: %s", told)
	}
}

// grouped is a number as the window says it.
func (v *keeper) grouped(n int64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// startsHidden starts PopMail as the computer does; a second start brings the window.
func (v *keeper) startsHidden() {
	n := v.bus.opens(v.screen, v.data, "--hidden")
	v.bus.icon(n)
	if v.shown() != "" {
		v.t.Error("the window is on the screen")
	}
	v.bus.again(v.screen, v.data)
	v.wait("the window comes", func() bool { return v.shown() != "" })
	v.shot("hidden start")
	v.bus.picks("Quit")
	v.bus.ends(n)
}
