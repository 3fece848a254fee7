package settings

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/theme"
)

// TestWhatIsWrongIsInSight: what a test has found wrong leads to a field, and that field is
// in sight, with what stands below it, in a window of any height.
func TestWhatIsWrongIsInSight(t *testing.T) {
	troubles := []account.Trouble{account.TroubleNewServer, account.TroubleRefused, account.TroubleOffline}
	for _, height := range []float32{480, 640, 760} {
		for _, trouble := range troubles {
			for _, outgoing := range []bool{false, true} {
				name := fmt.Sprintf("%v at %v, outgoing %v", trouble, height, outgoing)
				st := newStage(t, 1280, height, theme.Light, 1)
				failed := &account.Problem{Trouble: trouble, Server: "mail.example.net", Answer: "-ERR no", Sending: outgoing}
				st.s.ProbeOutgoing = func(context.Context, account.Account, account.Credential) (string, error) { return "", failed }
				if !outgoing {
					st.err = failed
				}
				st.s.Set(ann())
				st.tap("Edit", 0)
				f := st.s.form
				f.incoming.fields.Host.SetText("mail.example.net")
				st.s.relayout()
				st.win.Canvas().Focus(f.label)
				st.s.page.ToTop()
				f.submit()
				at, _ := st.win.Canvas().Focused().(fyne.CanvasObject)
				shown := map[string]fyne.CanvasObject{}
				if at == fyne.CanvasObject(f.label) {
					shown["what was said"] = f.problem
				} else {
					shown["the field"] = at
				}
				for _, l := range append(f.incoming.fields.All(), append(f.outgoing.fields.All(), f.login.passwordField, f.login.userField)...) {
					if l.Saying() {
						shown["what stands below the field"] = l
					}
				}
				d := fyne.CurrentApp().Driver()
				top := d.AbsolutePositionForObject(st.s.page).Y
				room := st.s.page.Size().Height
				for what, o := range shown {
					y := d.AbsolutePositionForObject(o).Y - top
					if o.Size().Height <= room && (y < 0 || y+o.Size().Height > room) {
						t.Errorf("%s: %s is out of sight, from %v to %v of %v", name, what, y, y+o.Size().Height, room)
					}
				}
			}
		}
	}
}
