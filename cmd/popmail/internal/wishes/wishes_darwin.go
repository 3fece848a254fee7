package wishes

import (
	"context"
	"os/exec"
	"strings"
	"time"
)

// The system keeps what was asked for under System Settings, Accessibility, Display here.
const domain = "com.apple.universalaccess"

const (
	askTime = 5 * time.Second
	look    = time.Minute // between two questions, each of which starts a program
)

// Watch calls tell with what is asked for, at first where that is anything and then whenever it
// changes, until ctx ends.
func Watch(ctx context.Context, tell func(Wishes)) {
	t := time.NewTicker(look)
	defer t.Stop()
	for last := (Wishes{}); ; {
		if w := (Wishes{Contrast: isOn(ctx, "increaseContrast"), Still: isOn(ctx, "reduceMotion")}); w != last && ctx.Err() == nil {
			last = w
			tell(w)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// isOn reads a setting; false too where it was never made.
func isOn(ctx context.Context, key string) bool {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/bin/defaults", "read", domain, key).Output()
	return err == nil && strings.TrimSpace(string(out)) == "1"
}
