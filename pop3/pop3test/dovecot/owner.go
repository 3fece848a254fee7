package dovecot

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// owner is the user that reads the mail. Dovecot refuses to read mail as root,
// so a server that root starts does it as nobody.
type owner struct {
	root        bool
	name, group string
	u, g        int
}

func mailOwner() (owner, error) {
	u, err := user.Current()
	if err != nil {
		return owner{}, err
	}
	root := u.Uid == "0"
	if root {
		if u, err = user.Lookup("nobody"); err != nil {
			return owner{}, err
		}
	}
	o := owner{root: root, name: u.Username, group: u.Gid}
	if o.u, err = strconv.Atoi(u.Uid); err != nil {
		return o, err
	}
	if o.g, err = strconv.Atoi(u.Gid); err != nil {
		return o, err
	}
	if g, err := user.LookupGroupId(u.Gid); err == nil {
		o.group = g.Name
	}
	return o, nil
}

func (o owner) uid() string { return strconv.Itoa(o.u) }
func (o owner) gid() string { return strconv.Itoa(o.g) }

// give hands a file to the owner.
func (o owner) give(path string) error {
	if !o.root {
		return nil
	}
	return os.Chown(path, o.u, o.g)
}

func (o owner) mkdir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	return o.give(path)
}

// reach sees to it that the owner can enter dir. Folders of the temporary
// directory are opened for passing through (the folders that tests get are
// closed to others); elsewhere nothing is changed.
func (o owner) reach(dir string) error {
	if !o.root {
		return nil
	}
	temp, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	for d := dir; ; d = filepath.Dir(d) {
		info, err := os.Stat(d)
		if err != nil {
			return err
		}
		if info.Mode()&0o001 == 0 {
			if d != dir && !strings.HasPrefix(d, temp+string(filepath.Separator)) {
				return fmt.Errorf("dovecot: %s reads the mail and cannot enter %s; use a folder in %s", o.name, d, temp)
			}
			if err := os.Chmod(d, info.Mode().Perm()|0o011); err != nil {
				return err
			}
		}
		if d == filepath.Dir(d) {
			return nil
		}
	}
}
