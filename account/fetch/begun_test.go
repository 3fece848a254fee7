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

// A unique-id of which the beginning is here, or a part, stands for another message of the same size by now: that
// comes beside it, whatever asks for it and whatever of a header the two have.
func TestOtherMessageOfTheSameSize(t *testing.T) {
	long := strings.Repeat("a line that stands here\r\n", 400)
	other := strings.Repeat("other words in this one\r\n", 400)
	bare := func(subject, body string) string {
		return "From: a@example.org\r\nSubject: " + subject + "\r\n\r\n" + body
	}
	mails := map[string][2]string{
		"named":       {letter(10, true, long), letter(11, true, other)},
		"named alike": {letter(10, true, long), letter(11, true, long)},
		"nameless":    {bare("one", long), bare("two", other)},
		"same header": {bare("one", long), bare("one", other)},
	}
	asks := map[string]func(o *office){
		"wanted": func(o *office) { o.want("k") },
		"limit":  func(o *office) { o.whole = 0 },
		"get":    func(o *office) { o.only = &Only{Get: []string{"k"}} },
	}
	sizes := map[string]func(o *office){
		"listed":   func(*office) {},
		"none":     func(o *office) { o.size = func(*post) int { return 0 } },
		"refused":  func(o *office) { o.noLIST = true },
		"unheaded": func(o *office) { o.noTOP = true; o.heads = map[string]string{} },
	}
	for kind, pair := range mails {
		for way, ask := range asks {
			for size, set := range sizes {
				for _, part := range []string{"beginning", "short"} {
					if part == "short" && way != "get" && (size == "none" || size == "refused") || part == "short" && kind == "same header" {
						continue // it does not come again
					}
					t.Run(strings.Join([]string{kind, way, size, part}, " "), func(t *testing.T) {
						o := newOffice(t, 3, true)
						o.post("k", pair[0])
						o.whole = wholeUpTo
						here := string(cutBeginning([]byte(pair[0])))
						if part == "short" {
							here = pair[0][:strings.LastIndex(pair[0][:len(pair[0])-2500], "\r\n")+2]
							o.maildrop.mail[3].raw, o.whole = here, 0
						}
						o.must(t, testAccount, 4, 4, 0, 0)
						if part == "short" {
							known := o.known["k"]
							known.Short, known.Listed = true, int64(len(pair[0]))
							o.known["k"] = known
						}
						if o.copies()[here] != 1 {
							t.Fatalf("not here at first: %v", o.here())
						}
						o.maildrop.mail = o.maildrop.mail[:3]
						if set(o); part != "short" {
							ask(o)
						} else if way == "get" {
							ask(o)
						}
						o.post("k", pair[1])
						for range 3 {
							if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
								t.Fatal(err)
							}
						}
						o.only, o.whole = nil, 0
						o.runs(t, 2)
						want := append(o.mail[:3:3], here, pair[1])
						o.mustHold(t, want...)
						if o.count() > 0 {
							t.Errorf("%d are left", o.count())
						}
					})
				}
			}
		}
	}
}

// The same with the message itself: it takes the place of what is here, also where the server has written into its header.
func TestSameMessageTakesThePlace(t *testing.T) {
	long := strings.Repeat("a line that stands here\r\n", 400)
	for name, set := range map[string]func(o *office){
		"as it was":     func(*office) {},
		"marked":        func(o *office) { o.maildrop.mail[0].raw = "Status: RO\r\n" + o.maildrop.mail[0].raw },
		"without heads": func(o *office) { o.heads = map[string]string{} },
	} {
		for kind, raw := range map[string]string{"named": letter(10, true, long), "nameless": "Subject: x\r\n\r\n" + long} {
			t.Run(name+" "+kind, func(t *testing.T) {
				o := newOffice(t, 0, true)
				o.whole = wholeUpTo
				o.post("u1", raw)
				o.must(t, testAccount, 1, 1, 0, 0)
				set(o)
				o.size = func(*post) int { return len(raw) }
				o.want("u1")
				if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
					t.Fatal(err)
				}
				o.runs(t, 1)
				if len(o.mails) != 1 || o.copies()[o.maildrop.gone[0].raw] != 1 {
					t.Errorf("%d messages", len(o.mails))
				}
			})
		}
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
