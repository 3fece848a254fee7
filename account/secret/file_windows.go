package secret

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// ownerOnlyDir makes dir. A folder in a person's profile inherits an access list
// that admits that person, the system and administrators; one elsewhere admits others, so that the file
// has a list of its own.
func ownerOnlyDir(dir string) error { return os.MkdirAll(dir, 0o700) }

// ownerOnly takes from others the access to f.
func ownerOnly(f *os.File) error {
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	if !fi.Mode().IsRegular() {
		return errors.New(fileName + " is not a regular file")
	}
	takeFromOthers(f.Name())
	return nil
}

// takeFromOthers gives the file at path an access list of its own. File systems of sticks (FAT, exFAT) know
// none: whoever has the stick can read it.
//
// Others may still delete the file and not read it. A folder that travels has no such list: on the next
// computer the same person is another one.
func takeFromOthers(path string) {
	if travels(filepath.Dir(path)) {
		return
	}
	if err := setAccess(path); err != nil {
		slog.Debug("the access to a file could not be limited", "error", err)
	}
}

func setAccess(path string) error {
	sid := ownName()
	if sid == "" {
		return errors.New("nobody knows whose program this is")
	}
	// Protected: nothing is inherited. All for the person, the system and administrators; for users of the
	// computer to delete.
	sd, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;" + sid + ")(A;;FA;;;SY)(A;;FA;;;BA)(A;;SD;;;AU)")
	if err != nil {
		return err
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		return err
	}
	return windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil)
}

// ownName is the name by which Windows knows the person; no other computer has it.
func ownName() string {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return ""
	}
	return user.User.Sid.String()
}

// removable reports whether dir, an absolute path, lies on a stick or a card.
func removable(dir string) bool {
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(dir) + `\`)
	return err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOVABLE
}

// closed reports whether a file cannot be read because it is another person's, or was this person's on
// another computer.
func closed(err error) bool { return errors.Is(err, os.ErrPermission) }
