package gui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/storage/cards"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// realFiles reads and writes files with people as the program does.
type realFiles struct{}

func (realFiles) ReadContacts(_ context.Context, path string) (mailbox.CardFile, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return mailbox.CardFile{}, err
	}
	return cards.Read(data)
}

func (realFiles) VCard(list []mailbox.Card) ([]byte, error) { return cards.VCard(list) }
func (realFiles) Table(list []mailbox.Card) ([]byte, error) { return cards.Table(list) }

func newFilesStage(t *testing.T) (bookStage, *fakeDesktop) {
	t.Helper()
	p := &fakeDesktop{}
	mail := storagetest.Mail{From: "Maria Bauer <maria@ferry.example>", To: "ann@example.org", Subject: "x", Date: noon}
	s := newStageOf(t, true, []storagetest.Mail{mail}, func(o *Options) { o.ContactFiles, o.Desktop = realFiles{}, p })
	return bookStage{s}, p
}

// menu picks in the menu of the whole address book.
func (b bookStage) menu(text string) {
	b.t.Helper()
	b.tap("")
	b.pick(text)
}

// TestImportPeople: a file is looked at, told about, and brought in; who is there already is
// not entered twice, and all of it can be taken back.
func TestImportPeople(t *testing.T) {
	b, p := newFilesStage(t)
	b.open()
	b.must(errOf(b.store.SaveContact(t.Context(), mailbox.Contact{Name: "Mark", Emails: []string{"mark@harbor.example"}})))
	p.place = filepath.Join(t.TempDir(), "people.vcf")
	b.must(os.WriteFile(p.place, []byte("BEGIN:VCARD\nVERSION:3.0\nFN:Mark O.\nEMAIL:MARK@harbor.example\nEMAIL:mo@home.example\nEND:VCARD\nBEGIN:VCARD\nFN:Zoe\nEMAIL:zoe@x.example\nCATEGORIES:Choir\nEND:VCARD\nBEGIN:VCARD\nTEL:1\nEND:VCARD\n"), 0o600))
	b.menu("Bring people in from a file…")
	b.sees("Bring in 2 people?", "One of them is in your address book already. Nobody is entered twice.", "One of those gets what is new in the file.", "One new group comes with them.", "One entry of the file cannot be used and is left out:", "Line 12: it has no name and no e-mail address")
	b.tap("Cancel")
	if own := b.own(); len(own) != 1 {
		t.Errorf("nobody has agreed: %v", own)
	}
	b.menu("Bring people in from a file…")
	b.tap("Bring in")
	b.sees("One person was added to your address book.", "Zoe", "mark@harbor.example and one more", "[Undo]")
	if own := b.own(); len(own) != 2 || own[0].Name != "Mark" || len(own[0].Emails) != 2 || own[1].Name != "Zoe" {
		t.Errorf("%v", own)
	}
	b.menu("Bring people in from a file…")
	b.sees("Nothing new in this file", "Everybody in it is in your address book already.")
	b.tap("OK")
	b.window.Canvas().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	if own := b.own(); len(own) != 1 || len(own[0].Emails) != 1 {
		t.Errorf("undone: %v", own)
	}
	if groups, _ := b.store.Groups(t.Context()); len(groups) != 0 {
		t.Errorf("%v", groups)
	}
	// Files without people.
	b.must(os.WriteFile(p.place, []byte("Dear Ann,\nnobody here\n"), 0o600))
	b.menu("Bring people in from a file…")
	b.sees("No people were found in this file")
	b.tap("OK")
	p.place += ".gone"
	b.menu("Bring people in from a file…")
	b.sees("That didn’t work")
}

func errOf(_ mailbox.ContactID, _ mailbox.ContactEdit, err error) error { return err }

// TestExportPeople: one person, and everybody, as a vCard and as a table, which are read back.
func TestExportPeople(t *testing.T) {
	b, p := newFilesStage(t)
	b.must(errOf(b.store.SaveContact(t.Context(), mailbox.Contact{Name: "=Mark", Emails: []string{"mark@harbor.example", "mo@home.example"}, Note: "Pier 4"})))
	b.open()
	dir := t.TempDir()
	read := func() []mailbox.Card {
		t.Helper()
		f, err := realFiles{}.ReadContacts(t.Context(), p.place)
		b.must(err)
		return f.Cards
	}
	b.choose("mark")
	p.place = filepath.Join(dir, "mark.vcf")
	b.more()
	b.pick("Save in a file…")
	b.sees("Save one person in a file")
	b.tap("vCard (.vcf)")
	b.sees("Saved as")
	if got := read(); len(got) != 1 || got[0].Name != "=Mark" || len(got[0].Emails) != 2 || got[0].Note != "Pier 4" || p.names[len(p.names)-1] != "=Mark.vcf" {
		t.Errorf("%v, proposed %q", got, p.names[len(p.names)-1])
	}
	b.search("")
	p.place = filepath.Join(dir, "all.csv")
	b.menu("Save these people in a file…")
	b.tap("Table (.csv)")
	if got := read(); len(got) != 3 {
		t.Errorf("%v", got)
	}
	data, err := os.ReadFile(p.place)
	b.must(err)
	if !strings.Contains(string(data), "'=Mark") || strings.Contains(string(data), "\n=Mark") {
		t.Errorf("%s", data)
	}
}
