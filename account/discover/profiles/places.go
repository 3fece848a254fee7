package profiles

import (
	"os"
	"path/filepath"
	"runtime"

	"github.com/adrg/xdg"
)

// Places are the folders where programs keep their profiles.
type Places struct {
	Thunderbird []string // with profiles.ini
	Claws       []string // with accountrc
	Sylpheed    []string
	Evolution   []string // with files *.source
}

// Usual are the places of this computer, with those of Flatpak and Snap.
func Usual() Places {
	home := func(parts ...string) string { return filepath.Join(append([]string{xdg.Home}, parts...)...) }
	switch runtime.GOOS {
	case "windows":
		data := os.Getenv("APPDATA")
		if data == "" {
			return Places{}
		}
		in := func(name string) []string { return []string{filepath.Join(data, name)} }
		return Places{Thunderbird: in("Thunderbird"), Claws: in("Claws-mail"), Sylpheed: in("Sylpheed")}
	case "darwin":
		return Places{Thunderbird: []string{home("Library", "Thunderbird")}, Claws: []string{home(".claws-mail")}, Sylpheed: []string{home(".sylpheed-2.0")}}
	}
	return Places{
		Thunderbird: []string{
			home(".thunderbird"), home(".icedove"), home("snap", "thunderbird", "common", ".thunderbird"), home(".var", "app", "org.mozilla.Thunderbird", ".thunderbird"),
			home(".var", "app", "net.thunderbird.Thunderbird", ".thunderbird"),
		},
		Claws:    []string{home(".claws-mail"), home(".var", "app", "org.claws_mail.Claws-Mail", ".claws-mail")},
		Sylpheed: []string{home(".sylpheed-2.0")},
		Evolution: []string{
			filepath.Join(xdg.ConfigHome, "evolution", "sources"), home(".var", "app", "org.gnome.Evolution", "config", "evolution", "sources"),
		},
	}
}
