package secret

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/windows"

	"popmail/account"
)

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
