package disk

import (
	"context"
	"errors"

	"popmail/account"
)

// Problem makes an *account.Problem of an error met while a file was read or written:
// TroubleDiskFull or TroubleStore. What is of a kind already, a context that was
// canceled, and nil stay as they are.
func Problem(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if _, ok := errors.AsType[*account.Problem](err); ok {
		return err
	}
	p := account.ProblemOf(err)
	switch {
	case p.Trouble != account.TroubleOther:
	case IsFull(err):
		p.Trouble = account.TroubleDiskFull
	default:
		p.Trouble = account.TroubleStore
	}
	return p
}
