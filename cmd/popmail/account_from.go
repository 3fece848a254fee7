package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"popmail/gui/wizard"
)

// maxSettings bounds a settings file, in octets.
const maxSettings = 64 << 10

// notInFiles are flags that a settings file cannot give: where a password comes from is
// for the person to say, and one file does not lead to another.
var notInFiles = []string{"from", "password-file", "password-stdin", "smtp-password-file", "trust-certificate", "help", "data"}

// fromFile gives values to flags that were not typed, from a settings file: lines of
// "name = value" with the names of the flags, empty lines, and lines that begin with #.
func fromFile(fl *pflag.FlagSet, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	text := raw
	if err == nil {
		text, err = io.ReadAll(inUTF8(bufio.NewReader(bytes.NewReader(raw))))
	}
	switch {
	case err != nil:
		return fmt.Errorf("--from: %w", err)
	case len(raw) > maxSettings || !utf8.Valid(text) || strings.ContainsRune(string(text), 0):
		return fmt.Errorf("--from: %s %w", file, &settingError{Kind: wizard.FileOther})
	}
	seen := map[string]bool{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := oneSetting(fl, line, filepath.Dir(file), seen); err != nil {
			err.Line = n
			return fmt.Errorf("--from: %s, line %d: %w", file, n, err)
		}
	}
	return nil
}

func oneSetting(fl *pflag.FlagSet, line, dir string, seen map[string]bool) *settingError {
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	flag := fl.Lookup(name)
	switch {
	case !ok:
		return &settingError{Kind: wizard.FileLine}
	case strings.HasPrefix(strings.TrimPrefix(name, "smtp-"), "password"):
		return &settingError{Kind: wizard.FilePassword}
	case flag == nil || slices.Contains(notInFiles, name):
		return &settingError{Kind: wizard.FileUnknown, Name: name}
	case seen[name]:
		return &settingError{Kind: wizard.FileTwice, Name: name}
	}
	seen[name] = true
	if flag.Changed { // what is typed counts more
		return nil
	}
	// The files of certificates and of a key lie beside the settings.
	if (name == "ca-file" || name == "client-cert" || name == "client-key") && value != "" && !filepath.IsAbs(value) {
		value = filepath.Join(dir, value)
	}
	if err := flag.Value.Set(value); err != nil {
		return &settingError{Kind: wizard.FileValue, Name: name, Value: value}
	}
	return nil
}

// settingError is what is wrong with a line of a settings file, in words for a terminal.
type settingError wizard.FileProblem

// Error implements error.
func (e *settingError) Error() string {
	switch e.Kind {
	case wizard.FileLine:
		return "this is not “name = value”"
	case wizard.FilePassword:
		return "a settings file holds no password; it is asked for, or given with --password-file or --password-stdin"
	case wizard.FileUnknown:
		return fmt.Sprintf("there is no setting %q", e.Name)
	case wizard.FileTwice:
		return fmt.Sprintf("%q stands there twice", e.Name)
	case wizard.FileValue:
		return fmt.Sprintf("%q is no value for %q", e.Value, e.Name)
	}
	return "is no settings file"
}
