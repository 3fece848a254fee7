//go:build !unix || darwin

package notices

import (
	"context"
	"errors"
)

// ErrNobodyTells is that the system has nothing by which the person could be told.
var ErrNobodyTells = errors.New("nothing on this system tells the person")

// Once tells nothing here: Windows has boxes of its own, and a Mac is told by the window.
func Once(context.Context, string, string, []byte, string, string, string) error {
	return ErrNobodyTells
}
