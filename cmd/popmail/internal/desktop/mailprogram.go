package desktop

import "errors"

// ErrNotTaken is that the system keeps another program for mail.
var ErrNotTaken = errors.New("the system keeps another program for mail")

// MailProgram makes a program the one that the system opens for mailto: addresses.
type MailProgram struct {
	ID      string   // names the program to desktops, such as "org.example.Mail"
	Name    string   // as people see it
	Comment string   // what it does, in a few words
	Path    string   // of the program
	Args    []string // before the address
	Icon    []byte   // PNG, 512×512 pixels
}
