package archive

import (
	"testing"

	"popmail/storage/mailbox"
)

// TestInfoFlags: marks in the names of files of a Maildir.
func TestInfoFlags(t *testing.T) {
	for name, want := range map[string]struct {
		flags   mailbox.Flag
		trashed bool
		letters string
	}{
		"1.a.host:2,S":                 {mailbox.Read, false, ""},
		"1.a.host:2,FRS":               {mailbox.Read | mailbox.Starred | mailbox.Answered, false, ""},
		"1.a.host:2,S,S=1202,W=12":     {mailbox.Read, false, ""},
		"1.a.host,S=1202,W=1234:2,PST": {mailbox.Read | mailbox.Forwarded, true, ""},
		"1.a.host;2,S":                 {mailbox.Read, false, ""},
		"1.a.host!2,F,x2,S":            {mailbox.Starred, false, ""},
		"1.a.host:2,Sab":               {mailbox.Read, false, "ab"},
		"1.a.host:2,":                  {},
		"1.a.host":                     {},
		"1.a.host,S=12,":               {},
		"1.a:2,.host:2,F":              {mailbox.Starred, false, ""},
	} {
		flags, trashed, letters := infoFlags(name)
		if flags != want.flags || trashed != want.trashed || letters != want.letters {
			t.Errorf("%s: %v %v %q", name, flags, trashed, letters)
		}
	}
}

// TestSequences: a message that a file of MH names twice keeps its marks.
func TestSequences(t *testing.T) {
	got := sequences("unseen: 1-2 2-3\nunseen: 2\nflagged: 1 1 3-4 4-4\nreplied : 5 5\ncur: 3\nunseen: 9223372036854775807\n")
	for n, want := range map[int]mailbox.Flag{
		1: mailbox.Starred, 2: 0, 3: mailbox.Starred, 4: mailbox.Read | mailbox.Starred, 5: mailbox.Read | mailbox.Answered,
	} {
		if f, ok := got[n]; !ok || f != want {
			t.Errorf("%d: %v %v, want %v", n, f, ok, want)
		}
	}
	if len(got) != 6 {
		t.Error(got)
	}
}
