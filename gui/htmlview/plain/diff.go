package plain

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// A diff finds the lines of patches: unified, context and normal ones, and what git
// writes around them. Its zero value is outside of any.
type diff struct {
	old, new int  // lines of the hunk that are still to come
	head     bool // in what stands before the first hunk
	context  bool // in a context diff
	normal   bool // in a normal diff
}

var (
	hunkHead   = pattern(`^@@@? -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@`)
	normalHead = pattern(`^\d+(,\d+)?[acd]\d+(,\d+)?$`)
	statLine   = pattern(`^ .{1,200}\| +(\d+ [-+]*|\d+|Bin .*|Bin)$`)
	statSum    = pattern(`^ \d+ files? changed(, \d+ insertions?\(\+\))?(, \d+ deletions?\(-\))?$`)
)

var headLines = []string{"index ", "new file mode ", "deleted file mode ", "old mode ", "new mode ", "similarity index ", "dissimilarity index ",
	"rename from ", "rename to ", "copy from ", "copy to ", "--- ", "+++ ", "Binary files ", "GIT binary patch", "=====", "RCS file: ", "retrieving revision "}

// hunkMost bounds what a hunk's header may claim.
const hunkMost = 100_000

// mark calls found with the index of each line of a patch.
func (d *diff) mark(lines []string, found func(i int)) {
	for i, s := range lines {
		if d.line(s, lines[i+1:]) {
			found(i)
		}
	}
}

func (d *diff) line(s string, after []string) bool {
	if d.old > 0 || d.new > 0 {
		if d.hunk(s) {
			return true
		}
		d.old, d.new = 0, 0
	}
	next := func(prefix string) bool { return len(after) > 0 && strings.HasPrefix(after[0], prefix) }
	if d.context || d.normal {
		if d.goesOn(s, after) {
			return true
		}
		d.context, d.normal = false, false
	}
	switch {
	case strings.HasPrefix(s, "@@"):
		m := hunkHead().FindStringSubmatch(s)
		if m == nil {
			break
		}
		d.old, d.new, d.head = count(m[1]), count(m[2]), false
		return true
	case strings.HasPrefix(s, "diff -"), strings.HasPrefix(s, "Index: ") && next("====="):
		d.head = true
		return true
	case strings.HasPrefix(s, "--- ") && next("+++ "):
		d.head = true
		return true
	case strings.HasPrefix(s, "*** ") && next("--- "):
		d.context, d.head = true, false
		return true
	case strings.HasPrefix(s, `\ No newline`):
		return true
	case len(s) > 3 && s[0] == ' ' && (statLine().MatchString(s) || statSum().MatchString(s)):
		return true
	case len(s) > 2 && s[0] >= '0' && s[0] <= '9' && len(s) < 40 && normalHead().MatchString(s) && (next("< ") || next("> ")):
		d.normal, d.head = true, false
		return true
	}
	if d.head {
		for _, p := range headLines {
			if strings.HasPrefix(s, p) {
				return true
			}
		}
		d.head = false
	}
	return false
}

// hunk reports whether s is a line of the hunk. QUIRK: an empty line was a blank alone
// before a mail program took that off.
func (d *diff) hunk(s string) bool {
	switch {
	case s == "" || s[0] == ' ':
		d.old--
		d.new--
	case s[0] == '-':
		d.old--
	case s[0] == '+':
		d.new--
	case s[0] == '\\':
	default:
		return false
	}
	return true
}

// goesOn reports whether s belongs to a context or normal diff.
func (d *diff) goesOn(s string, after []string) bool {
	if d.normal {
		return s == "---" || strings.HasPrefix(s, "< ") || strings.HasPrefix(s, "> ") || s == "<" || s == ">" || strings.HasPrefix(s, `\ `) ||
			normalHead().MatchString(s) && len(after) > 0 && (strings.HasPrefix(after[0], "< ") || strings.HasPrefix(after[0], "> "))
	}
	for _, p := range []string{"--- ", "*** ", "*****", "+ ", "- ", "! ", "  "} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return s == "+" || s == "-" || s == "!"
}

func count(s string) int {
	if s == "" {
		return 1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return hunkMost
	}
	return min(n, hunkMost)
}

// pattern is compiled when it is wanted for the first time: what starts does not wait for it.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
