package secret

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/windows"

	"popmail/account"
)

// A folder that travels has no list: on the next computer nobody of it is known.
func TestAFolderThatTravelsIsNotClosed(t *testing.T) {
	base := t.TempDir()
	if err := os.WriteFile(filepath.Join(base, travelMark), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(base, "data")
	if err := File(dir).Set(t.Context(), anna, account.Password("one")); err != nil {
		t.Fatal(err)
	}
	sd, err := windows.GetNamedSecurityInfo(filepath.Join(dir, fileName), windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil || strings.HasPrefix(sd.String(), "D:P") {
		t.Errorf("access: %v, %v", sd, err)
	}
}

// The file has an access list of its own after each change: others of the computer cannot read it.
func TestOthersCannotReadTheFile(t *testing.T) {
	dir := t.TempDir()
	s := File(dir)
	for _, pw := range []string{"one", "two"} {
		if err := s.Set(t.Context(), anna, account.Password(pw)); err != nil {
			t.Fatal(err)
		}
		sd, err := windows.GetNamedSecurityInfo(filepath.Join(dir, fileName), windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
		if err != nil {
			t.Fatal(err)
		}
		if text := sd.String(); !strings.HasPrefix(text, "D:P") || strings.Contains(text, "FA;;;AU") || strings.Contains(text, ";;;BU)") || strings.Contains(text, ";;;WD)") {
			t.Errorf("access: %s", text)
		}
		if got, err := s.Get(t.Context(), anna); err != nil || got.Password != pw {
			t.Errorf("Get: %v", err)
		}
	}
}
