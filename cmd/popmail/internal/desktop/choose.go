package desktop

import "errors"

// ErrNoDialog is that the system has no dialog for files that PopMail could use.
var ErrNoDialog = errors.New("the system has no dialog for files")

// Ask is what a dialog for files begins with.
type Ask struct {
	Title  string
	Accept string // the word of its main button; empty: the system's
	Dir    string // the folder it begins in; empty: the system's choice
	Name   string // of the file to be saved; empty: a folder or a file is to be chosen
	Read   bool   // a file that is there is to be chosen
	Many   bool   // with Read: any number of them
	Parent string // the window it belongs to: "x11:" and its number in hexadecimal; empty: none
}
