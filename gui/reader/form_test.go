package reader

import (
	"strings"
	"testing"

	"popmail/storage/eml"
)

// A message that wants to be answered in a form says that this is not done here; one whose
// form nobody sees does not.
func TestFormsAreNotSent(t *testing.T) {
	for page, want := range map[string]bool{
		`<form action="https://x.example/"><p>Your name <input name=n></p><input type=submit></form>`: true,
		`<p>How was it?</p><textarea></textarea>`:                                                     true,
		`<form><button>Send</button></form>`:                                                          true,
		`<form><select><option>one</select></form>`:                                                   true,
		`<form><input type=checkbox> yes</form>`:                                                      true,
		`<form><table><tr><td>Only laid out</table></form>`:                                           false,
		`<form><input type=hidden name=q value=1><p>text</p></form>`:                                  false,
		`<p>text</p><div style="display:none"><form><input></form></div>`:                             false,
		`<p>A <button>button</button> that sends nothing</p>`:                                         false,
	} {
		s := newStage(t, 700, 600)
		c := ferry()
		c.Message.Text, c.Message.Pages = "", []eml.Page{{HTML: page}}
		s.r.ShowMessage(c)
		if got := strings.Contains(s.text(), "Forms can’t be filled in or sent from here."); got != want || s.r.card.form.Hidden == want {
			t.Errorf("%s: said is %v", page, got)
		}
	}
}
