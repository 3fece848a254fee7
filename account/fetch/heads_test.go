package fetch

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// TestMailboxMadeAnew: old unique-ids stand for other messages. All of them come,
// whether their sizes differ or not, and nothing that was here is doubled.
func TestMailboxMadeAnew(t *testing.T) {
	for _, noTOP := range []bool{false, true} {
		for _, stat := range []bool{false, true} {
			t.Run(fmt.Sprint(noTOP, stat), func(t *testing.T) {
				o := newOffice(t, 8, true)
				o.noTOP, o.statOctets = noTOP, stat
				o.must(t, testAccount, 8, 8, 0, 0)
				// Another mailbox under the old unique-ids: two messages are the old
				// ones, one is another of the same size.
				old := o.mail
				o.maildrop.mail = nil
				want := append([]string(nil), old...)
				for i := range 8 {
					raw := letter(100+i, true, fmt.Sprintf("another body, of %d", i))
					switch i {
					case 0, 1:
						raw = old[i]
					case 2:
						if raw = strings.Replace(old[i], "<3@", "<9@", 1); noTOP {
							raw = old[i] // without TOP nothing shows it
						}
					}
					o.add(fmt.Sprintf("u%d", i+1), raw)
					if raw != old[i] {
						want = append(want, raw)
					}
				}
				if !stat {
					o.add("u9", letter(200, true, "new")) // without STAT's total, LIST is asked for with news only
					want = append(want, letter(200, true, "new"))
				}
				for range 2 {
					if rep, err := o.run(t.Context(), testAccount); err != nil || len(rep.Failed) != 0 {
						t.Fatalf("%+v %v", rep, err)
					}
				}
				o.mustHold(t, want...)
				o.commands()
				if rep, err := o.run(t.Context(), testAccount); err != nil || rep.Received != 0 {
					t.Errorf("%+v, %v", rep, err)
				}
				if c := o.commands(); c["RETR"]+c["TOP"] != 0 {
					t.Errorf("once more all is well, and it asked %v", c)
				}
			})
		}
	}
}

// TestSizesThatChange: servers whose sizes change by themselves, such as those that
// write a Status into the header, double nothing.
func TestSizesThatChange(t *testing.T) {
	o := newOffice(t, 6, true)
	o.must(t, testAccount, 6, 6, 0, 0)
	for _, p := range o.maildrop.mail {
		p.raw = strings.Replace(p.raw, "From:", "Status: RO\r\nX-UID: 7\r\nFrom:", 1)
	}
	o.post("new", letter(50, true, "new"))
	o.must(t, testAccount, 7, 1, 6, 0)
	if c := o.commands(); c["RETR"] != 7 {
		t.Errorf("%v", c)
	}
	o.must(t, testAccount, 7, 0, 7, 0)
	if c := o.commands(); c["RETR"]+c["TOP"] != 0 {
		t.Errorf("sizes that are known by now are looked at again: %v", c)
	}
	o.mustHold(t, o.mail...)
}

// TestUniqueIDsThatChange: what is here is not transferred again where unique-ids
// change each time, or where there are none and no traces of transport.
func TestUniqueIDsThatChange(t *testing.T) {
	for name, set := range map[string]func(o *office, session *int){
		"unique-ids change": func(o *office, session *int) {
			o.uid = func(_ int, p *post) (string, bool) { return fmt.Sprintf("s%d-%d", *session, p.serial), true }
		},
		"no UIDL, no Received": func(o *office, _ *int) { o.noUIDL = true },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 0, false)
			session := 1
			set(o, &session)
			for i := range 20 {
				o.post(fmt.Sprint(i), strings.Replace(letter(i, true, fmt.Sprintf("body of %d", i)), "Received: from a by b id", "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nX-Trace:", 1))
			}
			o.must(t, testAccount, 20, 20, 0, 0)
			o.commands()
			for range 3 {
				session++
				o.must(t, testAccount, 20, 0, 20, 0)
				if c := o.commands(); c["RETR"] != 0 {
					t.Errorf("what is here is transferred again: %v", c)
				}
			}
			o.post("n", letter(99, true, "new"))
			session++
			o.must(t, testAccount, 21, 1, 20, 0)
			o.mustHold(t, o.mail...)
			if c := o.commands(); c["RETR"] != 1 {
				t.Errorf("%v", c)
			}
			session++
			o.must(t, leaving(deleteAll), 21, 0, 21, 21)
		})
	}
}

func TestHeadOf(t *testing.T) {
	a := HeadOf([]byte("Received: x\r\nMessage-ID: <1@a>\r\nDate: d\r\nSubject: s\r\n\r\nbody"))
	same := HeadOf([]byte("Status: O\r\nReceived: x\r\nMessage-ID: <1@a>\r\nDate: d\r\nX-UIDL: 7\r\n y\r\nSubject: s\r\n\r\nother"))
	if !sameHead(a, same) || !sameName(a, same) {
		t.Errorf("%s and %s", a, same)
	}
	changed := HeadOf([]byte("X-Spam: no\r\nReceived: x\r\nMessage-ID:\r\n <1@a>\r\nDate: d\r\nSubject: s\r\n\r\n"))
	if sameHead(a, changed) || !sameName(a, changed) {
		t.Errorf("%s and %s: neither can be told", a, changed)
	}
	for _, other := range []string{"Message-ID: <2@a>\r\nDate: d\r\n\r\n", "Message-ID: <1@a>\r\nDate: e\r\n\r\n"} {
		if h := HeadOf([]byte(other)); sameHead(a, h) || sameName(a, h) {
			t.Errorf("%q is not another", other)
		}
	}
	for _, weak := range []string{"Subject: s\r\n\r\n", "Message-ID: <1@a>\r\nSubject: s\r\n\r\n", "Received: x\r\n\r\n", ""} {
		if h := HeadOf([]byte(weak)); sameHead(h, h) || sameName(h, h) {
			t.Errorf("%q tells something", weak)
		}
	}
}

// TestAlarms: a program that sends the same header each time, but for nothing that
// tells its messages apart, loses none.
func TestAlarms(t *testing.T) {
	for _, head := range []string{"Message-ID: <x@y>\r\nFrom: a@b\r\n", "Message-ID: <x@y>\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\nFrom: a@b\r\n"} {
		o := newOffice(t, 0, false)
		for i := range 4 {
			o.post(fmt.Sprintf("u%d", i+1), fmt.Sprintf("%s\r\nalarm %d\r\n", head, i+1))
			o.must(t, leaving(deleteAll), 1, 1, 0, 1)
		}
		o.mustHold(t, o.mail...)
	}
}

// TestNothingIsRemovedUnseen: what may be another message is not removed before it
// is stored, without TOP too.
func TestNothingIsRemovedUnseen(t *testing.T) {
	o := newOffice(t, 0, false)
	o.noTOP = true
	o.post("u1", letter(1, true, "old"))
	o.must(t, testAccount, 1, 1, 0, 0)
	o.maildrop.mail[0].raw = letter(2, true, "another and a longer one")
	o.post("u2", letter(3, true, "new"))
	o.deny = func(_ int, p *post) string {
		if p.uid == "u1" {
			return "no"
		}
		return ""
	}
	if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != 1 || o.count() != 1 {
		t.Fatalf("%+v, %v, %d left", rep, err, o.count())
	}
	o.deny = nil
	o.maildrop.short = func(_ int, p *post) int {
		if p.uid == "u1" {
			return lineBefore(p, len(p.raw)-3)
		}
		return -1
	}
	for range 4 {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
	}
	if o.count() != 1 {
		t.Error("a message that never came whole was removed")
	}
}

// TestPartUnderAnotherSize: of a message a part is stored, and the server lists it
// with another size since. Without TOP it is fetched, and the whole is kept.
func TestPartUnderAnotherSize(t *testing.T) {
	o := newOffice(t, 0, false)
	o.noTOP, o.wait = true, 800*time.Millisecond
	o.post("u1", long(1))
	o.post("u2", long(2))
	o.maildrop.short = func(_ int, p *post) int { return lineBefore(p, len(p.raw)/2) }
	o.must(t, testAccount, 2, 2, 0, 0)
	o.maildrop.short = nil
	for i, p := range o.maildrop.mail {
		p.raw = strings.Replace(p.raw, "From:", "Status: RO\r\nFrom:", 1)
		o.mail[i] = p.raw
	}
	for range 2 {
		if _, err := o.run(t.Context(), leaving(deleteAll)); err != nil {
			t.Fatal(err)
		}
	}
	if o.count() != 0 {
		t.Errorf("%d messages are left", o.count())
	}
	o.mustHold(t, o.mail...)
}

// TestHangsUpAtTOP: a server that hangs up at TOP is asked again without it.
func TestHangsUpAtTOP(t *testing.T) {
	o := newOffice(t, 2, true)
	o.must(t, leaving(account.Retention{}), 2, 2, 0, 0)
	o.maildrop.mail = o.maildrop.mail[1:]
	o.post("u9", letter(1, true, "body of 9")) // as long as the one that is gone
	o.answer = func(_ int, c string) string {
		if strings.HasPrefix(c, "TOP") {
			return "cut"
		}
		return ""
	}
	o.must(t, testAccount, 2, 1, 1, 0)
	o.mustHold(t, o.mail...)
}

func FuzzHeadOf(f *testing.F) {
	f.Add([]byte("Message-ID:\n <a>\nStatus: R\n x\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if h := HeadOf(raw); len(h) != 33 || h != HeadOf(raw) {
			t.Error(h)
		}
	})
}

// A mailbox that was made anew gives old unique-ids to other messages: they come, and
// nothing is removed before, also where the messages have no Message-ID, the server no
// TOP, or STAT no octets.
func TestMadeAnewWithoutNames(t *testing.T) {
	plain := func(i int, body string) string {
		return fmt.Sprintf("From: scanner%d@example.org\r\nSubject: page %d\r\nDate: Sat, 21 Nov 2026 10:00:%02d +0000\r\n\r\n%s\r\n", i, i, i%60, body)
	}
	for _, top := range []bool{true, false} {
		for _, octets := range []bool{true, false} {
			for _, named := range []bool{true, false} {
				for _, how := range []account.Retention{testAccount.Leave, deleteAll} {
					o := newOffice(t, 0, false)
					o.noTOP, o.statOctets = !top, octets
					write := func(i int, body string) string {
						if named {
							return letter(i, true, body)
						}
						return plain(i, body)
					}
					for i := range 5 {
						o.post(fmt.Sprintf("u%d", i+1), write(i, strings.Repeat("x", i*3)))
					}
					o.must(t, testAccount, 5, 5, 0, 0)
					o.maildrop.mail = nil
					for i := range 5 {
						o.post(fmt.Sprintf("u%d", i+1), write(50+i, strings.Repeat("other ", i*5+3)))
					}
					for range 3 {
						if _, err := o.run(t.Context(), leaving(how)); err != nil {
							t.Fatal(err)
						}
					}
					o.mustHold(t, o.mail...)
				}
			}
		}
	}
}

// topOnly is a server of which only TOP is asked.
type topOnly struct{ client }

func (topOnly) Top(context.Context, int, int) ([]byte, error) {
	return []byte("Message-ID: <1@example.org>\r\nDate: x\r\n\r\n"), nil
}

// However many headers were asked for, no large message is transferred to be known again.
func TestLargeOnesAreKnownByTheirHeads(t *testing.T) {
	for size, want := range map[int64]bool{0: false, 2000: false, 100_000: true} {
		r := &recognition{v: &connection{state: newSessionState(false)}, c: topOnly{}, asked: maxHeads}
		head, err := r.head(t.Context(), &item{number: 1, size: size})
		if err != nil || (head != "") != want {
			t.Errorf("%d octets: %q, %v", size, head, err)
		}
	}
}
