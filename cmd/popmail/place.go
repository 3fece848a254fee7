package main

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"popmail/account/disk"
)

// placeError says in a sentence what is wrong with a place that something was to be written to.
type placeError struct {
	says string
	is   error
}

func (p *placeError) Error() string { return p.says }
func (p *placeError) Unwrap() error { return p.is }

// placeProblem is err in words that name the place, a file or a folder, where something is wrong
// with that: it is full, cannot be written, or is gone, as a stick that was pulled. Other errors
// stay as they are.
func placeProblem(err error, place string) error {
	if err == nil {
		return nil
	}
	var is syscall.Errno
	why := ""
	if errors.As(err, &is) {
		why = fmt.Sprintf(" (%v)", is)
	}
	place = oneLine(place)
	switch {
	case disk.IsFull(err):
		return &placeError{"there is not enough room on the disk of " + place + why, err}
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return &placeError{"nothing can be written to " + place + why, err}
	case errors.Is(err, fs.ErrNotExist):
		return &placeError{place + " is not there, or not any more" + why, err}
	case errors.Is(err, syscall.EIO):
		return &placeError{"the disk of " + place + " cannot be read or written; it may be damaged, or was pulled out" + why, err}
	}
	return err
}
