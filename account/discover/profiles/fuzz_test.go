package profiles

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// FuzzProfiles reads files of any content as each program's: within time and memory that
// go with their size, and every account that comes out is valid.
func FuzzProfiles(f *testing.F) {
	for _, s := range []string{
		prefsJS, accountrc, "[Mail Account]\nBackendName=pop\nIdentityUid=a\n[Mail Identity]\nAddress=a@b.c\n[Authentication]\nHost=x.y\n", `user_pref("mail.\ud800\x", '\u00');`,
		strings.Repeat("[Account: 1]\nprotocol=0\nreceive_server=a.b\naddress=a@b.c\n", 300), `user_pref("mail.accountmanager.accounts", "` + strings.Repeat("a,", 2000) + `");`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		found := []Found{readThunderbird(s), readAccountrc(s), readEvolution(map[string]string{"a": s, "b": s})}
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if took > time.Second {
			t.Errorf("%d octets took %v", len(s), took)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20+uint64(len(s))*400 {
			t.Errorf("%d octets took %d octets of memory", len(s), grown)
		}
		for _, f := range found {
			if len(f.Accounts) > maxAccounts || len(f.Others) > maxAccounts {
				t.Errorf("%d accounts, and %d others", len(f.Accounts), len(f.Others))
			}
			for _, o := range f.Others {
				if text := o.Email + o.Server + o.Kind; strings.ContainsAny(text, "\r\n\x00") || len(text) > 2000 {
					t.Errorf("%+q", o)
				}
			}
			for _, s := range f.Accounts {
				a := s.Account
				if err := a.Validate(); err != nil || strings.ContainsAny(a.Name+a.Label+a.User+s.OutgoingUser, "\r\n\x00") {
					t.Errorf("%+v: %v", s, err)
				}
			}
		}
	})
}
