package fetch

import (
	"context"
	"errors"

	"popmail/account"
	"popmail/pop3"
)

// ErrGone says that the server does not list a message any more.
var ErrGone = errors.New("the server does not have the message any more")

// Raw gets one message as the server sends it, whatever is odd about it, and changes
// nothing: it is neither stored nor removed. Its error is an *account.Problem or ErrGone.
func (s *Session) Raw(ctx context.Context, a account.Account, cred account.Credential, uid string) (raw []byte, err error) {
	t := newSessionState(true)
	var v *connection
	for again := true; again; {
		v = &connection{s: s, a: a, state: t, how: t.how, secret: cred.Secret(), token: cred.Token != (account.Token{}), meter: newMeter(nil, a.ID, Report{})}
		t.begin()
		raw, err = v.raw(ctx, cred, uid)
		t.last.lostEarly = v.lostEarly
		again = err != nil && v.stage != loggedIn && ctx.Err() == nil && t.again(&Report{}, err)
	}
	if err != nil && !errors.Is(err, ErrGone) {
		err = v.explain(err)
	}
	return raw, err
}

func (v *connection) raw(ctx context.Context, cred account.Credential, uid string) (raw []byte, err error) {
	c, err := v.open(ctx, cred)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close() }()
	ids, err := c.UIDL(ctx)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, id := range ids {
		if id.UID == uid {
			n = id.Number
		}
	}
	if n == 0 {
		return nil, ErrGone
	}
	err = c.RetrEach(ctx, []pop3.Listing{{Number: n}}, func(_ int, b []byte, err error) error {
		raw = b
		return err
	})
	if err == nil {
		_ = c.Quit(ctx) // nothing to confirm
	}
	return raw, err
}
