package discover

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxFiles bounds the files of the folder that are read.
const maxFiles = 500

// fromFolder looks for settings in the folder: first in a file with the name of the
// domain, then in all that name the domain themselves. Who has put them there has
// answered for them; nobody is asked.
func (s *search) fromFolder() []Candidate {
	if s.Folder == "" {
		return nil
	}
	d := s.addr.Domain
	for _, name := range []string{d, d + ".xml"} {
		if c := readConfig(filepath.Join(s.Folder, name)); c != nil {
			return s.ofFile(c)
		}
	}
	dir, err := os.Open(s.Folder)
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(maxFiles)
	slices.Sort(names)
	for _, name := range names {
		if !strings.EqualFold(filepath.Ext(name), ".xml") {
			continue
		}
		if c := readConfig(filepath.Join(s.Folder, name)); c != nil && slices.Contains(c.domains, d) {
			return s.ofFile(c)
		}
	}
	return nil
}

func (s *search) ofFile(c *config) []Candidate {
	all := c.candidates(s.addr, s.Name, func(string) bool { return true })
	for i := range all {
		all[i].Incoming.Source, all[i].Outgoing.Source = FromFolder, FromFolder
	}
	return all
}

// readConfig reads one file; nil: it is none, or cannot be read.
func readConfig(file string) *config {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return nil // a pipe would be waited for
	}
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil
	}
	c, err := parseConfig(data)
	if err != nil {
		return nil
	}
	return c
}
