package storage_test

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
	"popmail/storage/textin"
)

// inProcess reads attached files as they are read, and counts them.
type inProcess struct {
	textin.Reader
	mu     sync.Mutex
	names  []string
	broken bool
}

var errBroken = errors.New("no process")

func (r *inProcess) Text(_ context.Context, data []byte, typ, name string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken {
		return "", errBroken
	}
	r.names = append(r.names, name)
	return r.Reader.Text(data, typ, name)
}

// Draw draws a page of the text: each character on ten pixels, 20 in a line.
func (r *inProcess) Draw(_ context.Context, data []byte, typ, name string, v textin.View) (*textin.Picture, error) {
	text, err := r.Reader.Text(data, typ, name)
	if err != nil {
		return nil, err
	}
	pages := strings.Split(text, textin.Page)
	if v.Page > len(pages) {
		return nil, textin.ErrUnreadable
	}
	p := &textin.Picture{Width: v.Width, Height: 50, Pixels: make([]byte, 4*50*v.Width), Text: pages[v.Page-1]}
	for i := range []rune(p.Text) {
		x, y := float32(i%20)*10, float32(i/20)*10
		p.Boxes = append(p.Boxes, textin.Box{Left: x + 0.5, Top: y + 1, Right: x + 9.5, Bottom: y + 9})
	}
	return p, nil
}

// A page is drawn with what was found on it: each place by itself, and what goes on in the next
// line in two pieces.
func TestPageOfFile(t *testing.T) {
	far := strings.Repeat("words ", 60)
	reader := &inProcess{Reader: textin.Reader{PDF: func([]byte) (string, error) {
		return "a cabin here" + textin.Page + "Größe: outside cabin" + far + "no cabin" + textin.Page + "cabin cabin " + far + "cabin", nil
	}}}
	s := storagetest.OpenIn(t, t.TempDir(), &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, withFile("1", "Booking", "x", "ticket.pdf", []byte("%PDF-1.4")), withFile("2", "Paper", "x", "paper.docx", docx(t, "cabin")))
	readFiles(t, s)
	found, err := s.FilesRead(ctx, 1, []string{"cabin"})
	if err != nil || len(found) != 1 || !found[0].Paged || found[0].Pages != 3 {
		t.Fatalf("%+v %v", found, err)
	}
	var on []int
	for _, f := range found[0].Found {
		on = append(on, f.Page)
	}
	if !slices.Equal(on, []int{1, 2, 2, 3, 3, 3}) {
		t.Errorf("places on pages %v", on)
	}
	for page, want := range map[int][][]image.Rectangle{
		1: {{image.Rect(20, 1, 70, 9)}},
		2: {{image.Rect(150, 1, 200, 9)}, nil}, // the second stands further down than the picture goes
		3: {{image.Rect(0, 1, 50, 9)}, {image.Rect(60, 1, 110, 9)}, nil},
	} {
		p, err := s.FilePage(ctx, 1, 0, mailbox.PageView{Page: page, Width: 200, PerPoint: 1}, []string{"cabin"})
		if err != nil || p.Image.Rect != image.Rect(0, 0, 200, 50) || !reflect.DeepEqual(p.Found, want) {
			t.Errorf("page %d: %+v, %v", page, p, err)
		}
	}
	p, err := s.FilePage(ctx, 1, 0, mailbox.PageView{Page: 2, Width: 200, PerPoint: 1}, []string{"cabinwords words"})
	if err != nil || len(p.Found) != 1 || !slices.Equal(p.Found[0], []image.Rectangle{image.Rect(150, 1, 200, 9), image.Rect(0, 11, 110, 19)}) {
		t.Errorf("in two lines: %+v, %v", p, err)
	}
	if p, err := s.FilePage(ctx, 1, 0, mailbox.PageView{Page: 1, Width: 60, PerPoint: 1}, []string{"cabin"}); err != nil || p.Found[0][0] != image.Rect(20, 1, 60, 9) {
		t.Errorf("at the edge: %+v, %v", p, err)
	}
	for _, bad := range []struct {
		id    mailbox.ID
		place int
		page  int
		want  error
	}{{1, 0, 4, textin.ErrUnreadable}, {2, 0, 1, textin.ErrUnreadable}, {1, 5, 1, mailbox.ErrNotFound}, {9, 0, 1, mailbox.ErrNotFound}} {
		if _, err := s.FilePage(ctx, bad.id, bad.place, mailbox.PageView{Page: bad.page, Width: 9, PerPoint: 1}, nil); !errors.Is(err, bad.want) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if found, err := s.FilesRead(ctx, 2, []string{"cabin"}); err != nil || len(found) != 1 || found[0].Paged {
		t.Errorf("%+v %v", found, err)
	}
}

// docx is a document of one paragraph.
func docx(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = fmt.Fprintf(w, `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>`, text)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withFile is a message with an attached file.
func withFile(uid, subject, body, name string, data []byte) fetch.Incoming {
	in := storagetest.Mail{Subject: subject, Text: "x"}.Incoming(uid)
	in.Raw = []byte("From: Ann <ann@example.org>\r\nSubject: " + subject + "\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMessage-ID: <" + uid + "@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
		body + "\r\n--b\r\nContent-Type: application/octet-stream; name=\"" + name + "\"\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(data) + "\r\n--b--\r\n")
	return in
}

func hits(t *testing.T, s *storage.Store, typed string) (ids []mailbox.ID) {
	t.Helper()
	r, err := s.Search(ctx, query.ParseWhole(typed, time.Now()), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Entries {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return ids
}

func readFiles(t *testing.T, s *storage.Store) {
	t.Helper()
	if err := errors.Join(s.CatchUp(ctx), s.ReadFiles(ctx, 1000, time.Hour)); err != nil {
		t.Fatal(err)
	}
}

func TestFoundInFiles(t *testing.T) {
	reader := &inProcess{}
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	ticket := docx(t, "Two, outside cabin, deck 7, Größe")
	storagetest.Deliver(t, s, id,
		withFile("1", "Booking", "See the attached ferry ticket.", "ticket.docx", ticket),
		withFile("2", "Again", "cabin and nothing else", "other.docx", ticket),
		withFile("3", "Bad", "ferry", "bad.docx", []byte("no document at all")),
		storagetest.Mail{Subject: "cabin", Text: "The sun deck is closed."}.Incoming("4"))
	if got := hits(t, s, "outside"); len(got) != 0 {
		t.Errorf("before they were read: %v", got)
	}
	sub := s.Changes().Subscribe(100)
	readFiles(t, s)
	var known []mailbox.ID
	for _, c := range storagetest.Told(sub) {
		if c, ok := c.(mailbox.FilesKnown); ok {
			known = append(known, c.IDs...)
		}
	}
	if slices.Sort(known); !slices.Equal(known, []mailbox.ID{1, 2, 3}) {
		t.Errorf("told of %v", known)
	}
	if len(reader.names) != 2 { // equal files are read once
		t.Errorf("read: %q", reader.names)
	}
	check := func() {
		t.Helper()
		for typed, want := range map[string][]mailbox.ID{
			"outside": {1, 2}, `"outside cabin"`: {1, 2}, "cabin deck": {1, 2, 4}, "ferry deck": {1}, "ferry -outside": {3},
			"grosse": {1, 2}, "nowhere OR outside": {1, 2}, "filename:outside": nil, "subject:outside": nil, "body:outside": nil, "filename:ticket outside": {1},
			"outside nowhere": nil, "in:inbox outside subject:again": {2}, "closed outside": nil, "has:attachment 7": {1, 2},
		} {
			if got := hits(t, s, typed); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", typed, got, want)
			}
		}
	}
	check()
	if got, err := s.FilesRead(ctx, 1, []string{"cabin"}); err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], mailbox.FileRead{Index: 0, Found: []mailbox.Passage{{Words: "Two, outside cabin, deck 7, Größe"}}}) {
		t.Errorf("%+v %v", got, err)
	}
	for id, want := range map[mailbox.ID]int{1: 1, 3: 1, 4: 0} {
		if got, err := s.FilesRead(ctx, id, nil); err != nil || len(got) != want || want > 0 && !reflect.DeepEqual(got[0], mailbox.FileRead{}) {
			t.Errorf("%d: %+v %v", id, got, err)
		}
	}
	if got, err := s.FileText(ctx, 2, 0); err != nil || got != "Two, outside cabin, deck 7, Größe" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := s.FileText(ctx, 4, 0); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	// Typed letter by letter.
	r, err := s.Search(ctx, query.Parse("ferry outs", time.Now()), 0)
	if err != nil || r.Total != 1 {
		t.Errorf("%d %v", r.Total, err)
	}
	// After a start nothing is read again, and all is found without the list in memory.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	check()
	readFiles(t, s)
	if len(reader.names) != 2 {
		t.Errorf("read again: %q", reader.names)
	}
	// A text goes with its last message.
	purge := func(id mailbox.ID) {
		t.Helper()
		if _, err := s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Trash); err != nil {
			t.Fatal(err)
		}
		if err := s.Purge(ctx, []mailbox.ID{id}); err != nil {
			t.Fatal(err)
		}
	}
	purge(1)
	if got := hits(t, s, "outside"); !slices.Equal(got, []mailbox.ID{2}) {
		t.Errorf("%v", got)
	}
	purge(2)
	if got := hits(t, s, "outside"); len(got) != 0 {
		t.Errorf("%v", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, n := range ask(t, dir, "SELECT 'texts', count(*) FROM file_texts WHERE state = 0 UNION ALL SELECT 'words', count(*) FROM words_files_docsize UNION ALL SELECT 'waiting', count(*) FROM unread_files") {
		if n != 0 {
			t.Errorf("%s: %d are left", name, n)
		}
	}
}

// Of a PDF the page is told; its text is shown without what parts them.
func TestFoundOnPage(t *testing.T) {
	reader := &inProcess{Reader: textin.Reader{PDF: func(data []byte) (string, error) {
		if string(data) == "long" {
			return "cover" + textin.Page + "a cabin " + strings.Repeat("and more ", textin.MaxText/9+1), nil
		}
		return strings.ReplaceAll(string(data), "|", textin.Page), nil
	}}}
	s := storagetest.OpenIn(t, t.TempDir(), &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id,
		withFile("1", "three", "x", "a.pdf", []byte("cover|the outside cabin|")),
		withFile("2", "one", "x", "b.pdf", []byte("an inside cabin")),
		withFile("3", "long", "x", "c.pdf", []byte("long")),
		withFile("4", "text", "x", "d.txt", []byte("cover\fa cabin")),
		withFile("5", "two", "x", "e.pdf", []byte("cover|the outside cabin, a cabin "+strings.Repeat("and more ", 30)+"|nothing|a cabin "+strings.Repeat("and more ", 30)+"cabins, no cab|")),
		withFile("6", "none", "x", "f.txt", []byte("the outside cabin, a cabin "+strings.Repeat("and more ", 30)+"cabins")))
	readFiles(t, s)
	for i, want := range []struct {
		pages int
		found []mailbox.Passage // how their words begin
	}{
		{3, []mailbox.Passage{{Words: "cover the outside cabin", Page: 2}}}, {0, []mailbox.Passage{{Words: "an inside cabin"}}}, {0, []mailbox.Passage{{Words: "cover a cabin", Page: 2}}}, {0, []mailbox.Passage{{Words: "cover a cabin"}}},
		{5, []mailbox.Passage{{Words: "cover the outside cabin, a cabin and", Page: 2}, {Words: "cover the outside cabin, a cabin and", Page: 2}, {Words: "… more and", Page: 4}, {Words: "… more and", Page: 4}}},
		{0, []mailbox.Passage{{Words: "the outside cabin, a cabin and"}, {Words: "… more and"}}}, // of what is not drawn the words are shown once
	} {
		got, err := s.FilesRead(ctx, mailbox.ID(i+1), []string{"cabin"})
		if err != nil || len(got) != 1 || got[0].Pages != want.pages || !slices.EqualFunc(got[0].Found, want.found, func(a, b mailbox.Passage) bool {
			return a.Page == b.Page && strings.HasPrefix(a.Words, b.Words) && strings.Contains(a.Words, "cabin")
		}) {
			t.Errorf("%d: %+v, %v; want %+v", i+1, got, err, want)
		}
	}
	if got, err := s.FileText(ctx, 1, 0); err != nil || got != "cover\nthe outside cabin\n" {
		t.Errorf("%q %v", got, err)
	}
}

// What a word fits in an attached file counts for its message.
func TestBestInFiles(t *testing.T) {
	s := storagetest.OpenIn(t, t.TempDir(), &storage.Options{Files: &inProcess{}})
	id := storagetest.AddAccount(t, s, "me@example.org")
	list := []fetch.Incoming{
		storagetest.Mail{Subject: "A", Text: "an outside cabin"}.Incoming("1"),
		withFile("2", "B", "an outside stair"+strings.Repeat(" that says no more", 5), "a.docx", docx(t, "The cabin, the cabin")),
		storagetest.Mail{Subject: "C", Text: "an outside door", Date: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}.Incoming("3"), // newer than the others
	}
	for i := range 30 {
		list = append(list, storagetest.Mail{Subject: "D", Text: "nothing"}.Incoming(fmt.Sprint("n", i)))
	}
	storagetest.Deliver(t, s, id, list...)
	readFiles(t, s)
	if got, r := best(t, s, "cabin OR outside", 0); !slices.Contains(got[:2], "2") || !slices.Contains(got[:2], "1") || got[2] != "3" || r.Best != 3 {
		t.Errorf("%q, %+v", got, r)
	}
}

// Where a word stands only in a file it is shown there, whatever longer words the message has.
func TestExcerptsOfWholeWords(t *testing.T) {
	s := storagetest.Open(t, &storage.Options{Files: &inProcess{}})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, withFile("1", "Enclosed", "Our catalogue is enclosed, with food.", "food.docx", docx(t, "A cat eats.")), withFile("2", "Cards", "A gift card and a cartoon.", "b.docx", docx(t, "A car waits.")))
	readFiles(t, s)
	for typed, file := range map[string]string{"cat food": "food.docx", "cat": "", "cat ": "food.docx", "car gif": "b.docx", "car": "", "catal food": "-"} {
		r, err := s.Search(ctx, query.Parse(typed, time.Now()), 0)
		if err != nil || len(r.Entries) != 1 && file != "-" || len(r.Entries) > 0 && file == "-" {
			t.Fatalf("%s: %+v %v", typed, r, err)
		}
		if file == "-" {
			continue
		}
		got, err := s.Snippets(ctx, []mailbox.ID{r.Entries[0].ID}, r.Terms)
		if x := got[r.Entries[0].ID]; err != nil || x.File != file {
			t.Errorf("%s: %+v %v", typed, x, err)
		}
	}
}

// A file that cannot be read is not read again, until another version of the reader tries; where
// nobody could read it, it waits.
func TestFilesThatCannotBeRead(t *testing.T) {
	reader := &inProcess{broken: true}
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, withFile("1", "a", "b", "bad.docx", []byte("no document")), withFile("2", "c", "d", "good.docx", docx(t, "lighthouse")))
	if err := errors.Join(s.CatchUp(ctx), s.ReadFiles(ctx, 1000, time.Hour)); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	reader.broken = false
	readFiles(t, s)
	if !slices.Equal(hits(t, s, "lighthouse"), []mailbox.ID{2}) || len(reader.names) != 2 {
		t.Errorf("%v %q", hits(t, s, "lighthouse"), reader.names)
	}
	storagetest.Deliver(t, s, id, withFile("3", "e", "f", "bad2.docx", []byte("no document")))
	readFiles(t, s)
	if len(reader.names) != 2 {
		t.Errorf("read again: %q", reader.names)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err == nil {
		_, err = db.Exec("UPDATE file_texts SET reader = 0")
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, &storage.Options{Files: reader, Window: true})
	for end := time.Now().Add(time.Minute); ; {
		reader.mu.Lock()
		n := len(reader.names)
		reader.mu.Unlock()
		if n == 4 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("another version reads %q", reader.names)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !slices.Equal(hits(t, s, "lighthouse"), []mailbox.ID{2}) {
		t.Error(hits(t, s, "lighthouse"))
	}
}

// What stands around the words.
func TestExcerptsOfFiles(t *testing.T) {
	s := storagetest.Open(t, &storage.Options{Files: &inProcess{}})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id,
		withFile("1", "Booking", "The ferry ticket.", "ticket.docx", docx(t, strings.Repeat("before ", 40)+"outside cabin, deck 7")),
		withFile("2", "Cabin", "outside is in the text", "ticket.docx", docx(t, "outside cabin")))
	readFiles(t, s)
	got, err := s.Snippets(ctx, []mailbox.ID{1, 2}, []string{"outside", "ferry"})
	if err != nil {
		t.Fatal(err)
	}
	if x := got[1]; x.File != "ticket.docx" || !strings.Contains(x.Text, "before outside cabin, deck 7") || len([]rune(x.Text)) > 200 {
		t.Errorf("%+v", x)
	}
	got, err = s.Snippets(ctx, []mailbox.ID{2}, []string{"outside"})
	if x := got[2]; err != nil || x.File != "" || !strings.Contains(x.Text, "in the text") {
		t.Errorf("%+v %v", x, err)
	}
}

// TestExcerptsOfLetters: what a letter says that was sent with another one stands in a file of that one, and not in its
// text; but for one that has nothing else to say.
func TestExcerptsOfLetters(t *testing.T) {
	s := storagetest.Open(t, &storage.Options{Files: &inProcess{}})
	id := storagetest.AddAccount(t, s, "me@example.org")
	with := func(uid, own string) fetch.Incoming {
		raw := "From: ann@example.org\r\nSubject: Trip\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + own +
			"--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=Cabin.eml\r\n\r\nFrom: bob@example.org\r\nSubject: Cabin\r\n\r\nThe outside cabin is booked.\r\n--b--\r\n"
		return fetch.Incoming{UID: uid, Raw: []byte(raw)}
	}
	storagetest.Deliver(t, s, id, with("1", "--b\r\n\r\nPlease see the attached letter.\r\n"), with("2", ""), with("3", "--b\r\n\r\nThe outside wall.\r\n"))
	readFiles(t, s)
	got, err := s.Snippets(ctx, []mailbox.ID{1, 2, 3}, []string{"outside "})
	if x := got[1]; err != nil || x.File != "Cabin.eml" || !strings.Contains(x.Text, "outside cabin is booked") {
		t.Errorf("%+v %v", x, err)
	}
	if x := got[2]; x.File != "" || !strings.Contains(x.Text, "outside cabin is booked") {
		t.Errorf("without a text: %+v", x)
	}
	if x := got[3]; x.File != "" || !strings.Contains(x.Text, "outside wall") {
		t.Errorf("in its own text: %+v", x)
	}
	if found := hits(t, s, "cabin"); len(found) != 3 {
		t.Error(found)
	}
}
