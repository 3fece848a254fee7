package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/login"
	"popmail/pop3"
)

// What a session has learnt of a server by paying for it, the next one knows before it logs in.

// habits are what the notes say of a server that has to be known before the notes count.
type habits struct {
	Server   string
	OneByOne int64    `json:",omitempty"` // when it lost commands that were sent ahead, Unix seconds
	LogIn    *wayNote `json:",omitempty"` // nil: the first way is the one
}

// wayNote is the way to log in that a server took after it had refused others before it.
type wayNote struct {
	Offer []byte // digest of the ways that it listed
	Name  string // see wayName
	At    int64  // Unix seconds
}

// habitsFor is how long a habit counts before it is looked at again.
const habitsFor = 30 * 24 * time.Hour

// recent reports whether something was noted not long ago.
func recent(at int64, now time.Time) bool {
	since := now.Sub(time.Unix(at, 0))
	return at > 0 && since >= 0 && since < habitsFor
}

// knowHabits reads what is known of the server of an account. What cannot be read counts as nothing.
func (t *sessionState) knowHabits(ctx context.Context, s Store, a account.Account, now time.Time) {
	var n struct{ Habits *habits }
	text, err := s.Notes(ctx, a.ID)
	if err != nil || json.Unmarshal(text, &n) != nil || n.Habits == nil || n.Habits.Server != a.Incoming.Addr() {
		return
	}
	t.how.oneByOne = t.how.oneByOne || recent(n.Habits.OneByOne, now)
	if w := n.Habits.LogIn; w != nil && recent(w.At, now) {
		t.way = w
	}
}

// noteHabits changes what is noted of the server of an account.
func (n *notes) noteHabits(a account.Account, change func(h *habits)) {
	h := habits{Server: a.Incoming.Addr()}
	if n.Habits != nil && n.Habits.Server == h.Server {
		h = *n.Habits
	}
	if change(&h); h == (habits{Server: h.Server}) {
		n.Habits = nil
		return
	}
	n.Habits = &h
}

// offer is a digest of the ways to log in.
func offer(ways []login.Way) []byte {
	names := make([]string, len(ways))
	for i, w := range ways {
		names[i] = wayName(i, w)
	}
	sum := sha256.Sum256([]byte(strings.Join(names, "\n")))
	return sum[:8]
}

// order is that in which ways to log in are tried: the one that a server took last comes first, where
// the server lists the same ones. One that gives more away than others comes before them only on an
// encrypted line.
func (v *connection) order(c *pop3.Client, ways []login.Way) []int {
	order := make([]int, len(ways))
	for i := range ways {
		order[i] = i
	}
	if v.state == nil || v.state.way == nil || string(v.state.way.Offer) != string(offer(ways)) {
		return order
	}
	_, encrypted := c.TLS()
	for i, w := range ways {
		if wayName(i, w) != v.state.way.Name || !encrypted && slices.ContainsFunc(ways[:i], func(o login.Way) bool { return o.Strength > w.Strength }) {
			continue
		}
		return append([]int{i}, slices.Delete(order, i, i+1)...)
	}
	return order
}

// took notes which way the server has taken.
func (v *connection) took(ways []login.Way, i int) {
	switch t := v.state; {
	case t == nil:
	case i == 0:
		t.took = &wayNote{}
	case t.way != nil && t.way.Name == wayName(i, ways[i]) && string(t.way.Offer) == string(offer(ways)):
		t.took = nil // as before
	default:
		t.took = &wayNote{Offer: offer(ways), Name: wayName(i, ways[i]), At: v.now().Unix()}
	}
}

// noteWay writes down what took has noted.
func (v *connection) noteWay() {
	if w := v.state.took; w != nil {
		v.state.notes.noteHabits(v.a, func(h *habits) {
			if h.LogIn = w; w.Name == "" {
				h.LogIn = nil
			}
		})
	}
}
