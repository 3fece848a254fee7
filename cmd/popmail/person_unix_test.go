//go:build unix && !darwin

package main

import (
	"errors"
	"io/fs"
	"testing"
)

// Who has closed the window did not want to open anything: what fails then is not told as if.
func TestPersonalWordsOfTheEnd(t *testing.T) {
	if title, text := personalWords(fs.ErrPermission); title == "" || text == "" {
		t.Error("mail that cannot be opened is not told")
	}
	if title, _ := personalWords(errors.Join(nil, &closeError{fs.ErrPermission})); title != "" {
		t.Errorf("%q", title)
	}
	if title, _ := personalWords(errors.Join(fs.ErrPermission, errors.New("and the end"))); title == "" {
		t.Error("a second error hides what is to be told")
	}
}
