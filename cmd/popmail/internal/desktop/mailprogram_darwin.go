package desktop

import "context"

// Offered reports whether the system can be told. Here the program's bundle tells it.
func (*MailProgram) Offered() bool { return false }

// Is reports whether the program is the one for mail.
func (*MailProgram) Is(context.Context) (bool, error) { return false, ErrNotTaken }

// Become makes it that.
func (*MailProgram) Become(context.Context) error { return ErrNotTaken }

// Mend has nothing to do: the bundle tells the system, wherever it lies.
func (*MailProgram) Mend(context.Context) error { return nil }
