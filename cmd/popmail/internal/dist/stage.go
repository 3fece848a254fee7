package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"popmail/assets/licenses"
)

// appID names the program to desktops.
const appID = "org.popmail.PopMail"

// The kinds of packages, as nfpm calls them.
const (
	anyKind = ""
	forDeb  = "deb"
	forRPM  = "rpm"
	forArch = "archlinux"
)

// staged is a file of the packages.
type staged struct {
	path string // in the package, from /
	kind string // of packages that it is for; anyKind: of all
	mode fs.FileMode
	data []byte
	from string // the file that has the octets; empty: data has
}

// stage makes the files of the packages ready in the folder for work, in the order of their paths.
func (j *job) stage() ([]staged, error) {
	s := &stage{job: j}
	s.add(staged{path: "/usr/bin/popmail", mode: 0o755, from: j.binary})
	s.entries()
	s.icons()
	s.pages()
	s.completions()
	s.documents()
	if s.err != nil {
		return nil, s.err
	}
	slices.SortFunc(s.files, func(a, b staged) int { return strings.Compare(a.kind+" "+a.path, b.kind+" "+b.path) })
	for i, f := range s.files {
		if f.from == "" {
			if f.from, s.err = j.lay(f); s.err != nil {
				return nil, s.err
			}
		}
		s.files[i] = f
	}
	return s.files, nil
}

// lay writes a file into the folder for work.
func (j *job) lay(f staged) (string, error) {
	to := filepath.Join(j.work, "root"+f.kind, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return "", err
	}
	return to, os.WriteFile(to, f.data, 0o644)
}

// stage collects files; the first error stays.
type stage struct {
	job   *job
	files []staged
	err   error
}

func (s *stage) add(f staged) {
	if f.mode == 0 {
		f.mode = 0o644
	}
	s.files = append(s.files, f)
}

// made adds a file of data, unless it could not be made.
func (s *stage) made(path, kind string, data []byte, err error) {
	if err != nil {
		s.err = errors.Join(s.err, fmt.Errorf("%s: %w", path, err))
		return
	}
	s.add(staged{path: path, kind: kind, data: data})
}

// asset is a file of assets/dist.
func (s *stage) asset(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(s.job.repo, "assets", "dist", name))
}

// filled is a file of assets/dist with what the job says put in.
func (s *stage) filled(name string) ([]byte, error) {
	text, err := s.asset(name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(name).Parse(string(text))
	if err != nil {
		return nil, err
	}
	license, err := os.ReadFile(filepath.Join(s.job.repo, "LICENSE"))
	if err != nil {
		return nil, err
	}
	kind := "stable"
	if s.job.version.commit != "" {
		kind = "development"
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]string{
		"Version": s.job.version.number, "Kind": kind, "Date": s.job.time.Format(time.DateOnly),
		"Site": s.job.site, "Maintainer": s.job.maintainer, "License": debianText(string(license)),
	})
	return b.Bytes(), err
}

// debianText is text as a value of many lines in Debian's copyright files: after a title and an
// empty line, indented, with a dot for empty lines.
func debianText(license string) string {
	_, terms, _ := strings.Cut(license, "\n\n") // the title
	_, terms, _ = strings.Cut(terms, "\n\n")    // whose it is
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(terms)) {
		line = strings.TrimSpace(line)
		if line == "" {
			line = "."
		}
		b.WriteString(" " + line + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// entries are what desktops and software centers read.
func (s *stage) entries() {
	entry, err := s.asset(appID + ".desktop")
	s.made("/usr/share/applications/"+appID+".desktop", anyKind, entry, err)
	info, err := s.filled(appID + ".metainfo.xml")
	s.made("/usr/share/metainfo/"+appID+".metainfo.xml", anyKind, info, err)
}

func (s *stage) icons() {
	for _, size := range iconSizes {
		data, err := icon(size)
		s.made(fmt.Sprintf("/usr/share/icons/hicolor/%dx%d/apps/%s.png", size, size, appID), anyKind, data, err)
	}
	drawing, err := os.ReadFile(filepath.Join(s.job.repo, "assets", "icon.svg"))
	s.made("/usr/share/icons/hicolor/scalable/apps/"+appID+".svg", anyKind, drawing, err)
}

// pages are the program's pages for man.
func (s *stage) pages() {
	list, err := filepath.Glob(filepath.Join(s.job.manual, "popmail*.1"))
	if err == nil && len(list) == 0 {
		err = errors.New("there are no pages")
	}
	s.err = errors.Join(s.err, err)
	for _, page := range list {
		data, err := os.ReadFile(page)
		if err == nil {
			data, err = zipped(data)
		}
		s.made("/usr/share/man/man1/"+filepath.Base(page)+".gz", anyKind, data, err)
	}
}

// completions are where each shell, and each kind of system, looks for them.
func (s *stage) completions() {
	for _, c := range []struct{ shell, path, kind string }{
		{"bash", "/usr/share/bash-completion/completions/popmail", anyKind},
		{"fish", "/usr/share/fish/vendor_completions.d/popmail.fish", anyKind},
		{"zsh", "/usr/share/zsh/vendor-completions/_popmail", forDeb},
		{"zsh", "/usr/share/zsh/site-functions/_popmail", forRPM},
		{"zsh", "/usr/share/zsh/site-functions/_popmail", forArch},
	} {
		data, err := os.ReadFile(filepath.Join(s.job.shells, c.shell))
		s.made(c.path, c.kind, data, err)
	}
}

// documents are the license and what has changed.
func (s *stage) documents() {
	copyright, err := s.filled("copyright")
	s.made("/usr/share/doc/popmail/copyright", forDeb, copyright, err)
	for _, k := range []string{forRPM, forArch} {
		license, err := os.ReadFile(filepath.Join(s.job.repo, "LICENSE"))
		s.made("/usr/share/licenses/popmail/LICENSE", k, license, err)
		s.made("/usr/share/licenses/popmail/licenses.txt", k, []byte(licenses.Text), nil)
	}
	others, err := zipped([]byte(licenses.Text))
	s.made("/usr/share/doc/popmail/licenses.txt.gz", forDeb, others, err)
	changes, err := os.ReadFile(filepath.Join(s.job.repo, "CHANGELOG.md"))
	if err == nil {
		changes, err = zipped(changes)
	}
	s.made("/usr/share/doc/popmail/changelog.gz", anyKind, changes, err)
	packaged, err := zipped(fmt.Appendf(nil, "popmail (%s) unstable; urgency=medium\n\n  * %s\n\n -- %s  %s\n",
		s.job.version.debian(), "What is new stands in /usr/share/doc/popmail/changelog.gz.", s.job.maintainer, s.job.time.Format(time.RFC1123Z)))
	s.made("/usr/share/doc/popmail/changelog.Debian.gz", forDeb, packaged, err)
	overrides, err := s.asset("lintian-overrides")
	s.made("/usr/share/lintian/overrides/popmail", forDeb, overrides, err)
}

// zipped is data as gzip keeps it, without a name and a time.
func zipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// folders are those that belong to the packages alone, of files in the order of stage: what is of
// all kinds comes first.
func folders(files []staged) (list []staged) {
	seen := map[string]bool{}
	for _, f := range files {
		dir := path.Dir(f.path)
		if path.Base(dir) == "popmail" && !seen[anyKind+dir] && !seen[f.kind+dir] {
			seen[f.kind+dir] = true
			list = append(list, staged{path: dir, kind: f.kind, mode: 0o755})
		}
	}
	return list
}
