package oauth

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"popmail/account"
	"popmail/account/secret"
)

// Who waits in vain for another renewal of the same account is told so, and not that a
// server is silent.
func TestWaitingInVain(t *testing.T) {
	s, p := start(t)
	store := place{secret.File(t.TempDir()), secret.Key{ID: 7, Email: "anna@example.org"}}
	old := account.WithToken(signIn(t, s, p))
	old.Token.Expires = time.Now().Unix()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx  context.Context
		hold func(t *testing.T, k *Keeper)
		want account.Trouble
	}{
		"in this program": {t.Context(), func(t *testing.T, k *Keeper) {
			free, err := k.lock(t.Context(), 7)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(free)
		}, account.TroubleMeanwhile},
		"in another program": {t.Context(), func(t *testing.T, k *Keeper) {
			f := flock.New(k.lockPath(7))
			if ok, err := f.TryLock(); !ok {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = f.Close() })
		}, account.TroubleMeanwhile},
		"stopped": {stopped, func(t *testing.T, k *Keeper) {
			free, err := k.lock(t.Context(), 7)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(free)
		}, account.TroubleStopped},
		"no file can be made": {t.Context(), func(t *testing.T, k *Keeper) {
			if err := os.Mkdir(filepath.Join(k.Dir, "oauth-7.lock"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, account.TroubleStore},
	} {
		t.Run(name, func(t *testing.T) {
			k := keeperIn(t, t.TempDir(), s, p)
			c.hold(t, k)
			k.Wait = 100 * time.Millisecond
			if _, err := k.Fresh(c.ctx, 7, store, old); account.TroubleOf(err) != c.want {
				t.Errorf("%v", err)
			}
		})
	}
}
