package main

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// recipe is what nfpm is told; it reads YAML, of which JSON is a part.
type recipe struct {
	Name        string               `json:"name"`
	Arch        string               `json:"arch"`
	Platform    string               `json:"platform"`
	Version     string               `json:"version"`
	Schema      string               `json:"version_schema"`
	Prerelease  string               `json:"prerelease,omitempty"`
	Release     string               `json:"release"`
	Section     string               `json:"section"`
	Priority    string               `json:"priority"`
	Maintainer  string               `json:"maintainer"`
	Vendor      string               `json:"vendor"`
	Description string               `json:"description"`
	Homepage    string               `json:"homepage"`
	License     string               `json:"license"`
	MTime       string               `json:"mtime"`
	Contents    []content            `json:"contents"`
	Overrides   map[string]dependent `json:"overrides"`
	Deb         map[string]any       `json:"deb"`
	RPM         map[string]any       `json:"rpm"`
	Arch2       map[string]any       `json:"archlinux"`
}

type content struct {
	Src      string   `json:"src,omitempty"`
	Dst      string   `json:"dst"`
	Type     string   `json:"type,omitempty"`
	Packager string   `json:"packager,omitempty"`
	Info     fileInfo `json:"file_info"`
}

type fileInfo struct {
	Mode  uint32 `json:"mode"`
	MTime string `json:"mtime"`
	Owner string `json:"owner"`
	Group string `json:"group"`
}

// dependent is what packages of one kind need, and what they are better with.
type dependent struct {
	Depends    []string `json:"depends"`
	Recommends []string `json:"recommends,omitempty"`
	Suggests   []string `json:"suggests,omitempty"`
}

// The words of the packages. The first line is the summary, which Debian wants to begin small.
const (
	summary = "mail program that works without internet"
	about   = summary + `
PopMail gets mail from POP3 servers, keeps all of it on this computer, finds
any of it again in a moment, and sends what was written offline once there is
a connection. It never removes mail from a server that is not safely stored
here, and fetches no pictures from the internet unless asked.`
)

// writeRecipe writes what nfpm is told.
func (j *job) writeRecipe(to string, files []staged, n needs) error {
	arch, err := archOf(j.binary)
	if err != nil {
		return err
	}
	when := j.time.Format(time.RFC3339)
	r := recipe{
		Name: "popmail", Arch: arch, Platform: "linux", Version: j.version.number, Schema: "none", Prerelease: j.version.before(), Release: release,
		Section: "mail", Priority: "optional", Maintainer: j.maintainer, Vendor: "The PopMail authors", Description: about, Homepage: j.site, License: "MIT", MTime: when,
		Overrides: map[string]dependent{
			// With xdg-utils links are opened, with a portal files are chosen, and passwords are
			// kept by one of the others.
			forDeb: {Depends: n.deb, Recommends: []string{"xdg-utils", "xdg-desktop-portal", "gnome-keyring | kwalletmanager | keepassxc", "fonts-noto-core"},
				Suggests: []string{"fonts-noto-cjk", "fonts-noto-color-emoji", "speech-dispatcher-espeak-ng"}},
			forRPM:  {Depends: n.rpm, Recommends: []string{"xdg-utils", "xdg-desktop-portal"}},
			forArch: {Depends: n.arch, Recommends: []string{"xdg-utils", "xdg-desktop-portal"}},
		},
		Deb:   map[string]any{"compression": "xz"},
		RPM:   map[string]any{"summary": "Mail program that works without internet", "group": "Applications/Internet", "compression": "xz", "buildhost": "popmail", "packager": j.maintainer},
		Arch2: map[string]any{"packager": j.maintainer},
	}
	for _, f := range append(folders(files), files...) {
		c := content{Src: f.from, Dst: f.path, Packager: f.kind, Info: fileInfo{Mode: uint32(f.mode), MTime: when, Owner: "root", Group: "root"}}
		if f.from == "" {
			c.Type = "dir"
		}
		r.Contents = append(r.Contents, c)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // which YAML would read otherwise
	e.SetIndent("", " ")
	if err := e.Encode(r); err != nil {
		return err
	}
	if err := os.MkdirAll(j.work, 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o644)
}

// archOf is the kind of processor that a program is for, as Go calls it.
func archOf(binary string) (string, error) {
	f, err := elf.Open(binary)
	if err != nil {
		return "", err
	}
	defer f.Close()
	switch f.Machine {
	case elf.EM_X86_64:
		return "amd64", nil
	case elf.EM_AARCH64:
		return "arm64", nil
	}
	return "", fmt.Errorf("there are no packages for %v yet", f.Machine)
}
