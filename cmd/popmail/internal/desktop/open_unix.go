//go:build !windows

package desktop

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"time"
)

// Open opens a web, mailto: or file: address. It returns once a program was found
// or, with ErrNoProgram, none; after ten seconds at most.
//
// Some starters stay for as long as the program that they have started, which is
// no error. They are waited for beyond the return, so that none becomes a zombie,
// and outlive PopMail as the programs do.
func Open(ctx context.Context, address string) error {
	starter := "xdg-open"
	if runtime.GOOS == "darwin" {
		starter = "open"
	}
	return open(ctx, starter, address, openTime)
}

func open(ctx context.Context, starter, address string, limit time.Duration) error {
	what := address
	if path := local(address); path != "" {
		what = path // QUIRK: some starters do not undo the escapes of an address
	}
	cmd := exec.Command(starter, what)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoProgram, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // ends with the starter
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case err := <-ended:
		if err != nil { // xdg-open(1): 2 no such file, 3 no program, 4 the program failed
			return fmt.Errorf("%w: %s: %w", ErrNoProgram, starter, err)
		}
	case <-late.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
