package archive

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Limits of what is looked at of Thunderbird's settings.
const (
	maxProfiles   = 50  // of a computer
	maxProfilesIn = 200 // folders of a folder in which profiles are looked for
	maxServers    = 200 // of a profile
)

// serverPref is a line of a prefs.js that says something of a server: its kind, or where its mail lies.
var serverPref = pattern(`(?m)^user_pref\("mail\.server\.([^."\\]+)\.(type|directory|directory-rel)", ("(?:[^"\\]|\\.)*")\);`)

// thunderbirdProfiles are the folders of profiles that a folder of Thunderbird, such as ~/.thunderbird, names in
// its profiles.ini.
func thunderbirdProfiles(dir string) (all []string) {
	path, relative, profile := "", true, false
	end := func() {
		if profile && path != "" && len(all) < maxProfiles {
			if path = filepath.FromSlash(path); relative {
				path = filepath.Join(dir, path)
			}
			if filepath.IsAbs(path) {
				all = append(all, filepath.Clean(path))
			}
		}
		path, relative = "", true
	}
	for line := range strings.Lines(string(readSettings(filepath.Join(dir, "profiles.ini")))) {
		line = strings.TrimSpace(line)
		name, value, _ := strings.Cut(line, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "path":
			path = strings.TrimSpace(value)
		case "isrelative":
			relative = strings.TrimSpace(value) != "0"
		}
		if strings.HasPrefix(line, "[") {
			end()
			profile = strings.HasPrefix(line, "[Profile")
		}
	}
	end()
	return all
}

// thunderbirdMail are the folders outside of a profile, which is given by a whole path, in which accounts of it
// keep their mail, as its prefs.js says. They need not be there.
func thunderbirdMail(profile string) (dirs []string) {
	prefs := map[string]map[string]string{}
	var servers []string
	for _, m := range serverPref().FindAllSubmatch(readSettings(filepath.Join(profile, "prefs.js")), -1) {
		text, err := strconv.Unquote(string(m[3]))
		server := string(m[1])
		if err != nil || prefs[server] == nil && len(servers) == maxServers {
			continue
		}
		if prefs[server] == nil {
			prefs[server] = map[string]string{}
			servers = append(servers, server)
		}
		prefs[server][string(m[2])] = text
	}
	for _, server := range servers {
		p := prefs[server]
		dir := filepath.Clean(filepath.FromSlash(p["directory"]))
		// What lies in the profile is also said from there on, which counts.
		rel, in := strings.CutPrefix(p["directory-rel"], "[ProfD]")
		if in && filepath.IsLocal(filepath.FromSlash(rel)) || !filepath.IsAbs(dir) || slices.Contains([]string{"rss", "nntp", "im"}, p["type"]) {
			continue
		}
		if !within(profile, dir) && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// within reports whether a path is that of a folder, or of something in it.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// mailElsewhere are the folders outside of paths in which profiles of Thunderbird at them, or one folder below
// them, keep mail.
func mailElsewhere(paths []string) (dirs []string) {
	for _, path := range paths {
		tops := []string{path}
		list, _ := os.ReadDir(path) // what cannot be listed is told when it is read
		for _, e := range list[:min(len(list), maxProfilesIn)] {
			if e.IsDir() {
				tops = append(tops, filepath.Join(path, e.Name()))
			}
		}
		for _, top := range tops {
			abs, err := filepath.Abs(top)
			if err != nil {
				continue
			}
			for _, dir := range thunderbirdMail(abs) {
				info, err := os.Stat(dir)
				if err != nil || !info.IsDir() || slices.Contains(dirs, dir) || slices.ContainsFunc(paths, func(p string) bool {
					p, err := filepath.Abs(p)
					return err == nil && within(p, dir)
				}) {
					continue
				}
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}
