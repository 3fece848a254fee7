// Package rival writes the profiles of other mail programs, so that tests and measurements can
// have them fetch mail by themselves, without a word to anyone.
package rival

import (
	"os"
	"path/filepath"
)

// Account is a POP3 mailbox in the clear, on a server of this computer.
type Account struct {
	Host           string
	Port           int
	User, Password string
}

// put writes a file that only its owner reads, with its folders.
func put(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}
