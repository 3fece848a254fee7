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
// nothing: it is neither stored nor removed. Its octets go into what create makes as they
// arrive, see pop3.Client.RetrTo; announced is how many the server has listed, 0: it is not
// known. What has come lies there after an error, too.
//
// Its error is an *account.Problem, ErrGone, or what create and the writing have returned.
func (s *Session) Raw(ctx context.Context, a account.Account, cred account.Credential, uid string, create func(announced int64) (pop3.Spool, error)) error {
	t := newSessionState(true)
	for {
		v := &connection{s: s, a: a, state: t, how: t.how, secret: cred.Secret(), token: cred.Token != (account.Token{}), meter: newMeter(nil, a.ID, Report{})}
		t.begin()
		err := v.raw(ctx, cred, uid, create)
		t.last.lostEarly = v.lostEarly
		if err != nil && v.stage != loggedIn && ctx.Err() == nil && t.again(&Report{}, err) {
			continue
		}
		if e, ok := errors.AsType[*pop3.SpoolError](err); ok {
			return e.Err
		}
		if err != nil && !errors.Is(err, ErrGone) {
			err = v.explain(err)
		}
		return err
	}
}

func (v *connection) raw(ctx context.Context, cred account.Credential, uid string, create func(announced int64) (pop3.Spool, error)) error {
	c, err := v.open(ctx, cred)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	ids, err := c.UIDL(ctx)
	if err != nil {
		return err
	}
	m := pop3.Listing{}
	for _, id := range ids {
		if id.UID == uid {
			m.Number = id.Number
		}
	}
	if m.Number == 0 {
		return ErrGone
	}
	list, err := c.List(ctx)
	if err != nil && !refused(err) {
		return err
	}
	for _, l := range list {
		if l.Number == m.Number {
			m = l
		}
	}
	// What has no room is not asked for.
	first, err := create(m.Size)
	if err != nil {
		return &pop3.SpoolError{Err: err}
	}
	err = c.RetrTo(ctx, m, func() (s pop3.Spool, err error) {
		if s, first = first, nil; s != nil {
			return s, nil
		}
		return create(m.Size)
	})
	if err == nil {
		_ = c.Quit(ctx) // nothing to confirm
	}
	return err
}
