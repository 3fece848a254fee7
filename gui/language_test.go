package gui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// inLanguage makes a language that of the window until the test ends.
func inLanguage(t testing.TB, code string) {
	t.Helper()
	lang.Use(code)
	t.Cleanup(func() { lang.Use(lang.English) })
}

// other is a language that is not English.
func other(t testing.TB) string {
	t.Helper()
	for _, l := range lang.Languages() {
		if l.Code != lang.English && l.Code != "en-GB" {
			return l.Code
		}
	}
	t.Fatal("there is no other language")
	return ""
}

// readingAll is what stands in texts and on buttons.
func readingAll(o fyne.CanvasObject) (string, bool) {
	switch o := o.(type) {
	case *widgets.Text:
		return o.Text(), true
	case *widgets.Button:
		return o.Text, true
	}
	return "", false
}

// TestAnotherLanguage: a language that is chosen is that of the window at once, of dates, of
// letters that are being written and of messages in windows of their own. Nothing typed is lost,
// and the old window does nothing any more.
func TestAnotherLanguage(t *testing.T) {
	code := other(t)
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	f := &fakeWriting{}
	var s *stage
	s = newStage(t, 3, func(o *Options) {
		o.Writing = f
		o.OnAnew = func(w *Window) { s.Window = w }
	})
	s.tapRow(1)
	s.openAlone(3)
	s.writing.begin(&letter.Letter{To: []letter.Person{{Email: "bob@example.net"}}, Subject: "Half", Text: "a sen"}, 1, 0, 0)
	s.writing.open[0].begun = &letter.Letter{}
	s.writing.open[0].changed()
	was, sides := s.Window, len(s.sides.open)
	s.listing.bar.SetText("letter")
	s.run.Fire(time.Second)
	s.accounts.showMenu()
	s.sheet.(*settings.Settings).ShowLook()
	s.sheet.(*settings.Settings).OnLanguage(code)
	if s.Window == was {
		t.Fatal("the window is the same")
	}
	page, ok := s.sheet.(*settings.Settings)
	if !ok {
		t.Fatalf("over the window lies %T", s.sheet)
	}
	if title := s.window.Title(); !strings.HasPrefix(title, lang.L("Settings")+" — ") || lang.L("Settings") == "Settings" {
		t.Errorf("the title is %q", title)
	}
	if got := guitest.Reading(readingAll).Text(page); !strings.Contains(got, lang.L("Language")) || strings.Contains(got, "Appearance") {
		t.Errorf("the page reads\n%s", got)
	}
	if words.LongWeekday(6) == "Saturday" {
		t.Error("days are English")
	}
	s.closeSheet()
	s.run.Fire(time.Second)
	if got := s.listing.bar.Text(); got != "letter" || !s.listing.searching {
		t.Errorf("searched is %q", got)
	}
	if got := s.listing.list.IDs(); len(got) != 3 {
		t.Errorf("found are %v", got)
	}
	if len(s.writing.open) != 1 || len(s.sides.open) != sides {
		t.Fatalf("%d letters and %d windows are open, were 1 and %d", len(s.writing.open), len(s.sides.open), sides)
	}
	d := s.writing.open[0]
	if l := d.editor.Letter(); l.Text != "a sen" || l.Subject != "Half" || len(l.To) != 1 || f.saves != 0 {
		t.Errorf("the letter is %+v, saved %d times", l, f.saves)
	}
	if got := guitest.Reading(readingAll).Text(d.side.window.Content()); !strings.Contains(got, lang.L("Send")) || strings.Contains(got, "Send\n") {
		t.Errorf("the letter reads\n%s", got)
	}
	s.run.Fire(saveAfter)
	d.side.window.Close()
	if f.saves != 1 || len(f.drafts) != 1 || len(s.sides.open) != sides-1 {
		t.Errorf("saved %d times as %d drafts", f.saves, len(f.drafts))
	}
	// The old window is told nothing more.
	before := was.listing.news
	s.deliver(numbered(4))
	s.news()
	if was.listing.news != before || s.listing.news == 0 {
		t.Errorf("the old window has heard of %d changes more, the new one of %d", was.listing.news-before, s.listing.news)
	}
	// And back to what the system has.
	s.accounts.showMenu()
	s.sheet.(*settings.Settings).OnLanguage(lang.English)
	if title := s.window.Title(); !strings.HasPrefix(title, "Settings — ") {
		t.Errorf("the title is %q", title)
	}
	for _, d := range s.sides.open {
		if d.id != 3 {
			t.Errorf("a window shows %d", d.id)
		}
	}
}

// TestFolderStaysInAnotherLanguage: what was shown is shown again, and counted once.
func TestFolderStaysInAnotherLanguage(t *testing.T) {
	code := other(t)
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	var s *stage
	s = newStage(t, 3, func(o *Options) { o.OnAnew = func(w *Window) { s.Window = w } })
	s.put(mailbox.Archive, 2)
	s.news()
	s.listing.tree.Select(mailbox.View{Account: 1, Folder: s.in(mailbox.Archive)})
	s.listing.choose(mailbox.View{Account: 1, Folder: s.in(mailbox.Archive)}, "Archive")
	s.tapRow(0)
	s.speak(code)
	s.closeSheet()
	s.expect("2")
	if s.reading.row != 2 {
		t.Errorf("message %d is read, want 2", s.reading.row)
	}
}

// anewStage is a stage that follows the window when it is drawn anew.
func anewStage(t *testing.T, n int, change ...func(o *Options)) *stage {
	t.Helper()
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	var s *stage
	s = newStage(t, n, append(change, func(o *Options) { o.OnAnew = func(w *Window) { s.Window = w } })...)
	return s
}

// TestOtherWindowsFollow: a window that stays as it is when the language changes, such as that of
// an attached letter, writes letters and quits by the window that there is.
func TestOtherWindowsFollow(t *testing.T) {
	code := other(t)
	s := anewStage(t, 1, func(o *Options) { o.Writing = &fakeWriting{} })
	quit := ""
	s.onQuit = func() { quit = "old" }
	s.sides.show("file", "A file", s.store, fyne.NewSize(300, 300), func(*side) fyne.CanvasObject { return widgets.NewHairline() })
	file := s.sides.open["file"]
	s.speak(code)
	s.onQuit = func() { quit = "new" }
	file.openLink("mailto:bob@example.net")
	if len(s.writing.open) != 1 {
		t.Errorf("%d letters are open, want 1", len(s.writing.open))
	}
	file.window.Canvas().(interface{ TypedShortcut(fyne.Shortcut) }).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault})
	if quit != "new" {
		t.Errorf("the %s window is asked to quit", quit)
	}
	// What it begins is not stopped unasked by the end of the program.
	ended := file.long("Saving the file…")
	if got := s.underWay(); len(got) != 1 {
		t.Errorf("under way: %q", got)
	}
	if ended(); len(s.underWay()) != 0 {
		t.Errorf("it has ended, and under way: %q", s.underWay())
	}
}

// TestQuestionGoesWithLanguage: a question about a letter, asked in the language before, is gone,
// and the letter can be sent; the letter as it was does nothing any more.
func TestQuestionGoesWithLanguage(t *testing.T) {
	code := other(t)
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	s, f := writingStage(t)
	s.given.OnAnew = func(w *Window) { s.Window = w }
	was := s.writing.begin(&letter.Letter{To: []letter.Person{{Email: "bob@example.net"}}, Text: "no subject"}, 1, 0, 0)
	was.send()
	over := was.side.window.Canvas().Overlays()
	if over.Top() == nil {
		t.Fatal("nothing is asked")
	}
	anyway := guitest.Last(t, readWriting, "button", func(b *widgets.Button) bool { return b.Text == "Send anyway" }, over.Top())
	s.speak(code)
	if over.Top() != nil {
		t.Error("the question is still there")
	}
	anyway.Tapped(nil)
	was.hand()
	was.send()
	if len(f.sent) != 0 || over.Top() != nil || len(s.writing.open) != 1 {
		t.Fatalf("the letter before: sent %v, %d open", f.sent, len(s.writing.open))
	}
	s.writing.open[0].send()
	if over.Top() == nil {
		t.Error("nothing is asked of the letter that there is")
	}
}

// TestReminderStaysInAnotherLanguage: what was chosen for a letter that was saved since stays chosen.
func TestReminderStaysInAnotherLanguage(t *testing.T) {
	code := other(t)
	s := anewStage(t, 1, func(o *Options) { o.Writing = &fakeWriting{} })
	d := s.writing.begin(&letter.Letter{Subject: "Half"}, 1, 0, 0)
	d.waitFor(answerWait{after: week})
	d.begun = &letter.Letter{}
	d.changed()
	d.save()
	if d.keeper.ID() == 0 {
		t.Fatal("it is not saved")
	}
	s.speak(code)
	if got := s.writing.open[0].wait; got != d.wait {
		t.Errorf("waits %+v, want %+v", got, d.wait)
	}
}

// TestLanguageWaitsForMail: while mail is brought in the window stays as it is and says so, and what
// came is told before the language changes; the last one chosen is taken.
func TestLanguageWaitsForMail(t *testing.T) {
	code := other(t)
	m := &fakeMover{}
	s := anewStage(t, 1, func(o *Options) { o.Mover = m })
	was := s.Window
	said := ""
	m.during = func() {
		s.speak("en-GB")
		s.speak(code)
		said = s.toast()
		s.run.Fire(settleTime)
	}
	s.moving.bringIn("", nil).Add([]string{"old.mbox"})
	s.tap("Bring in")
	if !strings.Contains(said, "The language changes as soon as") {
		t.Errorf("said is %q", said)
	}
	s.run.Fire(settleTime)
	if s.Window != was {
		t.Fatal("the window is another one before what came is read")
	}
	s.sees("3 messages came")
	s.closeSheet()
	s.run.Fire(settleTime)
	if s.Window == was || s.sheet != nil || lang.L("Settings") == "Settings" {
		t.Errorf("the window is the same: %v; over it lies %T; it says %q", s.Window == was, s.sheet, lang.L("Settings"))
	}
}

// TestLanguageWaitsForQuestion: a question in the main window is answered first.
func TestLanguageWaitsForQuestion(t *testing.T) {
	code := other(t)
	s := anewStage(t, 1)
	was := s.Window
	s.ask("Sure?", "", "No", "Yes", nil)
	s.speak(code)
	s.run.Fire(settleTime)
	if s.Window != was {
		t.Fatal("the window was drawn anew under a question")
	}
	s.tap("No")
	s.run.Fire(settleTime)
	if s.Window == was {
		t.Error("the language was not taken")
	}
}

// TestLanguagesFit shows screens of the window in every language, with letters of 100 and of
// 150 %: each text is in sight as a whole, and none lies on another. Pictures of all are left in
// build/languages.
func TestLanguagesFit(t *testing.T) {
	for _, l := range lang.Languages() {
		for _, c := range []struct {
			scale int
			width float32
		}{{100, 1000}, {150, 1280}, {100, 620}} {
			if l.Code == lang.English {
				continue // TestFits
			}
			t.Run(fmt.Sprintf("%s/%d-%.0f", l.Code, c.scale, c.width), func(t *testing.T) {
				inLanguage(t, l.Code)
				showAll(t, c.scale, c.width, func(w fyne.Window, name string) {
					guitest.Fits(t, w, name)
					size := w.Canvas().Size()
					w.Resize(size.AddWidthHeight(0, 1))
					w.Resize(size)
					guitest.Fits(t, w, name+", laid out anew")
					guitest.Save(t, fmt.Sprintf("languages/%s/%s_%d_%.0f", l.Code, name, c.scale, c.width), w.Canvas().Capture())
				})
			})
		}
	}
}

// TestMirrored: what stands where in a window that is written from right to left is the mirror
// image of what stands in one that is not, with the same words, also once it was laid out anew.
// The letter itself goes its own way, and so does what is typed in several lines.
func TestMirrored(t *testing.T) {
	type screen struct {
		name   string
		width  float32
		places []guitest.Place
	}
	own := func(o fyne.CanvasObject) bool {
		_, html := o.(*htmlview.View)
		return html
	}
	for _, c := range []struct {
		scale int
		width float32
	}{{100, 1280}, {100, 900}, {100, 600}, {200, 1280}, {80, 900}} {
		t.Run(fmt.Sprintf("%d-%.0f", c.scale, c.width), func(t *testing.T) {
			shown := func() (out []screen) {
				look := func(w fyne.Window, name string) {
					if name == "snooze" {
						return // a menu below a button, which Fyne's window for tests moves; TestMenusMirrored
					}
					for _, more := range []float32{0, 40} {
						size := w.Canvas().Size()
						w.Resize(size.AddWidthHeight(more, 1))
						w.Resize(size)
						out = append(out, screen{name, size.Width, guitest.Places(w, own)})
					}
				}
				showAll(t, c.scale, c.width, look)
				showMore(t, c.scale, c.width, look)
				return out
			}
			ltr := shown()
			t.Cleanup(func() { lang.Use(lang.English) })
			lang.UseMirrored()
			rtl := shown()
			if len(ltr) != len(rtl) {
				t.Fatalf("%d screens, and %d from right to left", len(ltr), len(rtl))
			}
			for i := range ltr {
				guitest.Mirrored(t, ltr[i].name, ltr[i].width, ltr[i].places, rtl[i].places)
			}
		})
	}
}

// showMore leads a window from screen to screen that are seen less often, as showAll does.
func showMore(t *testing.T, scale int, width float32, see func(w fyne.Window, name string)) {
	h := &heldMail{held: []account.OnServer{
		{UID: "away 1", Size: 9_800_000, From: "Boat Museum <info@boats.example>", Subject: "Winter brochure", Mark: "m", Date: noon.Add(-100 * time.Hour)},
		{UID: "letter 1", Size: 1000},
	}}
	long := numbered(1)
	long.Attachment = "a picture of the garden.pdf"
	s := newStageOf(t, true, []storagetest.Mail{long, numbered(2), {From: "Bob <bob@example.net>", Subject: "A page", Text: "no", HTML: "<p>A <a href='https://a.example'>page</a>"}}, func(o *Options) {
		h.brittle = o.Mail.(*brittle)
		o.ServerMail, o.Writing = h, &fakeWriting{}
	})
	setLook(s.app, Look{Mode: theme.Light, Scale: scale})
	s.window.Resize(fyne.NewSize(width, 800))
	look := func(name string) { t.Helper(); see(s.window, name) }
	s.listing.list.Select(1)
	s.bring(paneReader)
	look("attachment")
	s.reading.reader.Find()
	look("find")
	s.reading.reader.EndFind()
	s.listing.list.Select(3)
	look("page")
	s.app.Preferences().SetBool(prefColumns, true)
	s.setColumns()
	s.bring(paneList)
	look("columns")
	s.app.Preferences().SetBool(prefColumns, false)
	s.setColumns()
	s.ask("Remove the account?", "Its mail stays on this computer.", "Cancel", "Remove", nil)
	look("question")
	s.window.Canvas().Overlays().Remove(s.window.Canvas().Overlays().Top())
	s.accounts.showSettings(func(st *settings.Settings) { st.NewRule("", "bank.example") })
	look("rule")
	s.closeSheet()
	s.accounts.showSettings(nil)
	s.tap(lang.L("Edit"))
	look("account")
	s.closeSheet()
	s.onServerPage()
	look("server")
	s.closeSheet()
	s.book.show()
	s.book.open().Edit(mailbox.Contact{Name: "Ann"})
	look("person")
}

// showAll leads a window with all it has from screen to screen, and shows see each.
func showAll(t *testing.T, scale int, width float32, see func(w fyne.Window, name string)) {
	s := newStageOf(t, true, tourLetters(), func(o *Options) {
		tourOptions(o)
		o.DataFolder = "/home/ann/PopMail"
		o.Newer = &fakeNewer{}
		words.Use(lang.Locale())
	})
	s.versions.keep(Release{Version: "0.2.0", Date: march, Page: "https://example.org/new"})
	s.versions.said = NoAnswerUnsigned.text()
	t.Cleanup(func() { words.Use("en-GB") })
	setLook(s.app, Look{Mode: theme.Light, Scale: scale})
	s.window.Resize(fyne.NewSize(width, 800))
	s.tour(see)
}

// TestLentInAnotherLanguage: what was lent long ago goes on being looked for after the language has changed.
func TestLentInAnotherLanguage(t *testing.T) {
	code := other(t)
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	clock := noon
	var s *stage
	s = newStage(t, 1, func(o *Options) {
		o.Now = func() time.Time { return clock }
		o.OnAnew = func(w *Window) { s.Window = w }
	})
	was := s.Window
	s.accounts.showMenu()
	s.sheet.(*settings.Settings).ShowLook()
	s.sheet.(*settings.Settings).OnLanguage(code)
	if s.Window == was {
		t.Fatal("the window is the same")
	}
	path, err := s.saving.lend("form.pdf", octets([]byte("empty")))
	s.must(err)
	path = lentBefore(t, path, 80, 80)
	clock = clock.AddDate(0, 0, 1)
	s.run.Fire(time.Minute)
	if _, err := os.Stat(path); err == nil {
		t.Error("it is still there")
	}
}
