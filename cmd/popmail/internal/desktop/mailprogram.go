package desktop

import "errors"

// Errors of MailProgram.Become, to be tested with errors.Is.
var (
	// ErrNotTaken is that the system keeps another program for mail.
	ErrNotTaken = errors.New("the system keeps another program for mail")
	// ErrPersonChooses is that the system lets only the person choose, and has opened its page for that.
	ErrPersonChooses = errors.New("the person chooses in the settings of the system")
)

// MailProgram makes a program the one that the system opens for mailto: addresses.
type MailProgram struct {
	ID      string   // names the program to desktops, such as "org.example.Mail"
	Name    string   // as people see it
	Comment string   // what it does, in a few words
	Kind    string   // what a file with a message is, as Windows shows it; "": a file of this program
	Path    string   // of the program
	Args    []string // before the address
	Icon    []byte   // PNG, 512×512 pixels; where the system shows that of the program itself, it is not needed
}
