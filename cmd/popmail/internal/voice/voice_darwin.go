package voice

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/jeandeaual/go-locale"
)

const (
	program = "/usr/bin/say"
	askTime = 10 * time.Second
)

// Say reads pieces of text aloud, one after the other, and returns when all were read, or ctx is
// over: then the voice stops at once. language is that of the text (BCP 47); empty: not known.
func Say(ctx context.Context, pieces []string, language string) error {
	asked, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	list, err := say(asked, "-v", "?").Output()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil || len(strings.TrimSpace(string(list))) == 0 {
		return ErrNone
	}
	args := []string{"-f", "-"}
	system, _ := locale.GetLocale()
	if name := sayFrom(string(list), language, system); name != "" {
		args = append(args, "-v", name)
	}
	cmd := say(ctx, args...)
	cmd.Stdin = strings.NewReader(sayText(strings.Join(pieces, "\n\n")))
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("the voice of macOS: %w: %.300s", err, out)
	}
	return nil
}

// say is the program with the voice. It takes and gives UTF-8 where its locale says so, which
// programs that are opened from the Dock have none of.
func say(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=en_US.UTF-8")
	return cmd
}
