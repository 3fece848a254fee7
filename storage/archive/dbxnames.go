package archive

import (
	"path"
	"strings"
	"unicode/utf8"

	"popmail/storage/eml"
)

// The file Folders.dbx names the folders that lie beside it. Their names are in the code page of
// the Windows that wrote them, which it does not tell: it is the one in which the names of files
// in it are those of the files that are there.

// maxDBXFolders is how many folders are read of it.
const maxDBXFolders = 20_000

// codePages are those of Windows, the most likely first.
var codePages = []string{"windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "cp932", "cp936", "cp949", "cp950", "windows-1258", "windows-874"}

// dbxRoles are the names of folders with a purpose, by their number. They are translated in the file.
var dbxRoles = map[uint32]string{1: "Inbox", 3: "Sent Items", 4: "Deleted Items", 5: "Drafts"}

// ownDBX says that a folder lies on the computer, not on a server.
const ownDBX = 3

type dbxFolder struct {
	up         uint32
	name, file []byte
	role, of   uint32
}

// readDBXFolders notes what Folders.dbx in a folder of the tree says, if it is there, for dbxFolder.
func (r *reader) readDBXFolders(dir string) {
	if r.dbxDir == dir && r.dbxNames != nil {
		return
	}
	r.dbxDir, r.dbxNames = dir, map[string][]string{}
	list, _ := r.tree.list(dir) // without it files have their own names
	there := map[string]bool{}
	index := ""
	for _, e := range list {
		low := strings.ToLower(e.name)
		if there[low] = true; low == "folders.dbx" {
			index = e.name
		}
	}
	if index == "" {
		return
	}
	f, err := r.tree.open(path.Join(dir, index))
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }() // it was only read
	d, err := newDBX(r.ctx, f)
	if _, is := isDBX(f.start(8)); err != nil || !is {
		return
	}
	all := map[uint32]dbxFolder{}
	_ = d.walk(func(place uint32) error { // what it leads to counts
		a, err := d.describe(place, 4<<10)
		if id, ok := a.number(dbxFolderID); err == nil && ok && len(all) < maxDBXFolders {
			up, _ := a.number(dbxFolderUp)
			role, _ := a.number(dbxFolderRole)
			of, _ := a.number(dbxFolderOf)
			all[id] = dbxFolder{up, a.text(dbxFolderName), a.text(dbxFolderFile), role, of}
		}
		return nil
	})
	page := r.pageOf(all, there)
	for _, folder := range all {
		if len(folder.file) == 0 {
			continue
		}
		var parts []string
		// The folder above all has no other above it; those below it stand for a server, or for
		// what lies on the computer, whose name says nothing.
		for at, n := folder, 0; n < maxDepth; n++ {
			up, ok := all[at.up]
			if !ok {
				break
			}
			if _, more := all[up.up]; more || at.of != ownDBX {
				name := r.decoded(at.name, page)
				if special := dbxRoles[at.role]; special != "" && n == 0 {
					name = special
				}
				parts = append([]string{name}, parts...)
			}
			at = up
		}
		if len(parts) > 0 {
			r.dbxNames[strings.ToLower(path.Base(strings.ReplaceAll(r.decoded(folder.file, page), `\`, "/")))] = parts
		}
	}
}

func (r *reader) decoded(b []byte, page string) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return eml.Decoded(r.ctx, b, page)
}

// pageOf is the code page in which most files are there.
func (r *reader) pageOf(all map[uint32]dbxFolder, there map[string]bool) (best string) {
	most := -1
	for _, page := range codePages {
		n := 0
		for _, f := range all {
			if !utf8.Valid(f.file) && there[strings.ToLower(r.decoded(f.file, page))] {
				n++
			}
		}
		if n > most {
			best, most = page, n
		}
	}
	return best
}

// dbxFolder is the folder for the mail of a file: what Folders.dbx calls it, else its own name.
func (r *reader) dbxFolder(name string) []string {
	dir := path.Dir(name)
	if dir == "." && !strings.HasPrefix(name, ".") {
		dir = "" // the top of the tree
	}
	r.readDBXFolders(dir)
	base := path.Base(name)
	if parts := r.dbxNames[strings.ToLower(base)]; len(parts) > 0 {
		return purposed(parts)
	}
	return purposed([]string{strings.TrimSuffix(base, path.Ext(base))})
}
