package wizard

import (
	"errors"
	"fmt"

	"popmail/gui/kit/lang"
)

// FileProblem is what is wrong with a settings file.
type FileProblem struct {
	Kind  FileFault
	Line  int    // counted from 1; 0: none
	Name  string // of the setting
	Value string // that it has
	Err   error  // may be nil
}

// FileFault is the kind of a FileProblem.
type FileFault uint8

// The faults.
const (
	FileUnreadable FileFault = iota // or there is none
	FileOther                       // it is a file of another kind
	FileLine                        // a line is not “name = value”
	FilePassword                    // it holds a password, which has no place there
	FileUnknown                     // a setting that does not exist
	FileTwice                       // a setting stands there twice
	FileValue                       // a value that the setting cannot have
	FileMissing                     // a setting that is needed is missing
	FileHere                        // PopMail has an account with this address already
)

// Error implements error.
func (p *FileProblem) Error() string {
	return fmt.Sprintf("settings file, line %d: fault %d, %q = %q: %v", p.Line, p.Kind, p.Name, p.Value, p.Err)
}

// Unwrap returns what lies below.
func (p *FileProblem) Unwrap() error { return p.Err }

// fileSentence says what is wrong with a settings file.
func fileSentence(err error) string {
	var p *FileProblem
	if !errors.As(err, &p) {
		p = &FileProblem{}
	}
	data := map[string]any{"Line": p.Line, "Name": p.Name, "Value": p.Value}
	switch p.Kind {
	case FileOther:
		return lang.L("This is not a settings file. Each line of one has a name, an equal sign and a value, such as “server = pop.example.org”.")
	case FileLine:
		return lang.L("PopMail doesn’t understand line {{.Line}} of the file. It has to look like “server = pop.example.org”.", data)
	case FilePassword:
		return lang.L("Line {{.Line}} of the file is about a password. PopMail doesn’t read passwords from files: take the line out, and type the password here.", data)
	case FileUnknown:
		return lang.L("PopMail doesn’t know the setting “{{.Name}}” in line {{.Line}} of the file.", data)
	case FileTwice:
		return lang.L("The setting “{{.Name}}” is in the file twice, the second time in line {{.Line}}.", data)
	case FileValue:
		return lang.L("“{{.Value}}” can’t be used for the setting “{{.Name}}” in the file.", data)
	case FileHere:
		return lang.L("PopMail already has the account {{.Value}}.", data)
	case FileMissing:
		return lang.L("The setting “{{.Name}}” is missing in the file.", data)
	}
	return lang.L("PopMail can’t read this file.")
}
