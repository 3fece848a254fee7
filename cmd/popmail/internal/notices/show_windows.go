package notices

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/windows"
)

// toastTime is how long PowerShell may take.
const toastTime = time.Minute

// show has Windows show a notice, by its own PowerShell.
func (b *Board) show(ctx context.Context, title, text string) {
	ctx, cancel := context.WithTimeout(ctx, toastTime)
	defer cancel()
	c := exec.CommandContext(ctx, shell(), toastArgs()...)
	c.Env = append(os.Environ(), toastEnv(b.id, title, text, iconFile(b.dir, b.icon))...)
	c.SysProcAttr = &syscall.SysProcAttr{HideWindow: true}
	if said, err := c.CombinedOutput(); err != nil {
		slog.InfoContext(ctx, "Windows has not shown a notification", "error", err, "said", len(said))
	}
}

// shell is the path of Windows' PowerShell: one of that name in another folder is not asked.
func shell() string {
	const below = `WindowsPowerShell\v1.0\powershell.exe`
	if dir, err := windows.GetSystemDirectory(); err == nil {
		return filepath.Join(dir, below)
	}
	return below
}

// iconFile is a file of a folder with the icon, as Windows wants it; empty: there is none.
func iconFile(dir string, icon []byte) string {
	path, err := filepath.Abs(filepath.Join(dir, "icon.png"))
	if err != nil {
		return ""
	}
	if is, err := os.ReadFile(path); err == nil && bytes.Equal(is, icon) {
		return path
	}
	if os.WriteFile(path, icon, 0o600) != nil {
		return ""
	}
	return path
}
