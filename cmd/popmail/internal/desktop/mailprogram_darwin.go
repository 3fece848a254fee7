package desktop

import "context"

// Offered reports whether the system can be told. Here the program's bundle tells it.
func (*MailProgram) Offered() bool { return false }

// Is reports whether the program is the one for mail.
func (*MailProgram) Is(context.Context) (bool, error) { return false, ErrNotTaken }

// Become makes it that.
func (*MailProgram) Become(context.Context) error { return ErrNotTaken }
