package newer

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"aead.dev/minisign"
	"golang.org/x/mod/semver"

	"popmail/assets/plain"
)

// FileName is what the file is called on the web site.
const FileName = "newest.json"

const (
	program      = "PopMail" // that the file is about: the keys sign other files as well
	maxWords     = 1000      // octets of one language
	maxLanguages = 60
	maxPage      = 300 // octets
)

// Release is the newest version as the file tells of it.
type Release struct {
	Version string            `json:"version"`         // such as 0.2.0
	Date    time.Time         `json:"date"`            // of the file: a later one has a later date
	Page    string            `json:"page"`            // where people get it, https
	Words   map[string]string `json:"words,omitempty"` // what is new, in a few words, by language (BCP 47)
}

// file is what lies on the web site.
type file struct {
	Program string `json:"program"`
	Release
}

// Marshal writes the file that tells of a release. What read would not take is an error.
func Marshal(r Release) ([]byte, error) {
	data, err := json.MarshalIndent(file{program, r}, "", "\t")
	if err != nil {
		return nil, err
	}
	data = append(data, '\n')
	if len(data) > maxFile {
		return nil, ErrTooLarge
	}
	_, err = parse(data)
	return data, err
}

// read is what a signed file says.
func read(data, signature []byte, keys []minisign.PublicKey) (Release, error) {
	for _, k := range keys {
		if minisign.Verify(k, data, signature) {
			return parse(data)
		}
	}
	return Release{}, ErrUnsigned
}

var language = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// parse reads the file. Fields that a later PopMail may need are no harm.
func parse(data []byte) (Release, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return Release{}, fmt.Errorf("%w: %w", ErrOdd, err)
	}
	odd := func(what string) (Release, error) { return Release{}, fmt.Errorf("%w: %s", ErrOdd, what) }
	switch page, err := url.Parse(f.Page); {
	case f.Program != program:
		return odd("it is about something else")
	case !released(f.Version):
		return odd("its version is none")
	case f.Date.IsZero() || f.Date.Year() > 9999:
		return odd("it has no date")
	case err != nil || page.Scheme != "https" || page.Host == "" || page.User != nil || len(f.Page) > maxPage || plain.Line(f.Page, plain.Any) != f.Page:
		return odd("its page is none of the web")
	case len(f.Words) > maxLanguages:
		return odd("it has too many words")
	}
	for code, words := range f.Words {
		if !language.MatchString(code) || len(words) > maxWords || strings.TrimSpace(words) == "" || plain.Line(words, plain.Forced) != words {
			return odd("its words cannot be shown")
		}
	}
	return f.Release, nil
}

// released reports whether a version is one of a release: three numbers.
func released(v string) bool {
	return len(v) <= 20 && semver.IsValid("v"+v) && semver.Canonical("v"+v) == "v"+v && semver.Prerelease("v"+v) == ""
}

// Newer reports whether a release is newer than the program of version have, which .ci/version has
// written: behind a +, the commit is one before the release.
func Newer(release, have string) bool {
	if number, _, before := strings.Cut(have, "+"); before {
		have = number + "-0"
	}
	return released(release) && semver.IsValid("v"+have) && semver.Compare("v"+release, "v"+have) > 0
}

// parseKeys reads public keys with blanks between them.
func parseKeys(text string) ([]minisign.PublicKey, error) {
	var keys []minisign.PublicKey
	for _, one := range strings.Fields(text) {
		var k minisign.PublicKey
		if err := k.UnmarshalText([]byte(one)); err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// Signs reports whether key is one of those in text, which is what Source.Keys is.
func Signs(text string, key minisign.PublicKey) (bool, error) {
	keys, err := parseKeys(text)
	for _, k := range keys {
		if k.Equal(key) {
			return true, nil
		}
	}
	return false, err
}
