package backup

import "os"

// rename gives the file its name. Nothing that is open is renamed here, so the lock goes first:
// who takes it then has the file open, and the name is not given.
func (p *part) rename(to string) error {
	err := p.lock.Close()
	if err == nil {
		err = os.Rename(p.path+partSuffix, to)
	}
	return err
}
