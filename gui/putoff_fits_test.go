package gui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestPutOffFits: what is put off, reminded of, said once a week and offered for a mailing list is whole
// in dark at 600 px with letters of 200 %, and in a wide window.
func TestPutOffFits(t *testing.T) {
	for _, c := range []struct{ scale, width int }{{100, 1280}, {200, 600}} {
		t.Run(fmt.Sprint(c.scale), func(t *testing.T) {
			mail := &neglected{reached: noon.Add(-4 * day), failure: account.FailureOf(&account.Problem{Trouble: account.TroubleNoHost})}
			s := newStageOf(t, true, []storagetest.Mail{
				{Subject: "One", List: "Gophers <nuts.example>"}, {Subject: "Two", List: "Gophers <nuts.example>"}, {Subject: "Three", List: "Gophers <nuts.example>"},
			}, func(o *Options) {
				mail.Mail = o.Mail
				o.Mail, o.Travel = mail, &fakeTravel{rests: Rests{Messages: 4, Larger: 1}}
			})
			s.window.Resize(fyne.NewSize(float32(c.width), 900))
			setLook(s.app, Look{Mode: theme.Dark, Scale: c.scale})
			picture := func(name string) {
				t.Helper()
				guitest.Picture(t, s.window, fmt.Sprintf("putoff_%s_%d", name, c.scale))
			}
			s.news()
			picture("list")
			s.app.Preferences().SetInt(prefWeekly, int(noon.Add(-8*day).Unix()))
			s.weekly.began = noon.Add(-time.Hour)
			if s.weekly.look(); !s.weekly.card.Visible() {
				t.Fatal("no word is said")
			}
			picture("weekly")
			s.pushes("Close")
			s.tapRow(0)
			s.shows("can have a folder of their own")
			picture("offer")
			s.tap("Give it a folder…")
			picture("folder")
			s.tap("Cancel")
			ids := []mailbox.ID{1}
			askLater(s.window.Canvas(), "When should the message come back?", "Snooze", noon, func(time.Time) {})
			picture("when")
			s.tap("Cancel")
			s.put(mailbox.Sent, 3)
			s.must(s.store.Remind(t.Context(), []mailbox.ID{3}, noon.Add(-time.Minute), 0))
			s.must(s.store.LookForAnswers(t.Context()))
			_, err := s.store.Snooze(t.Context(), ids, noon.Add(20*time.Hour))
			s.must(err)
			s.news()
			for name, role := range map[string]mailbox.Role{"snoozed": mailbox.Snoozed, "reminded": mailbox.Sent} {
				s.goes(role)
				s.news()
				picture(name + "_list")
				s.tapRow(0)
				picture(name)
			}
		})
	}
}
