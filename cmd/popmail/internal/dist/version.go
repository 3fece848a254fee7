package main

import (
	"fmt"
	"regexp"
	"time"
)

// version is a version of the program.
type version struct {
	number string // such as 0.1.0
	commit string // short; empty: the commit carries the version as a tag
	day    string // of the commit, such as 20261130; empty as commit is
}

var versionForm = regexp.MustCompile(`^(\d+\.\d+\.\d+)(?:\+([0-9a-f]{7,40}))?$`)

// parseVersion reads what .ci/version prints. With changes that are not committed there is no
// version that could be made again.
func parseVersion(said string, epoch int64) (version, error) {
	m := versionForm.FindStringSubmatch(said)
	if m == nil {
		return version{}, fmt.Errorf("%q is not a version that could be handed out, such as 1.2.3 or 1.2.3+abcdef0", said)
	}
	v := version{number: m[1], commit: m[2]}
	if v.commit != "" {
		v.day = time.Unix(epoch, 0).UTC().Format("20060102")
	}
	return v, nil
}

// before is what packages say behind the number of a version that is not released yet: they take
// it for older than the release, and younger days for newer. Arch Linux has no sign between the two,
// and knows what comes before a release by the word.
func (v version) before() string {
	if v.commit == "" {
		return ""
	}
	return "pre" + v.day + "." + v.commit
}

// whole is the version as .ci/version prints it.
func (v version) whole() string {
	if v.commit == "" {
		return v.number
	}
	return v.number + "+" + v.commit
}

// windows is the number as Windows has it, of four parts.
func (v version) windows() string { return v.number + ".0" }

// debian is the whole version as .deb files have it.
func (v version) debian() string {
	if v.commit == "" {
		return v.number + "-" + release
	}
	return v.number + "~" + v.before() + "-" + release
}

// release counts the packages of one version.
const release = "1"
