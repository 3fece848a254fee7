package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"popmail/cmd/popmail/internal/desktop"
	"popmail/gui/kit/lang"
)

// installerCommands are what the installer starts, so that there is one place that knows what
// Windows is told of PopMail.
func installerCommands() []*cobra.Command {
	return []*cobra.Command{
		{
			Use:   "register",
			Short: "Tell Windows that PopMail is a mail program",
			Args:  exactly(0, ""),
			RunE: func(*cobra.Command, []string) error {
				mail, _, err := registration()
				if err != nil {
					return err
				}
				return mail.Register()
			},
		},
		{
			Use:   "unregister",
			Short: "Take back what Windows was told of this PopMail",
			Args:  exactly(0, ""),
			RunE: func(*cobra.Command, []string) error {
				mail, start, err := registration()
				if err != nil {
					return err
				}
				return errors.Join(mail.Unregister(), start.Forget())
			},
		},
	}
}

// registration is this program as Windows knows it.
func registration() (*desktop.MailProgram, *desktop.Autostart, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	lang.Use("") // as a window does in which no other language was chosen
	return &desktop.MailProgram{ID: appID, Name: programName, Comment: lang.L("Read and write mail, also offline"), Kind: kindOfFile(), Path: self}, &desktop.Autostart{ID: appID, Path: self}, nil
}
