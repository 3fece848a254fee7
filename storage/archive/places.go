package archive

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/adrg/xdg"
)

// Place is where a program of this computer keeps its mail.
type Place struct{ Program, Path string }

// Usual are the places of mail on this computer, those that are there.
func Usual() []Place {
	return usual(computer{system: runtime.GOOS, home: xdg.Home, data: xdg.DataHome, roaming: os.Getenv("APPDATA"), local: os.Getenv("LOCALAPPDATA")})
}

// computer says where programs keep what is theirs. roaming and local are those of Windows; "":
// there is none.
type computer struct{ system, home, data, roaming, local string }

func usual(c computer) (found []Place) {
	home := func(parts ...string) string { return filepath.Join(append([]string{c.home}, parts...)...) }
	add := func(program string, path string) {
		if info, err := os.Stat(path); err == nil && info.IsDir() && !slices.ContainsFunc(found, func(p Place) bool { return p.Path == path }) {
			found = append(found, Place{program, path})
		}
	}
	lists := func(program string, dirs ...string) {
		for _, dir := range dirs {
			for _, path := range mhFolders(filepath.Join(dir, "folderlist.xml"), c.home) {
				add(program, path)
			}
		}
	}
	// Each identity of Outlook Express has a folder of its own.
	express := func(dirs ...string) {
		for _, dir := range dirs {
			paths, _ := filepath.Glob(filepath.Join(literal(dir), "Identities", "*", "Microsoft", "Outlook Express")) // only a pattern can be wrong
			for _, path := range paths {
				add("Outlook Express", path)
			}
		}
	}
	// Profiles, and the mail of accounts, may have been put elsewhere.
	thunderbird := func(top, dir string) {
		add("Thunderbird", dir)
		all := thunderbirdProfiles(top)
		for _, profile := range all {
			if !within(dir, profile) {
				add("Thunderbird", profile)
			}
		}
		for _, profile := range all {
			for _, mail := range thunderbirdMail(profile) {
				if !slices.ContainsFunc(found, func(p Place) bool { return p.Program == "Thunderbird" && within(p.Path, mail) }) {
					add("Thunderbird", mail)
				}
			}
		}
	}
	switch c.system {
	case "windows":
		if c.roaming != "" {
			thunderbird(filepath.Join(c.roaming, "Thunderbird"), filepath.Join(c.roaming, "Thunderbird", "Profiles"))
			lists("Claws Mail", filepath.Join(c.roaming, "Claws-mail"))
			lists("Sylpheed", filepath.Join(c.roaming, "Sylpheed"))
		}
		if c.local != "" { // both keep a file for each message
			add("Windows Live Mail", filepath.Join(c.local, "Microsoft", "Windows Live Mail"))
			add("Windows Mail", filepath.Join(c.local, "Microsoft", "Windows Mail", "Local Folders"))
			express(c.local)
		}
		if c.roaming != "" { // before Windows 2000
			express(c.roaming)
		}
	case "darwin":
		thunderbird(home("Library", "Thunderbird"), home("Library", "Thunderbird", "Profiles"))
		add("Apple Mail", home("Library", "Mail"))
		lists("Claws Mail", home(".claws-mail"))
		lists("Sylpheed", home(".sylpheed-2.0"))
	default:
		for _, dir := range []string{home(".thunderbird"), home(".icedove"), home("snap", "thunderbird", "common", ".thunderbird"), home(".var", "app", "org.mozilla.Thunderbird", ".thunderbird"), home(".var", "app", "net.thunderbird.Thunderbird", ".thunderbird")} {
			thunderbird(dir, dir)
		}
		add("Evolution", filepath.Join(c.data, "evolution", "mail", "local"))
		add("Evolution", home(".var", "app", "org.gnome.Evolution", "data", "evolution", "mail", "local"))
		add("KMail", filepath.Join(c.data, "local-mail"))
		add("KMail", filepath.Join(c.data, ".local-mail.directory"))
		add("KMail", home(".kde", "share", "apps", "kmail", "mail"))
		lists("Claws Mail", home(".claws-mail"), home(".var", "app", "org.claws_mail.Claws-Mail", ".claws-mail"))
		lists("Sylpheed", home(".sylpheed-2.0"))
		for _, path := range mhProfile(home(".mh_profile"), c.home) {
			add("MH", path)
		}
		// What was copied from an old Windows, and what runs here in Wine.
		express(home("Application Data"), home("Local Settings", "Application Data"))
		users, _ := filepath.Glob(filepath.Join(literal(home(".wine")), "drive_c", "users", "*")) // as above
		for _, user := range users {
			express(filepath.Join(user, "Local Settings", "Application Data"), filepath.Join(user, "AppData", "Local"), filepath.Join(user, "Application Data"))
		}
		// Programs such as mutt keep files of any kind there.
		add("~/Mail", home("Mail"))
		add("~/mail", home("mail"))
		add("Maildir", home("Maildir"))
	}
	return found
}

// literal is a path in a pattern of filepath.Glob. On Windows nothing in it can be quoted.
func literal(path string) string {
	if filepath.Separator == '\\' {
		return path
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// maxList is how much of the settings of a program is read.
const maxList = 4 << 20

// readSettings is the beginning of a file; empty where it cannot be read.
func readSettings(path string) []byte {
	f, err := diskTree("").open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	b, _ := io.ReadAll(io.NewSectionReader(f, 0, min(f.size, maxList)))
	return b
}

// mhFolders are the folders with mail that a list of Claws Mail or Sylpheed names.
func mhFolders(list, home string) (paths []string) {
	var all struct {
		Folders []struct {
			Type string `xml:"type,attr"`
			Path string `xml:"path,attr"`
		} `xml:"folder"`
	}
	if xml.Unmarshal(readSettings(list), &all) != nil {
		return nil
	}
	for _, f := range all.Folders {
		if f.Type == "mh" && f.Path != "" {
			paths = append(paths, below(home, f.Path))
		}
	}
	return paths
}

// mhProfile is the folder with mail that the settings of MH name (mh-profile(5)).
func mhProfile(profile, home string) []string {
	for line := range strings.Lines(string(readSettings(profile))) {
		if name, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(name), "path") && strings.TrimSpace(v) != "" {
			return []string{below(home, strings.TrimSpace(v))}
		}
	}
	return nil
}

// below is a path of settings, which may begin at the home folder.
func below(home, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(home, filepath.FromSlash(path))
}
