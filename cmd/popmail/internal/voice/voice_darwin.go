package voice

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
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
	list, err := exec.CommandContext(asked, program, "-v", "?").Output()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil || len(strings.TrimSpace(string(list))) == 0 {
		return ErrNone
	}
	args := []string{"-f", "-"}
	if name := voiceOf(string(list), language); name != "" {
		args = append(args, "-v", name)
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = strings.NewReader(strings.Join(pieces, "\n\n"))
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("the voice of macOS: %w: %.300s", err, out)
	}
	return nil
}

// voiceLine is a line of the list of voices: a name, a language, and something that it says.
var voiceLine = regexp.MustCompile(`(?m)^(.+?)\s+([a-z]{2,3})[_-]([A-Za-z0-9_]+)\s+#`)

// voiceOf is the first voice of a list for a language; empty: the system's own.
func voiceOf(list, language string) string {
	if !isTag(language) {
		return ""
	}
	base, region, _ := strings.Cut(language, "-")
	fit := ""
	for _, m := range voiceLine.FindAllStringSubmatch(list, -1) {
		if !strings.EqualFold(m[2], base) {
			continue
		}
		if strings.EqualFold(m[3], region) {
			return m[1]
		}
		if fit == "" {
			fit = m[1]
		}
	}
	return fit
}
