package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/textin"
)

// FileReader reads the text of attached files, one at a time. Its errors are those of package
// textin, which are kept with the content of the file (textin.ErrLost only after it has come several
// times), and others, after which it is asked again some time later. See storage/textin/helper.
type FileReader interface {
	Text(ctx context.Context, data []byte, typ, name string) (string, error)
	// Draw draws a page of a PDF.
	Draw(ctx context.Context, data []byte, typ, name string, v textin.View) (*textin.Picture, error)
}

// The states of a file.
const (
	fileRead       = 0
	fileUnreadable = 1
	fileEncrypted  = 2
)

const (
	idleBeforeFiles = 2 * time.Second // since the last commit
	filesRetry      = time.Minute     // after an error
	lostRetry       = 24 * time.Hour  // for files whose reading came to no end; at the next start, if that is earlier
	lostTries       = 3               // until such a file is left alone
)

// lostReader stands in the place of textin.Version where reading a file came to no end, so often; gaveUp
// where it is not tried again.
func lostReader(tries int) int { return -(textin.Version<<4 + min(tries, lostTries)) }

var gaveUp = lostReader(lostTries)

// triesOf is how often reading a file came to no end; 0 where it was another version that tried.
func triesOf(reader int) int {
	if n := -reader - textin.Version<<4; n > 0 && n < lostTries {
		return n
	}
	return 0
}

// keepFiles reads attached files when there is nothing else to do, until ctx ends. Its errors
// are not reported: what was not read waits, and is tried again.
func (s *Store) keepFiles(ctx context.Context) {
	_ = s.rereadFiles(ctx)
	idle := time.NewTimer(idleBeforeFiles)
	defer idle.Stop()
	lost := time.NewTicker(lostRetry)
	defer lost.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.filesKick:
			idle.Reset(idleBeforeFiles)
		case <-lost.C:
			s.filesLost.Clear()
			_ = s.rereadFiles(ctx)
			idle.Reset(idleBeforeFiles)
		case <-idle.C:
			for more := true; more && ctx.Err() == nil; {
				if s.deliveries.Load() > 0 || s.w.waiting.Load() > 0 || s.indexing.octets.Load() > 0 || s.indexing.unread.Load() > 0 {
					idle.Reset(idleBeforeFiles)
					break
				}
				var err error
				if more, err = s.filesStep(ctx); err != nil && ctx.Err() == nil {
					slog.InfoContext(ctx, "attached files are read later", "error", err)
					idle.Reset(filesRetry)
				}
				s.giveWay(ctx)
			}
		}
	}
}

// ReadFiles reads attached files until all that wait are read; after most no further message is
// begun. Where those of more than few messages wait, none is read.
func (s *Store) ReadFiles(ctx context.Context, few int, most time.Duration) error {
	if s.files == nil || s.unwritable != nil {
		return nil
	}
	var waiting int
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM unread_files LIMIT ?)", few+1).Scan(&waiting); err != nil || waiting > few {
		return problem(err)
	}
	for end := time.Now().Add(most); time.Now().Before(end); {
		if more, err := s.filesStep(ctx); !more || err != nil {
			return problem(err)
		}
	}
	return nil
}

// rereadFiles has the files read anew that were read by another version, or not to their end, and
// those that another version did not read.
func (s *Store) rereadFiles(ctx context.Context) error {
	var again bool
	if err := s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM file_texts WHERE reader NOT IN (?, ?))", textin.Version, gaveUp).Scan(&again); err != nil {
		return err
	}
	older, err := readByOthers(ctx, s.r)
	if err != nil {
		return err
	}
	var fresh []mailbox.ID
	if older {
		if fresh, err = unlistedFiles(ctx, s.r); err != nil {
			return err
		}
	}
	if !again && len(fresh) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT OR IGNORE INTO unread_files SELECT DISTINCT message FROM message_files WHERE text IN (SELECT id FROM file_texts WHERE reader NOT IN (?1, ?3))
			UNION SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?2))`, textin.Version, idList(fresh), gaveUp)
		return err
	})
}

// readByOthers reports whether the texts of files may be those of another version, which did not read
// all kinds of files that this one does.
func readByOthers(ctx context.Context, c querier) (older bool, err error) {
	err = c.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM file_texts WHERE reader <> ? AND reader >= 0) OR NOT EXISTS (SELECT 1 FROM file_texts)", textin.Version).Scan(&older)
	return older, err
}

// unlistedFiles lists, for each attached file of a kind that has text, of which nothing was noted and that does
// not wait to be read, its message.
func unlistedFiles(ctx context.Context, c querier) (out []mailbox.ID, err error) {
	rows, err := c.QueryContext(ctx, `SELECT p.message, p.type, p.name, p.size FROM parts p WHERE p.flags & ? = 0 AND p.message NOT IN (SELECT message FROM unread_files)
		AND NOT EXISTS (SELECT 1 FROM message_files f WHERE f.message = p.message AND f.place = p.place)`, partMinor)
	return out, each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var typ, name string
		var size int64
		err := rows.Scan(&id, &typ, &name, &size)
		if textin.Reads(typ, name) && size <= textin.MaxFile {
			out = append(out, id)
		}
		return err
	})
}

// attached is a file that was read, or whose content was read before.
type attached struct {
	place int
	sum   int64
	hash  [sha256.Size]byte
	known bool // by its content
	lost  bool // it was not read to its end
	state int
	text  string
}

// filesStep reads the files of the newest message whose files wait, and reports whether there
// was one.
func (s *Store) filesStep(ctx context.Context) (more bool, err error) {
	var id mailbox.ID
	err = s.r.QueryRowContext(ctx, "SELECT message FROM unread_files ORDER BY message DESC LIMIT 1").Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	parts, err := s.filesToRead(ctx, id)
	if err != nil {
		return false, err
	}
	var read []attached
	for i := range parts {
		s.front.giveWay(ctx)
		f, ok, err := s.readFile(ctx, id, &parts[i])
		if err != nil {
			return false, err
		}
		if ok {
			read = append(read, f)
		}
	}
	err = s.write(ctx, func(t *tx) error { return storeFiles(t, id, read) })
	return err == nil, err
}

// filesToRead lists the attachments of a message that are of a kind which has text, and whose
// text is not there.
func (s *Store) filesToRead(ctx context.Context, id mailbox.ID) (out []part, err error) {
	rows, err := s.r.QueryContext(ctx, `SELECT p.place, p.sum, p.size, p.name, p.type FROM parts p
		WHERE p.message = ?1 AND p.flags & ?2 = 0 AND NOT EXISTS (SELECT 1 FROM message_files f JOIN file_texts x ON x.id = f.text
			WHERE f.message = ?1 AND f.place = p.place AND f.sum = p.sum AND x.reader IN (?3, ?4))`, id, partMinor, textin.Version, gaveUp)
	err = each(rows, err, func(rows *sql.Rows) error {
		var p part
		err := rows.Scan(&p.Index, &p.sum, &p.Size, &p.Name, &p.Type)
		if textin.Reads(p.Type, p.Name) && p.Size <= textin.MaxFile {
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// readFile reads one attachment; ok is false where its octets are not there.
func (s *Store) readFile(ctx context.Context, id mailbox.ID, p *part) (f attached, ok bool, err error) {
	data, err := s.fileOctets(ctx, id, p.Index)
	switch {
	case errors.Is(err, mailbox.ErrNotFound), errors.Is(err, mailbox.ErrDamaged), errors.Is(err, eml.ErrNoPart):
		return f, false, nil
	case err != nil:
		return f, false, err
	}
	f = attached{place: p.Index, sum: int64(p.sum), hash: sha256.Sum256(data)}
	_, lost := s.filesLost.Load(f.hash) // it is not tried again yet
	err = s.r.QueryRowContext(ctx, "SELECT count(*) > 0 FROM file_texts WHERE sha256 = ? AND (reader IN (?, ?) OR ?)", f.hash[:], textin.Version, gaveUp, lost).Scan(&f.known)
	if f.known || err != nil {
		return f, true, err
	}
	f.text, err = s.files.Text(ctx, data, p.Type, p.Name)
	switch {
	case errors.Is(err, textin.ErrLost):
		if f.lost, err = true, nil; f.text == "" {
			f.state = fileUnreadable
		}
		s.filesLost.Store(f.hash, true)
	case errors.Is(err, textin.ErrEncrypted):
		f.state, err = fileEncrypted, nil
	case errors.Is(err, textin.ErrUnreadable):
		f.state, err = fileUnreadable, nil
	}
	return f, true, err
}

// fileOctets reads an attachment and leaves what is being looked at where it is.
func (s *Store) fileOctets(ctx context.Context, id mailbox.ID, place int) (data []byte, err error) {
	if data, _, ok := s.part(ctx, id, place); ok {
		return data, nil
	}
	raw, f, err := s.lay(ctx, s.r, id)
	if err != nil {
		return nil, err
	}
	lost := f.Look(func() {
		h, e := eml.Open(ctx, raw)
		if err = e; err == nil {
			data, _, err = h.Data(ctx, place)
		}
	})
	return data, errors.Join(err, lost, f.Close())
}

// storeFiles stores what was read of the files of a message, as far as they are still its own.
func storeFiles(t *tx, id mailbox.ID, read []attached) error {
	type words struct {
		id   int64
		text string
	}
	var fresh []words
	again := false // other parts have come into their places
	for i := range read {
		f := &read[i]
		var same bool
		if err := t.row("SELECT count(*) > 0 FROM parts WHERE message = ? AND place = ? AND sum = ?", id, f.place, f.sum).Scan(&same); err != nil {
			return err
		}
		if again = again || !same; !same {
			continue
		}
		var text int64
		var reader, size int
		err := t.row("SELECT id, reader, size FROM file_texts WHERE sha256 = ?", f.hash[:]).Scan(&text, &reader, &size)
		switch {
		case errors.Is(err, sql.ErrNoRows) && f.known: // it went with its last message
			again = true
			continue
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		case err != nil || !f.known && reader != textin.Version && reader != gaveUp:
			version := textin.Version
			if f.lost {
				version = lostReader(triesOf(reader) + 1)
			}
			if f.lost && err == nil && size > len(f.text) { // more of it was read before
				if _, err := t.exec("UPDATE file_texts SET reader = ? WHERE id = ?", version, text); err != nil {
					return err
				}
				break
			}
			data, err := packText(f.text)
			if err != nil {
				return err
			}
			if err := t.row(`INSERT INTO file_texts (sha256, reader, state, codec, size, text) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (sha256) DO UPDATE SET reader = excluded.reader, state = excluded.state, codec = excluded.codec, size = excluded.size, text = excluded.text RETURNING id`,
				f.hash[:], version, f.state, codecZstd, len(f.text), nonNil(data)).Scan(&text); err != nil {
				return err
			}
			fresh = append(fresh, words{text, f.text})
		}
		// What stood there is deleted and not updated: by that its text goes where it was the last with it.
		if _, err := t.exec("DELETE FROM message_files WHERE message = ? AND place = ? AND (sum <> ? OR text <> ?)", id, f.place, f.sum, text); err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO message_files (message, place, sum, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", id, f.place, f.sum, text); err != nil {
			return err
		}
	}
	if err := dropFiles(t, id, false); err != nil {
		return err
	}
	if !again {
		if _, err := t.exec("DELETE FROM unread_files WHERE message = ?", id); err != nil {
			return err
		}
	}
	if len(read) > 0 {
		t.publish(mailbox.FilesKnown{IDs: []mailbox.ID{id}})
	}
	for _, w := range fresh {
		if err := index.WriteFile(t.exec, w.id, w.text); err != nil {
			return err
		}
	}
	return nil
}

// dropFiles forgets the texts of attached files that a message has no more: other files have come into
// their places, or none. packed: also of those that have no sum, as they lie in a packed part.
func dropFiles(t *tx, id mailbox.ID, packed bool) error {
	least := -1
	if packed {
		least = 0
	}
	_, err := t.exec(`DELETE FROM message_files WHERE message = ?1 AND NOT EXISTS (SELECT 1 FROM parts p
		WHERE p.message = ?1 AND p.place = message_files.place AND p.sum = message_files.sum AND p.start >= ?2)`, id, least)
	return err
}

// FilesRead tells what became of the attached files of a message, as far as they were read;
// terms are as for Snippets.
func (s *Store) FilesRead(ctx context.Context, id mailbox.ID, terms []string) (out []mailbox.FileRead, err error) {
	rows, err := s.r.QueryContext(ctx, `SELECT f.place, x.state, x.reader, x.codec, x.size, iif(?, x.text, x''), p.type, p.name FROM message_files f JOIN file_texts x ON x.id = f.text
		JOIN parts p ON p.message = f.message AND p.place = f.place AND p.sum = f.sum WHERE f.message = ? ORDER BY f.place`, len(terms) > 0, id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var f mailbox.FileRead
		var state, reader, codec int
		var size int64
		var data []byte
		var typ, name string
		if err := rows.Scan(&f.Index, &state, &reader, &codec, &size, &data, &typ, &name); err != nil {
			return err
		}
		f.Paged = s.files != nil && textin.Paged(typ, name)
		f.Encrypted, f.Cut = state == fileEncrypted, size > cutFrom || reader < 0
		if len(terms) > 0 {
			text, err := unpack(codec, size, data)
			if err != nil {
				return err
			}
			foundOn(&f, string(text), terms)
		}
		out = append(out, f)
		return nil
	})
	return out, problem(err)
}

// mostPassages is how many places of one file are shown.
const mostPassages = 100

// cutFrom is the size in octets from which a text can be the beginning of a longer one.
const cutFrom = textin.MaxText - utf8.UTFMax

// foundOn notes where the terms stand in the text of a file, and how many pages it has. Where its pages can be
// drawn every hit is a place of its own, as it is on the page.
func foundOn(f *mailbox.FileRead, text string, terms []string) {
	paged := strings.Contains(text, textin.Page)
	page, at := 1, 0
	find := index.Passages
	if f.Paged {
		find = index.Each
	}
	found := find(text, terms, mostPassages+1)
	f.More = len(found) > mostPassages
	for _, p := range found[:min(len(found), mostPassages)] {
		here := mailbox.Passage{Words: p.Words}
		if paged {
			page += strings.Count(text[at:p.At], textin.Page)
			here.Page, at = page, p.At
		}
		f.Found = append(f.Found, here)
	}
	if len(found) > 0 && paged && !f.Cut { // else its end is not here
		f.Pages = strings.Count(text, textin.Page) + 1
	}
}

// FileText returns the text of an attached file of a message. One that was not read is
// mailbox.ErrNotFound.
func (s *Store) FileText(ctx context.Context, id mailbox.ID, place int) (string, error) {
	var codec int
	var size int64
	var data []byte
	err := s.r.QueryRowContext(ctx, `SELECT x.codec, x.size, x.text FROM message_files f JOIN file_texts x ON x.id = f.text
		JOIN parts p ON p.message = f.message AND p.place = f.place AND p.sum = f.sum WHERE f.message = ? AND f.place = ?`, id, place).Scan(&codec, &size, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("the text of attachment %d of message %d: %w", place, id, mailbox.ErrNotFound)
	}
	if err != nil {
		return "", problem(err)
	}
	text, err := unpack(codec, size, data)
	return strings.ReplaceAll(string(text), textin.Page, "\n"), err
}

var textEncoder = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
})

// packText makes a text smaller, with a checksum: nothing but the process that read it could
// tell whether it is still the same.
func packText(text string) ([]byte, error) {
	e, err := textEncoder()
	if err != nil {
		return nil, err
	}
	return e.EncodeAll([]byte(text), nil), nil
}

// fileText is the text of one attached file of a message.
type fileText struct{ name, text string }

// filesOfMessage returns the texts of the attached files of a message.
func (s *Store) filesOfMessage(ctx context.Context, id mailbox.ID) (out []fileText, err error) {
	rows, err := s.r.QueryContext(ctx, `SELECT p.name, x.codec, x.size, x.text FROM message_files f JOIN file_texts x ON x.id = f.text
		JOIN parts p ON p.message = f.message AND p.place = f.place AND p.sum = f.sum WHERE f.message = ? AND x.size > 0 ORDER BY f.place`, id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var f fileText
		var codec int
		var size int64
		var data []byte
		if err := rows.Scan(&f.name, &codec, &size, &data); err != nil {
			return err
		}
		text, err := unpack(codec, size, data)
		f.text = string(text)
		out = append(out, f)
		return err
	})
	return out, err
}
