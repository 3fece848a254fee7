package gui

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/words"
)

// withAsides is a window on a store in which messages could not be received.
func withAsides(t *testing.T) *stage {
	s := newSetupStage(t, 1)
	s.must(s.store.SetNotes(t.Context(), 1, asideNotes(t)))
	s.says(event.Started{Account: 1}, event.Finished{Account: 1, At: noon, Problems: 2})
	return s
}

// asideNotes say of two messages that they will be asked for again, and of one that it was
// left.
func asideNotes(t *testing.T) []byte {
	at := noon.Add(-time.Hour).Unix()
	notes, err := json.Marshal(map[string]any{"Failed": []map[string]any{
		{"UID": []byte("u1"), "Why": "refused", "Answer": "a virus is in it", "Size": 2_500_000, "Times": 7, "At": at, "Next": noon.Add(3 * time.Hour).Unix()},
		{"UID": []byte("u2"), "Why": "cut", "Times": 1, "At": at},
		{"UID": []byte("u3"), "Why": "short", "Times": 2, "At": at, "Left": true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// What could not be received is told in the status line, listed with the reasons, and a
// person can have each asked for at once, or leave it where it is.
func TestAsides(t *testing.T) {
	s := withAsides(t)
	if l := s.activity.bar.Line(); !strings.Contains(l.Text, "2 messages could not be received") || !l.Aside || s.activity.bar.Action().Text != "Show…" {
		t.Fatalf("%+v, %q", l, s.activity.bar.Action().Text)
	}
	s.activity.bar.Action().Tapped(nil)
	for _, text := range []string{"A message of 2.5 MB", "a virus is in it", "Tried 7 times", "The connection broke off at this message.", "asks for it at the next check", "You left it on the server."} {
		s.sees(text)
	}
	s.tap("Leave it on the server") // the last that is not left
	asides := func() []account.Aside {
		all, err := s.store.Asides(t.Context())
		s.must(err)
		return all[1]
	}
	if list := asides(); list[0].Left || !list[1].Left || !list[2].Left {
		t.Errorf("%+v", list)
	}
	if l := s.activity.bar.Line(); !strings.Contains(l.Text, "1 message could not be received") {
		t.Errorf("%+v", l)
	}
	s.activity.bar.Action().Tapped(nil)
	s.tap("Close")
	st, err := s.store.Status(t.Context())
	if s.must(err); st[1].Aside != 1 || st[1].Left != 2 {
		t.Errorf("%+v", st[1])
	}
	// What was left is found again in the Settings, too.
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	s.tap("Not received…")
	s.tap("Try again now")
	if list := asides(); list[2].Left || !list[2].Next.IsZero() || len(s.post.checked) != 1 || s.post.checked[0] != 1 {
		t.Errorf("%+v, checked %v", list, s.post.checked)
	}
	st, err = s.store.Status(t.Context())
	if s.must(err); st[1].Aside != 2 {
		t.Errorf("%d wait by the store", st[1].Aside)
	}
	// The same ones are not told of again at each check.
	s.toasts.hide()
	s.toasts.now = nil
	s.says(event.Finished{Account: 1, At: noon, Problems: 1})
	if s.toasts.now != nil {
		t.Errorf("told again: %s", s.toasts.now.Text())
	}
}

// Each reason has a sentence of its own.
func TestWordsOfAsides(t *testing.T) {
	seen := map[string]bool{}
	for _, why := range []account.AsideReason{account.AsideRefused, account.AsideShort, account.AsideCut, account.AsideSilent, account.AsideLarge, account.AsideOther, "newer"} {
		lines := words.Aside(account.Aside{Why: why}, noon)
		if len(lines) != 3 || lines[1] == "" || seen[lines[1]] && why != "newer" {
			t.Errorf("%s: %q", why, lines)
		}
		seen[lines[1]] = true
	}
}

// One account is checked for itself, where it is not paused and nobody works offline.
func TestCheckOneAccount(t *testing.T) {
	s := newSetupStage(t, 1)
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	s.tap("Check now")
	if len(s.post.checked) != 1 || s.post.checked[0] != 1 || s.post.checks != 0 {
		t.Errorf("checked %v, and all %d times", s.post.checked, s.post.checks)
	}
}

// A message is saved as it comes: what is said goes by how much of it came.
func TestSaveAside(t *testing.T) {
	cut := &account.Problem{Trouble: account.TroubleCut}
	for _, c := range []struct {
		got  RawFile
		err  error
		says string
	}{
		{RawFile{Path: "/home/ann/Message.eml", Octets: 2_400_000, Announced: 2_500_000}, nil, "Saved as /home/ann/Message.eml"},
		{RawFile{Path: "/home/ann/Message.eml", Octets: 2_400_000}, nil, "Saved as /home/ann/Message.eml"},
		{RawFile{Path: "/home/ann/Message.eml", Octets: 400_000_000, Announced: 500_000_000}, nil, "The server sent only 400 of 500 MB of this message. That part is saved as /home/ann/Message.eml"},
		{RawFile{Path: "/home/ann/Message (part).eml", Octets: 12_000_000, Announced: 300_000_000, Part: true}, cut, "Only this part came: 12 of 300 MB. It is saved as /home/ann/Message (part).eml"},
		{RawFile{Path: "/home/ann/Message (part).eml", Octets: 12_000_000, Part: true}, cut, "Only this part came: 12 MB. It"},
		{RawFile{}, cut, "That didn’t work: "},
		{RawFile{}, &account.Problem{Trouble: account.TroubleDiskFull}, "There is not enough room on that disk. Nothing was saved."},
		{RawFile{}, errors.New("gone"), "The server did not send this message."},
	} {
		s := withAsides(t)
		d := &fakeDesktop{place: "/home/ann/Message.eml"}
		s.o.Desktop = d
		asked := ""
		s.post.raw = func(uid, path string) (RawFile, error) {
			asked = uid + " " + path
			if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "Getting the message…") {
				t.Error("it is not said that the message comes")
			}
			return c.got, c.err
		}
		s.activity.bar.Action().Tapped(nil)
		s.tap("Save as it comes…") // the last of them
		if asked != "u2 /home/ann/Message.eml" {
			t.Errorf("asked for %q", asked)
		}
		if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), c.says) {
			t.Errorf("%+v, %v: it says %q", c.got, c.err, s.toasts.now.Text())
		}
	}
}
