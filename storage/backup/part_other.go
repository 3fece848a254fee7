//go:build !windows

package backup

import "os"

// rename gives the file its name while it is locked, so that nobody begins to write it anew
// before.
func (p *part) rename(to string) error { return os.Rename(p.path+partSuffix, to) }
