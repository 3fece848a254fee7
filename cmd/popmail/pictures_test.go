package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"

	"popmail/account/pictures"
	"popmail/gui/reader"
)

// Why pictures did not come is told where it is true of all of them.
func TestWhyPicturesDidNotCome(t *testing.T) {
	dial := func(err error) error {
		return fmt.Errorf("Get: %w", &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)})
	}
	noRoute, refused := dial(syscall.ENETUNREACH), dial(syscall.ECONNREFUSED)
	noNames := &net.DNSError{Err: "server misbehaving", Name: "a.example", IsTemporary: true}
	private := &net.OpError{Op: "dial", Net: "tcp", Err: pictures.ErrPrivate}
	for _, c := range []struct {
		errs []error
		want error
	}{
		{[]error{noRoute, noNames}, reader.ErrOffline},
		{[]error{refused}, reader.ErrUnreached},
		{[]error{refused, noRoute, refused}, reader.ErrUnreached},
		{[]error{private, private}, reader.ErrPrivate},
		{[]error{private, refused}, nil},
		{[]error{fmt.Errorf("%w: 500", pictures.ErrAnswer)}, reader.ErrAnswer},
		{[]error{pictures.ErrTooMany}, nil},
		{[]error{refused, pictures.ErrTooMany}, nil},
		{nil, nil},
	} {
		var why []error
		for _, err := range c.errs {
			why = append(why, whyNot(err))
		}
		if got := common(why); !errors.Is(got, c.want) || c.want == nil && got != nil {
			t.Errorf("%v: %v, want %v", c.errs, got, c.want)
		}
	}
}
