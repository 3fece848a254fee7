package fetch

import (
	"fmt"
	"strings"
	"testing"

	"popmail/account"
)

// A mailbox is made anew: old unique-ids stand for other messages, some by chance of the size of
// one of which the beginning is here. That is kept, and the other message comes.
func TestBeginningsInAMailboxMadeAnew(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"wanted": func(o *office) { o.want("u1", "u5") },
		"limit":  func(o *office) { o.whole = 0 },
		"waits":  func(*office) {},
		"wanted, without TOP": func(o *office) {
			o.want("u1", "u5")
			o.noTOP = true
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, big := officeOf(t)
			o.must(t, testAccount, 12, 12, 0, 0)
			var old []string
			for _, m := range o.mails {
				old = append(old, m.raw)
			}
			set(o)
			o.maildrop.mail = nil
			for i := range 12 {
				raw := letter(i+60, true, fmt.Sprintf("another body of %d", i))
				if i%4 == 1 {
					raw = letter(i+60, true, strings.Repeat("other words of it\r\n", 2000))
					raw = raw[:len(big[i/4])-2] + "\r\n"
				}
				o.post(fmt.Sprintf("u%d", i), raw)
			}
			o.whole = 0
			for range 3 {
				if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
					t.Fatal(err)
				}
			}
			o.mustHold(t, append(old, o.mail[12:]...)...)
		})
	}
}

// What the server calls a message is lost, or tells nothing any more: the whole takes the place
// of the beginning.
func TestBeginningsWithoutUniqueIDs(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"none":     func(o *office) { o.noUIDL = true },
		"all same": func(o *office) { o.uid = func(int, *post) (string, bool) { return "x", true } },
		"places":   func(o *office) { o.uid = func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true } },
		"left out": func(o *office) { o.uid = func(_ int, p *post) (string, bool) { return p.uid, p.uid != "u5" } },
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := officeOf(t)
			o.must(t, testAccount, 12, 12, 0, 0)
			set(o)
			for range 8 {
				_, _ = o.run(t.Context(), leaving(account.Retention{}))
			}
			if len(o.mails) != 12 {
				t.Errorf("%d messages", len(o.mails))
			}
			o.whole = 0
			o.runs(t, 2)
			o.mustHold(t, o.mail...)
		})
	}
}

// A unique-id that was not here when the person saw it is removed unseen; not one of which
// the beginning is here.
func TestDropOfABeginning(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"as it was": func(*office) {},
		"another size": func(o *office) {
			o.size = func(p *post) int { return len(p.raw) + 7 }
		},
		"another size, without TOP": func(o *office) {
			o.size = func(p *post) int { return len(p.raw) + 7 }
			o.noTOP = true
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := officeOf(t)
			o.must(t, testAccount, 12, 12, 0, 0)
			set(o)
			o.only = &Only{Drop: seen("u1", "u5")}
			if _, err := o.run(t.Context(), testAccount); err != nil || o.count() != 12 {
				t.Errorf("%v, %d left", err, o.count())
			}
		})
	}
}

// A large message of few long lines is all in its first lines. That says nothing of the server:
// of the others the beginning comes.
func TestBeginningsBesideLongLines(t *testing.T) {
	for name, lines := range map[string]int{"all": 1, "most": 45} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 2, true)
			o.whole = wholeUpTo
			big := []string{bigLetter(10), bigLetter(11)}
			o.post("b1", big[0])
			o.post("b2", big[1])
			o.post("long", letter(12, true, strings.Repeat(strings.Repeat("x", 90_000/lines)+"\r\n", lines)))
			o.must(t, testAccount, 5, 5, 0, 0)
			if n := len(o.begun(t, big)); n != 2 {
				t.Errorf("%d beginnings", n)
			}
			o.whole = 0
			o.runs(t, 2)
			o.mustHold(t, o.mail...)
		})
	}
}
