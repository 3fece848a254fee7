package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"
)

// maxSettings bounds a settings file, in octets.
const maxSettings = 64 << 10

// notInFiles are flags that a settings file cannot give: where a password comes from is
// for the person to say, and one file does not lead to another.
var notInFiles = []string{"from", "password-file", "password-stdin", "smtp-password-file", "help", "data"}

// fromFile gives values to flags that were not typed, from a settings file: lines of
// "name = value" with the names of the flags, empty lines, and lines that begin with #.
func fromFile(fl *pflag.FlagSet, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	switch {
	case err != nil:
		return fmt.Errorf("--from: %w", err)
	case len(text) > maxSettings || !utf8.Valid(text):
		return fmt.Errorf("--from: %s is no settings file", file)
	}
	seen := map[string]bool{}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := oneSetting(fl, line, filepath.Dir(file), seen); err != nil {
			return fmt.Errorf("--from: %s, line %d: %w", file, n, err)
		}
	}
	return nil
}

func oneSetting(fl *pflag.FlagSet, line, dir string, seen map[string]bool) error {
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	flag := fl.Lookup(name)
	switch {
	case !ok:
		return errors.New("this is not “name = value”")
	case strings.HasPrefix(strings.TrimPrefix(name, "smtp-"), "password"):
		return errors.New("a settings file holds no password; it is asked for, or given with --password-file or --password-stdin")
	case flag == nil || slices.Contains(notInFiles, name):
		return fmt.Errorf("there is no setting %q", name)
	case seen[name]:
		return fmt.Errorf("%q stands there twice", name)
	}
	seen[name] = true
	if flag.Changed { // what is typed counts more
		return nil
	}
	// The file of certificates lies beside the settings.
	if name == "ca-file" && value != "" && !filepath.IsAbs(value) {
		value = filepath.Join(dir, value)
	}
	if err := flag.Value.Set(value); err != nil {
		return fmt.Errorf("%q is no value for %q", value, name)
	}
	return nil
}
