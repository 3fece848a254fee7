package archive

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"
)

// maxNames is how long the list of folders of a profile may be.
const maxNames = 16 << 20

// hashedName is how Thunderbird calls the file of a folder whose name no file may have: one with a colon or a
// slash in it, or one that is too long. Eight digits of a checksum stand in the place of what it has left out.
var hashedName = pattern(`[0-9a-f]{8}$`)

// readNames reads what the folders of a profile are called, out of folderCache.json. Without it they are called
// as their files are.
func (r *reader) readNames(profile string) error {
	r.called = nil
	name := path.Join(profile, "folderCache.json")
	f, err := r.tree.open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var list map[string]struct {
		FolderName string `json:"folderName"`
	}
	if f.size > maxNames || json.Unmarshal(f.start(maxNames), &list) != nil {
		return nil // names of files are better than none
	}
	r.called = map[string]string{}
	for at, e := range list {
		// QUIRK: they are paths of the computer on which the profile was used last, which may be another one.
		at = strings.TrimSuffix(strings.ReplaceAll(at, `\`, "/"), ".msf")
		for _, in := range []string{"/ImapMail/", "/Mail/"} {
			if i := strings.LastIndex(at, in); i >= 0 && e.FolderName != "" {
				r.called[at[i+1:]] = e.FolderName
				break
			}
		}
	}
	return nil
}

// calledIn replaces names of files, the parts of a path in a profile, by those of their folders.
func (r *reader) calledIn(parts []string) {
	if len(r.called) == 0 {
		return
	}
	files := append([]string(nil), parts...)
	for i := 2; i < len(files); i++ {
		file := strings.TrimSuffix(files[i], ".sbd")
		if !hashedName().MatchString(file) {
			continue
		}
		if name, ok := r.called[path.Join(path.Join(files[:i]...), file)]; ok {
			parts[i] = name
		}
	}
}
