package desktop

import (
	"context"
	"fmt"

	"golang.org/x/sys/windows"
)

// Open opens a web, mailto: or file: address. It returns once a program was found
// or, with ErrNoProgram, none.
func Open(_ context.Context, address string) error {
	what := address
	if path := local(address); path != "" {
		what = path
	}
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	file, err := windows.UTF16PtrFromString(what)
	if err != nil {
		return err
	}
	if err := windows.ShellExecute(0, verb, file, nil, nil, windows.SW_SHOWNORMAL); err != nil {
		return fmt.Errorf("%w: %w", ErrNoProgram, err)
	}
	return nil
}
