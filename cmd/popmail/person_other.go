//go:build !unix || darwin

package main

import "context"

// tellPerson has nothing to do: Windows is told by tellInBox, and on a Mac programs are handed what is to be
// opened by events, see events_darwin.go.
func (*env) tellPerson(context.Context, error) {}
