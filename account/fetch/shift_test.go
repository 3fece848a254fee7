package fetch

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// One answer does not come and a later one comes twice: what lies between is not taken for
// what it stands for. A copy of an answer alone makes no copy of a message.
func TestShiftedAndBack(t *testing.T) {
	t.Parallel()
	for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
		for _, silent := range []bool{true, false} {
			for _, kind := range []string{"estimated", "changing", "no UIDL"} {
				t.Run(fmt.Sprint(capa, silent, kind), func(t *testing.T) {
					t.Parallel()
					o := newOffice(t, 0, true)
					for i := range 10 {
						o.post(fmt.Sprintf("u%d", i+11), letter(i+11, true, strings.Repeat("A line of the letter.\r\n", 20)))
					}
					o.capa, o.wait = capa, 500*time.Millisecond
					switch kind {
					case "estimated":
						o.size = estimated
					case "changing":
						o.uid = func(_ int, p *post) (string, bool) { return fmt.Sprint(o.sessions, "-", p.serial), true }
					default:
						o.noUIDL, o.capa = true, slices.DeleteFunc(slices.Clone(capa), func(c string) bool { return c == "UIDL" })
					}
					o.again = func(session int, p *post) bool { return session == 1 && p.serial == 6 }
					o.answer = func(session int, command string) string {
						if session == 1 && silent && kind == "estimated" && command == "RETR 3" {
							return "silence"
						}
						return ""
					}
					o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, true} }
					o.runs(t, 4)
					o.mustHold(t, o.mail...)
				})
			}
		}
	}
}

// Messages that are really alike are asked for once more at most.
func TestTwins(t *testing.T) {
	t.Parallel()
	for _, size := range []func(p *post) int{nil, estimated} {
		for _, noUIDL := range []bool{false, true} {
			o := newOffice(t, 0, true)
			o.size, o.noUIDL = size, noUIDL
			for i := range 40 {
				o.post(fmt.Sprintf("u%d", i), long(i/4*4))
			}
			for range 3 {
				o.must(t, testAccount, 40, max(0, 40-len(o.copies())*4), len(o.copies())*4, 0)
			}
			if n := o.commands()["RETR"]; !noUIDL && n > 80 {
				t.Errorf("%d RETR", n)
			}
			o.runs(t, 1)
			o.mustHold(t, o.mail...)
			if o.count() > 0 {
				t.Errorf("%d are left", o.count())
			}
		}
	}
}

// Answers that do not come, or come twice, put no message under the name of another one
// of its size: what is removed is here.
func TestShiftedAnswers(t *testing.T) {
	t.Parallel()
	even := func(int) int { return 20 }
	kinds := map[string]func(n int) int{
		"all":   even,
		"pairs": func(n int) int { return 20 + n/2 },
		"first": func(n int) int { return 20 + max(0, n-4) },
		"last":  func(n int) int { return 20 + min(n, 4) },
	}
	for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
		for kind, lines := range kinds {
			for _, twice := range []bool{false, true} {
				for _, at := range []int{0, 4, 8} {
					for _, slow := range slices.Compact([]bool{false, twice}) {
						t.Run(fmt.Sprint(capa, kind, twice, at, slow), func(t *testing.T) {
							t.Parallel()
							o := newOffice(t, 0, true)
							for i := range 10 {
								o.post(fmt.Sprintf("u%d", i+11), letter(i+11, true, strings.Repeat("A line of the letter.\r\n", lines(i))))
							}
							o.capa, o.wait = capa, 500*time.Millisecond
							if twice {
								o.wait = 3 * time.Second
								o.again = func(session int, p *post) bool { return session == 1 && p.serial == at }
							} else {
								o.answer = func(session int, command string) string {
									if session == 1 && command == fmt.Sprintf("RETR %d", at+1) {
										return "silence"
									}
									return ""
								}
							}
							if slow {
								o.wrap = func(c net.Conn) net.Conn { return &afterDots{c, true} }
							}
							o.runs(t, 4)
							o.mustHold(t, o.mail...)
						})
					}
				}
			}
		}
	}
}
