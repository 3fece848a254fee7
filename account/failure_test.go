package account

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A failure comes back from a file as it went in, and holds no words of PopMail's.
func TestFailure(t *testing.T) {
	if f := FailureOf(nil); f != (Failure{}) || f.String() != "" || f.Happened() || f.Sentence("x") != "" || ParseFailure("") != f {
		t.Errorf("%+v", f)
	}
	seen := map[string]bool{}
	for trouble := TroubleOther; trouble <= TroubleStopped; trouble++ {
		for _, p := range []*Problem{{Trouble: trouble}, {Trouble: trouble, Answer: "mailbox  is busy"}, {Trouble: trouble, Hidden: true}} {
			f := FailureOf(fmt.Errorf("a cause: %w", p))
			text := f.String()
			if seen[text] || text == "" {
				t.Errorf("%q stands for two failures, or for none", text)
			}
			seen[text] = true
			if back := ParseFailure(text); back != f || !back.Happened() {
				t.Errorf("%q is read as %+v, not %+v", text, back, f)
			}
			p.Server = "pop.example.org"
			if f.Sentence("pop.example.org") != p.Error() {
				t.Errorf("%q, not %q", f.Sentence("pop.example.org"), p.Error())
			}
			if said := strings.TrimSuffix(text, p.Answer); strings.Count(said, " ") > 1 {
				t.Errorf("%q holds a sentence", text)
			}
		}
	}
	if f := FailureOf(errors.New("disk I/O error")); f.Trouble != TroubleOther || strings.Contains(f.String(), "disk") {
		t.Errorf("%+v %q", f, f)
	}
	if f := ParseFailure("something-new with words"); f.Trouble != TroubleOther || !f.Happened() {
		t.Errorf("%+v", f)
	}
}
