package settings

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

func clientStage(t *testing.T, width, scale float32, mode theme.Mode) (st *stage, kept *[]string, answer *error) {
	t.Helper()
	st = newStage(t, width, 800, mode, scale)
	kept, answer = &[]string{}, new(error)
	st.s.OnFailed = func(err error) { st.said = append(st.said, "failed "+err.Error()) }
	st.s.OnSaved = func() { st.said = append(st.said, "saved") }
	st.s.SetClient = func(_ context.Context, key, id, secret string) (bool, error) {
		*kept = append(*kept, key+" "+id+" "+secret)
		return id != "bad", *answer
	}
	s := state()
	s.Clients = []Client{{Key: "google", Name: "Google", ID: "12-x.apps.googleusercontent.com"}, {Key: "microsoft", Name: "Microsoft", Shipped: true}, {Key: "yahoo", Name: "Yahoo, AOL"}}
	st.s.Set(s)
	return st, kept, answer
}

func TestClientIDs(t *testing.T) {
	st, kept, answer := clientStage(t, 1280, 1, theme.Light)
	st.sees("Signing in with the browser", "Your own client ID: 12-x.apps.googleusercontent.com", "Ready. PopMail came with a client ID.", "No client ID, so PopMail can’t sign in there.")
	r := st.s.clients.rows["microsoft"]
	r.open()
	if st.win.Canvas().Focused() != r.of.ID || r.off.Visible() {
		t.Error("the field has not the keyboard, or there is something to remove")
	}
	test.Type(r.of.ID, "bad")
	test.Type(r.of.Secret, "s3cret")
	r.of.ID.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	st.sees("That isn’t a client ID of Microsoft.")
	if !r.fields.Visible() {
		t.Fatal("closed")
	}
	// What is filled in anew leaves what was typed.
	st.s.Set(st.s.state)
	if r.of.ID.Text != "bad" || r.of.Secret.Text != "s3cret" {
		t.Errorf("%q, %q", r.of.ID.Text, r.of.Secret.Text)
	}
	r.of.ID.SetText("good")
	r.submit()
	if (*kept)[1] != "microsoft good s3cret" || r.fields.Visible() || r.of.Secret.Text != "" {
		t.Errorf("kept %q; the secret is still there: %t", *kept, r.of.Secret.Text != "")
	}
	guitest.Asked(t, &st.said, "saved")
	g := st.s.clients.rows["google"]
	g.open()
	if g.of.ID.Text != "12-x.apps.googleusercontent.com" || g.of.Secret.Text != "" {
		t.Error("shows the secret, or not the ID")
	}
	g.of.ID.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if g.fields.Visible() || len(*kept) != 2 {
		t.Error("Escape does not close it")
	}
	g.open()
	test.Tap(g.off)
	if (*kept)[2] != "google  " {
		t.Errorf("kept %q", *kept)
	}
	guitest.Asked(t, &st.said, "saved")
	*answer = errors.New("the disk is full")
	g.open()
	g.submit()
	guitest.Asked(t, &st.said, "failed the disk is full")
}

func TestClientIDsFit(t *testing.T) {
	for name, c := range map[string]struct {
		width, scale float32
		mode         theme.Mode
	}{"": {1280, 1, theme.Light}, "_dark": {1280, 1, theme.Dark}, "_narrow": {480, 1, theme.Light}, "_200": {800, 2, theme.Light}} {
		st, _, _ := clientStage(t, c.width, c.scale, c.mode)
		st.s.clients.rows["google"].open()
		st.s.page.By(2000)
		guitest.Picture(t, st.win, "settings_clients"+name)
	}
}
