package storage

import (
	"fmt"
	"path/filepath"

	"popmail/account"
	"popmail/account/spool"
)

// spoolFolder is where large messages lie while they arrive and while they are read, in the
// data folder. Nothing in it is needed after the process that made it.
const spoolFolder = "spool"

// Spool makes a file for a message of an account that is on its way, see fetch.Session.
func (s *Store) Spool(id account.ID) (*spool.File, error) {
	return spool.Create(filepath.Join(s.dir, spoolFolder), fmt.Sprint(id))
}
