package archive

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"strconv"
	"strings"
)

// tags are the names that Thunderbird's tags have for people, by the words that stand in files
// for them, in small letters. Other words there are marks of programs. nil: it is not
// the mail of a profile.
type tags map[string]string

var usualTags = tags{"$label1": "Important", "$label2": "Work", "$label3": "Personal", "$label4": "To Do", "$label5": "Later"}

// first is the name of the first word that is a tag; "": none is.
func (t tags) first(words []string) string {
	if t == nil {
		t = usualTags
	}
	for _, w := range words {
		if name := t[w]; name != "" {
			return name
		}
	}
	return ""
}

// tagName is a line of the settings of Thunderbird that names a tag.
var tagName = pattern(`(?m)^user_pref\("mailnews\.tags\.([^"\\]+)\.tag", ("(?:[^"\\]|\\.)*")\);`)

// readTags reads the names of the tags of a profile.
func (r *reader) readTags(profile string) error {
	name := path.Join(profile, "prefs.js")
	f, err := r.tree.open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(name), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	r.tags = maps.Clone(usualTags)
	for _, m := range tagName().FindAllSubmatch(f.start(maxList), -1) {
		if text, err := strconv.Unquote(string(m[2])); err == nil {
			r.tags[strings.ToLower(string(m[1]))] = strings.TrimSpace(text)
		}
	}
	return nil
}

// InProfile reports whether a message lies in a profile of Thunderbird, where it may have tags.
func (m *Message) InProfile() bool { return m.tags != nil }
