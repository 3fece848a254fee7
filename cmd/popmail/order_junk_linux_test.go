package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/storage/mailbox"
)

// trainedSteps is what is done after the junk filter has learned from so much real mail that it
// marks junk, and then from so much that it moves it.
var trainedSteps = []struct {
	name       string
	junk, good int // that are learned before
	do         func(v *keeper)
}{
	{"looks like junk", 30, 120, (*keeper).suspected},
	{"why junk", 30, 200, (*keeper).whyJunk},
}

// laterJunk is a letter that comes after the filter has learned, among others from three like it.
const laterJunk = "00335"

// oldJunk are real junk letters.
func oldJunk(t *testing.T) (names []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(repoRoot(t), "..", "shared", "corpora", "list", "spam", "003[1-9]*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return filepath.Base(n)[:5] == laterJunk })
}

// train has the filter learn from the next real junk and good letters, as it does after months.
func (v *keeper) train(junk, good int) {
	v.t.Helper()
	names := oldJunk(v.t)[v.learned.junk : v.learned.junk+junk]
	v.learned.junk += junk
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			v.t.Fatal(err)
		}
		if strings.HasPrefix(string(raw), "From ") {
			raw = raw[slices.Index(raw, '\n')+1:]
		}
		if _, err := v.server.Deliver(workUser, raw); err != nil {
			v.t.Fatal(err)
		}
	}
	pop(v.t, v.data, "receive").must(v.t, 0)
	app, err := openApp(v.t.Context(), v.data)
	if err != nil {
		v.t.Fatal(err)
	}
	defer app.Close()
	all, err := app.store.Index(v.t.Context(), mailbox.View{}, 0)
	if err != nil {
		v.t.Fatal(err)
	}
	ids := make([]mailbox.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	slices.Sort(ids) // as they came
	if _, err := app.store.MoveTo(v.t.Context(), ids[len(ids)-junk:], mailbox.Junk); err != nil {
		v.t.Fatal(err)
	}
	if err := app.store.SetFlag(v.t.Context(), ids[v.learned.good:v.learned.good+good], mailbox.Starred, true); err != nil {
		v.t.Fatal(err)
	}
	v.learned.good += good
	if err := app.store.Learn(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
}

// getMail checks for mail, once no check is under way.
func (v *keeper) getMail() {
	v.t.Helper()
	v.wait("no check is under way", func() bool {
		return slices.ContainsFunc(v.see(), func(s seen) bool { return s.Text == "Get mail" && !s.Disabled })
	})
	v.hands.press("Get mail")
}

// comes has a junk letter come from the server, under another subject; from a sender of its own, or from who is named.
func (v *keeper) comes(subject, from string) {
	v.t.Helper()
	names, err := filepath.Glob(filepath.Join(repoRoot(v.t), "..", "shared", "corpora", "list", "spam", laterJunk+"*"))
	if err != nil || len(names) != 1 {
		v.t.Fatal(names, err)
	}
	raw, err := os.ReadFile(names[0])
	if err != nil {
		v.t.Fatal(err)
	}
	fields := map[string]string{"Subject": subject, "Date": time.Now().Format(time.RFC1123Z), "Message-Id": fmt.Sprintf("<%d@order.example>", time.Now().UnixNano())}
	if from != "" {
		fields["From"] = from
	}
	for field, value := range fields {
		raw = regexp.MustCompile(`(?mi)^`+field+`:.*$`).ReplaceAll(raw, []byte(field+": "+value))
	}
	if _, err := v.server.Deliver(workUser, raw); err != nil {
		v.t.Fatal(err)
	}
	v.getMail()
	v.wait(subject+" is here", func() bool { return v.lies("Inbox", subject) || v.lies("Junk", subject) })
}

func (v *keeper) suspected() {
	v.until("Ready to go offline", "Flight IA 12 to Bergen: ") // by itself, the day before
	v.looks("before the trip")
	v.keys("Escape")
	v.hands.folder("All inboxes")
	v.comes("Money from the boss", "The Boss <boss@work.example>")   // who is trusted
	v.comes("Money from Maria", "Maria Bauer <maria@ferry.example>") // who is in the address book
	v.comes("Money for the holidays", "")
	v.until("Money from the boss", "Money from Maria", "Money for the holidays", "Looks like junk")
	if n := strings.Count(v.text(), "Looks like junk"); n != 1 {
		v.t.Errorf("%d letters look like junk:\n%s", n, v.text())
	}
	v.hands.read("Money for the holidays")
	v.until("This looks like junk.")
	v.hands.reader("Why junk?")
	v.until("Why is this letter junk?", "Words that point to junk", "Letters that PopMail has learned from: 3")
	v.looks("suspected")
	v.hands.press("Move to Junk")
	v.gone("Money for the holidays")
}

func (v *keeper) whyJunk() {
	v.hands.folder("All inboxes")
	v.comes("Money for the new year", "")
	v.wait("it is in Junk", func() bool {
		return slices.ContainsFunc(v.listed("Junk"), func(r summaryRow) bool { return r.Subject == "Money for the new year" })
	})
	v.hands.folder("Junk")
	v.hands.read("Money for the new year")
	v.until("Why is this letter junk?", "Words that point to good mail", "Pictures are not loaded and links don’t open in Junk.")
	v.looks("why")
	v.hands.press("Not junk")
	v.wait("it is back", func() bool {
		return !slices.ContainsFunc(v.listed("Junk"), func(r summaryRow) bool { return r.Subject == "Money for the new year" })
	})
}
