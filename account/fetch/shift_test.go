package fetch

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

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
