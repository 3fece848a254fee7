package dovecot

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Maildir is the folder of a user's mail, with cur, new and tmp inside.
func (s *Server) Maildir(user string) string { return filepath.Join(s.Dir, "mail", user) }

// Deliver puts a message into a user's maildir as it is: Dovecot sends lines
// that end in LF with CRLF, and leaves CRLF as it finds it. It returns the file's
// name up to the flags that Dovecot adds to it. Messages are listed by the server
// in the order of delivery.
func (s *Server) Deliver(user string, raw []byte) (string, error) {
	s.mu.Lock()
	s.delivered++
	n := s.delivered
	s.mu.Unlock()
	// S is the size of the file and W the size with CRLF line ends, so that
	// Dovecot need not open each file to list the sizes.
	lf := 0
	for i, b := range raw {
		if b == '\n' && (i == 0 || raw[i-1] != '\r') {
			lf++
		}
	}
	name := fmt.Sprintf("%d.M%06dP%d.%s,S=%d,W=%d", 1700000000+n, n%1000000, os.Getpid(), Host, len(raw), len(raw)+lf)
	dir := s.Maildir(user)
	tmp := filepath.Join(dir, "tmp", name)
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return "", err
	}
	if err := s.owner.give(tmp); err != nil {
		return "", err
	}
	return name, os.Rename(tmp, filepath.Join(dir, "new", name))
}

// Messages lists the files of a user's mail, in the order of delivery.
func (s *Server) Messages(user string) ([]string, error) {
	var files []string
	for _, sub := range []string{"new", "cur"} {
		dir := filepath.Join(s.Maildir(user), sub)
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(filepath.Base(a), filepath.Base(b)) })
	return files, nil
}
