package archive

import (
	"context"
	"strings"
)

// Source is mail that was found and not brought in yet: that of one folder, as it lies in one
// place.
type Source struct {
	Folder   []string // as in Message
	Format   Format
	Messages int
	Octets   int64
}

// Key tells sources from one another.
func (s *Source) Key() string { return sourceKey(s.Format, s.Folder) }

// Source is the Key of the source that a message belongs to.
func (m *Message) Source() string { return sourceKey(m.Format, m.Folder) }

func sourceKey(f Format, folder []string) string {
	return string(f) + "\x00" + strings.Join(folder, "\x00")
}

// Survey counts the mail in a file or folder, as Import brings it in, and stores nothing. What was removed from an
// mbox, and is in the file still, does not count. failed is what could not be
// read. It may be ended by ctx; what was counted by then is returned with its error. tell is
// handed each message, or what is wrong with one as Visit is; it may be nil.
func Survey(ctx context.Context, path string, room Spool, tell func(m *Message, err error)) (found []Source, failed int, err error) {
	at := map[string]int{}
	err = Read(ctx, path, room, func(m *Message, err error) error {
		if err == nil && m.gone {
			return nil
		}
		if tell != nil {
			tell(m, err)
		}
		if err != nil {
			failed++
			return nil
		}
		key := m.Source()
		i, ok := at[key]
		if !ok {
			i = len(found)
			at[key] = i
			found = append(found, Source{Folder: m.Folder, Format: m.Format})
		}
		found[i].Messages++
		found[i].Octets += m.Size
		return nil
	})
	return found, failed, err
}
