package storage_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// flipped are the tables of which each octet is held against something else, with a statement
// for what of them that is.
var flipped = map[string]string{
	"octets": "SELECT message, codec, size, sha256, data FROM octets",
	"pieces": "SELECT id, message, data, body FROM pieces ORDER BY id",
	// Those of a message that waits to be read are made anew when it is.
	"parts":          "SELECT * FROM parts WHERE message NOT IN (SELECT message FROM unindexed)",
	"headers":        "SELECT message, message_id, from_name, from_email, recipients, subject, snippet, dated, cc, in_reply_to, refs, list FROM headers",
	"messages":       "SELECT id, account, folder, date, received, size, flags, attachments FROM messages NOT INDEXED",
	"bodies":         "SELECT * FROM bodies NOT INDEXED",
	"message_bodies": "SELECT * FROM message_bodies INDEXED BY sqlite_autoindex_message_bodies_1",
	"file_texts":     "SELECT * FROM file_texts NOT INDEXED",
	"message_files":  "SELECT * FROM message_files",
	"pictures":       "SELECT id, sha256, octets FROM pictures",
	"words_data":     "SELECT term, doc, col, offset FROM temp.instances",
	"words_idx":      "SELECT * FROM words_idx INDEXED BY sqlite_autoindex_words_idx_1",
	"words_docsize":  "SELECT id, sz FROM words_docsize",
	"words_config":   "SELECT * FROM words_config",

	"words_files_idx":     "SELECT * FROM words_files_idx INDEXED BY sqlite_autoindex_words_files_idx_1",
	"words_files_docsize": "SELECT id, sz FROM words_files_docsize",
	"words_files_config":  "SELECT * FROM words_files_config",
	"unindexed":           "SELECT * FROM unindexed",
	"unread_files":        "SELECT * FROM unread_files",
	"unthreaded":          "SELECT * FROM unthreaded",
	"threads":             "SELECT * FROM threads NOT INDEXED",
	"thread_names":        "SELECT * FROM thread_names NOT INDEXED",
	"thread_mutes":        "SELECT * FROM thread_mutes",
	"draft_versions":      "SELECT id, message, size, data, writing, sha256, writing_sum FROM draft_versions NOT INDEXED",
	"list_refusals":       "SELECT * FROM list_refusals INDEXED BY sqlite_autoindex_list_refusals_1",
	"junk_words":          "SELECT * FROM junk_words INDEXED BY sqlite_autoindex_junk_words_1",
	"junk_letters":        "SELECT * FROM junk_letters NOT INDEXED",
	"junk_lessons":        "SELECT * FROM junk_lessons NOT INDEXED",
	"carried":             "SELECT * FROM carried INDEXED BY sqlite_autoindex_carried_1",
	"session_notes":       "SELECT * FROM session_notes NOT INDEXED",
	"session_seen":        "SELECT account, seen_at, seen FROM session_seen NOT INDEXED",
	"state":               "SELECT next_message, digest, reparsed, contacts, unsorted, schema, threadings, junk_learned, good_learned, junk_off FROM state NOT INDEXED",
	"words_files_data":    "SELECT term, doc, col, offset FROM temp.files",

	// All but how the last check ended.
	"accounts": `SELECT id, email, email_key, name, user, host, port, security, ca_file, auth, leave, keep, interval_ms, removed, label, color, out_host, out_port, out_security,
		out_ca_file, paused, place, out_user, out_open, authorities, exceptions, signature, plain_only, leave_deleted FROM accounts NOT INDEXED`,
	"folders":             "SELECT * FROM folders NOT INDEXED",
	"contacts":            "SELECT * FROM contacts NOT INDEXED",
	"contact_addresses":   "SELECT * FROM contact_addresses INDEXED BY sqlite_autoindex_contact_addresses_1",
	"contact_groups":      "SELECT * FROM contact_groups NOT INDEXED",
	"contact_members":     "SELECT * FROM contact_members INDEXED BY sqlite_autoindex_contact_members_1",
	"forgotten_addresses": "SELECT * FROM forgotten_addresses INDEXED BY sqlite_autoindex_forgotten_addresses_1",
	"searches":            "SELECT * FROM searches NOT INDEXED",
	"rules":               "SELECT * FROM rules NOT INDEXED",
	"picture_senders":     "SELECT * FROM picture_senders INDEXED BY sqlite_autoindex_picture_senders_1",
	"senders":             "SELECT * FROM senders INDEXED BY sqlite_autoindex_senders_1",
	"message_pictures":    "SELECT * FROM message_pictures INDEXED BY sqlite_autoindex_message_pictures_1",
	"whence":              "SELECT * FROM whence NOT INDEXED",
	"snoozes":             "SELECT * FROM snoozes NOT INDEXED",
	"reminders":           "SELECT * FROM reminders NOT INDEXED",
	"letters":             "SELECT * FROM letters NOT INDEXED",
	// All but the hash of a head, without which a message is fetched once more and known again.
	"unique_ids": "SELECT account, uid, stored, size, sha256, gone, replaced, message, listed, goes, deleted, begun FROM unique_ids INDEXED BY sqlite_autoindex_unique_ids_1",
}

// unflipped are the columns of which nothing tells that a disk has changed them, and why that
// does no harm.
var unflipped = map[string]struct{ columns, why string }{
	"accounts":            {"last_check last_error stopped listed on_server missing expires", "how the last check ended: the next one tells"},
	"state":               {"one edits", "there is one row; edits says nothing but that it is another number than before"},
	"headers":             {"uid", "it is empty"},
	"unique_ids":          {"head", "the message is fetched once more, and known again by its octets"},
	"draft_versions":      {"saved codec", "when a version was kept says only when the next one is; with another codec it is what it was, or is found"},
	"session_seen":        {"changes", "the next session looks at all that the server lists"},
	"server_looks":        {"account uid size mark sender subject dated", "a look at the server is taken again before anything is removed"},
	"server_lists":        {"account looked octets expires untold listing", "a look at the server is taken again before anything is removed"},
	"elsewhere":           {"mailbox uid", "the message is fetched once more, and known again by its octets"},
	"arrivals":            {"message", "it holds what came in the last seconds; a letter that is missing there stays in the inbox"},
	"sqlite_sequence":     {"name seq", "numbers of what is there are never given again, whatever it says"},
	"words_docsize":       {"origin", "where the index keeps the words of a message, which is found without it"},
	"words_files_docsize": {"origin", "where the index keeps the words of a file, which is found without it"},
}

// TestFlipsOfAll: of each column of the mail file it is decided whether a check finds what a disk
// has changed in it.
func TestFlipsOfAll(t *testing.T) {
	dir := t.TempDir()
	if err := storagetest.OpenIn(t, dir, nil).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	texts := func(query string, args ...any) (out []string) {
		t.Helper()
		rows, err := db.Query(query, args...)
		if err != nil {
			t.Fatal(query, err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, table := range texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0") {
		columns := texts("SELECT name FROM pragma_table_info(?)", table)
		found := strings.Fields(unflipped[table].columns)
		if query := flipped[table]; strings.HasSuffix(table, "_data") {
			found = append(found, columns...)
		} else if query != "" {
			rows, err := db.Query(query)
			if err != nil {
				t.Fatal(query, err)
			}
			names, err := rows.Columns()
			if err := errors.Join(err, rows.Close()); err != nil {
				t.Fatal(err)
			}
			found = append(found, names...)
		}
		slices.Sort(columns)
		if slices.Sort(found); !slices.Equal(columns, found) {
			t.Errorf("%s has the columns %q, and it is decided about %q", table, columns, found)
		}
	}
}

// contents is what a statement finds.
func contents(t *testing.T, path, query string) (string, error) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE VIRTUAL TABLE temp.instances USING fts5vocab(main, words, instance); CREATE VIRTUAL TABLE temp.files USING fts5vocab(main, words_files, instance)"); err != nil {
		return "", err
	}
	rows, err := db.Query(query)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	unzstd, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer unzstd.Close()
	var h strings.Builder
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return "", err
		}
		for i, v := range values {
			v := *v.(*any)
			if octets, ok := v.([]byte); ok { // the same octets as text are read as well
				if text, err := unzstd.DecodeAll(octets, nil); err == nil && len(octets) > 0 {
					octets = text // such as with another size of window in front, which changes nothing
				}
				v = string(octets)
			}
			fmt.Fprintf(&h, "%s %T %q\n", columns[i], v, fmt.Sprint(v))
		}
	}
	return h.String(), rows.Err()
}

// putPictures puts pictures into a mail file that is closed.
func putPictures(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		octets := bytes.Repeat([]byte{byte(i)}, 3000)
		sum := sha256.Sum256(octets)
		if _, err := db.Exec("INSERT INTO pictures (id, sha256, octets) VALUES (?, ?, ?); INSERT INTO message_pictures (message, url, picture) VALUES (?, 'u', ?)", i+1, sum[:], octets, i+1, i+1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`INSERT INTO folders (account, role, name, name_key, parent, place, color, icon) VALUES (NULL, 'own', 'Bills', 'bills', 0, 1, 3, 'document'), (NULL, 'own', 'Holiday', 'holiday', 1, 2, 4, 'suitcase');
		INSERT INTO contacts (id, name, note, rest) VALUES (1, 'Ann Other', 'Call her on Mondays', ''), (2, 'Bob', '', 'TEL:555-0100');
		INSERT INTO contact_addresses (address, contact, place, email) VALUES ('ann@example.org', 1, 0, 'Ann@Example.org'), ('bob@example.net', 2, 0, 'bob@example.net');
		INSERT INTO contact_groups (id, name) VALUES (1, 'Friends of mine');
		INSERT INTO contact_members VALUES (1, 1), (1, 2);
		INSERT INTO forgotten_addresses VALUES ('noreply@example.com'), ('news@example.com');
		INSERT INTO searches (name, query) VALUES ('Bills to pay', 'subject:bill is:unread');
		INSERT INTO rules (place, query, acts, folder, is_on, changed) SELECT 1, 'from:bank.example subject:statement', 3, id, 1, 1790000000000 FROM folders WHERE name_key = 'bills';
		INSERT INTO picture_senders VALUES ('newsletter@example.com', 1790000000000);
		INSERT INTO senders VALUES ('pest@example.com', 0, 1790000000000), ('friend@example.com', 1, 1790000000000);
		INSERT INTO letters (message, account, state, message_id, sender, recipients, bcc, writing, refusals)
			VALUES (1, 1, 'sent', '<letter@example.org>', 'me@example.org', 'you@example.org', 'secret@example.org', x'7b7d', 'no');
		UPDATE letters SET writing_sum = x'44136fa355b3678a';
		INSERT INTO draft_versions (message, saved, size, codec, data, writing, sha256, writing_sum)
			SELECT 1, 1790000000000, 5, 2, 'octet', x'7b7d', x'c3fdbaa08f78034a9427dffb0574d9890de618821e3bd173132665e34e83aa36', writing_sum FROM letters;
		INSERT INTO list_refusals VALUES ('list.example.org', 1790000000000), ('other.example.org', 1790000000001);
		INSERT INTO junk_words VALUES ('pills', 3, 1), ('meeting', 0, 4);
		INSERT INTO junk_letters VALUES (3, 1, x'000102030405060708'), (4, 0, x'08070605');
		INSERT INTO junk_lessons VALUES (9, 1), (10, 0);
		INSERT INTO carried VALUES (x'0102030405060708', 11), (x'1112131415161718', 12);
		INSERT INTO session_notes SELECT id, x'7b226e6f746573223a317d' FROM accounts WHERE true ON CONFLICT DO UPDATE SET notes = excluded.notes;
		UPDATE session_seen SET seen_at = 17, seen = x'7b224c697374696e67223a2278227d';
		UPDATE messages SET flags = 35 WHERE id = 8;
		DELETE FROM threads WHERE message = 5; INSERT OR IGNORE INTO unthreaded VALUES (5);
		DELETE FROM message_files WHERE message = 6; INSERT OR IGNORE INTO unread_files VALUES (6);
		DELETE FROM words WHERE rowid = 7; INSERT INTO unindexed VALUES (7, x'');
		INSERT INTO whence (message, folder) SELECT 2, folder FROM messages WHERE id = 2;
		UPDATE unique_ids SET goes = 5, deleted = 1790000000000 WHERE message < 4`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// pagesOf lists the pages of the tree of a table that have rows, or the rest of long ones
// (https://www.sqlite.org/fileformat2.html, section 1.6).
func pagesOf(file []byte, size, n int) (out []int) {
	b := file[(n-1)*size : n*size]
	number := func(at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
	cell := func(head, i int) int { return int(binary.BigEndian.Uint16(b[head+2*i:])) }
	count := int(binary.BigEndian.Uint16(b[3:]))
	switch kind := b[0]; kind {
	case 0x02, 0x05: // inner
		for i := range count {
			out = append(out, pagesOf(file, size, number(cell(12, i)))...)
		}
		if kind == 0x02 {
			out = append(out, n)
		}
		return append(out, pagesOf(file, size, number(8))...)
	case 0x0D:
		for i := range count {
			at := cell(8, i)
			payload, read := varint(b[at:])
			_, more := varint(b[at+read:])
			if most, least := size-35, (size-12)*32/255-23; payload > most {
				local := least + (payload-least)%(size-4)
				if local > most {
					local = least
				}
				for next := number(at + read + more + local); next != 0; next = int(binary.BigEndian.Uint32(file[(next-1)*size:])) {
					out = append(out, next)
				}
			}
		}
	}
	return append(out, n)
}

func varint(b []byte) (v, n int) {
	for n < 9 {
		v = v<<7 | int(b[n]&0x7F)
		if n++; b[n-1] < 0x80 {
			break
		}
	}
	return v, n
}

// inLines is text in lines of 76.
func inLines(text string) (out string) {
	for ; len(text) > 76; text = text[76:] {
		out += text[:76] + "\r\n"
	}
	return out + text
}

// TestFlips turns over single bits in the rows of each table of a mail file that is made of
// something else, or has a checksum: Check finds them, and Mend makes anew what can be.
func TestFlips(t *testing.T) {
	dir := t.TempDir()
	reader := &inProcess{}
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 30 {
		text := fmt.Sprintf("attached words%d of many", i)
		if i%10 == 3 { // large enough to be stored decoded
			text = strings.Repeat(text+"\n", 100)
		}
		raw := fmt.Sprintf("From: Someone <s%[1]d@example.org>\r\nTo: me@example.org\r\nSubject: subject%[1]d of a letter\r\nMessage-ID: <%[1]d@example.org>\r\nDate: Sat, 28 Nov 2026 10:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n%[2]s\r\n--b\r\nContent-Type: text/plain; name=notes%[1]d.txt\r\nContent-Disposition: attachment; filename=notes%[1]d.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n%[3]s\r\n--b--\r\n",
			i, strings.Repeat(fmt.Sprintf("body%d and more text ", i*i), 40), inLines(base64.StdEncoding.EncodeToString([]byte(text))))
		if i == 20 {
			raw = "Subject: large\r\n\r\n" + strings.Repeat(strings.Repeat("long ", 20)+"\r\n", 50_000)
		}
		in = append(in, fetch.Incoming{UID: fmt.Sprint("u", i), Raw: []byte(raw), At: time.Now()})
	}
	storagetest.Deliver(t, s, owner, in...)
	if err := errors.Join(s.CatchUp(ctx), s.ReadFiles(ctx, 100, time.Minute)); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Check(ctx); !c.OK() || err != nil {
		t.Fatal(c, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	putPictures(t, path)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	var size int
	if err := db.QueryRow("PRAGMA page_size").Scan(&size); err != nil {
		t.Fatal(err)
	}
	pages := map[string][]int{}
	for table := range flipped {
		var root int
		if err := db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&root); err != nil {
			t.Fatal(table, err)
		}
		pages[table] = pagesOf(sound, size, root)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	flips := 1
	if os.Getenv("POPMAIL_TEST_WORLD") == "all" {
		flips = 40
	}
	for _, table := range slices.Sorted(maps.Keys(flipped)) {
		if len(pages[table]) == 0 {
			t.Errorf("%s has no page", table)
			continue
		}
		before, err := contents(t, path, flipped[table])
		if err != nil {
			t.Fatal(table, err)
		}
		var used []int
		for _, n := range pages[table] {
			begin, end := (n-1)*size, n*size
			switch head := sound[begin:]; head[0] {
			case 0x02, 0x05, 0x0A, 0x0D: // between the places of rows and the rows nothing is
				at := begin + 8 + 2*int(binary.BigEndian.Uint16(head[3:]))
				for i := begin; i < at; i++ {
					used = append(used, i)
				}
				begin += int(binary.BigEndian.Uint16(head[5:]))
			}
			for at := begin; at < end; at++ {
				used = append(used, at)
			}
		}
		did, mended := 0, 0
		for try := 0; did < flips && try < 40*flips; try++ {
			at := used[rand.IntN(len(used))]
			spoiled := slices.Clone(sound)
			spoiled[at] ^= 1 << rand.IntN(8)
			to := filepath.Join(t.TempDir(), storage.FileName)
			if err := os.WriteFile(to, spoiled, 0o600); err != nil {
				t.Fatal(err)
			}
			after, err := contents(t, to, flipped[table])
			if err == nil && after == before {
				continue
			}
			did++
			name := fmt.Sprintf("%s, octet %d, %#x for %#x", table, at, spoiled[at], sound[at])
			s, err := storage.Open(ctx, filepath.Dir(to), &storage.Options{Files: reader})
			if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, storage.ErrForeign) {
				continue
			}
			if err != nil {
				t.Fatal(name, err)
			}
			c, err := s.Check(ctx)
			switch {
			case err != nil && !errors.Is(err, mailbox.ErrDamaged):
				t.Error(name, err)
			case err == nil && c.OK():
				t.Error(name, "is not found:", cmp.Diff(strings.Split(before, "\n"), strings.Split(after, "\n")))
			}
			if _, err := s.Mend(ctx); err == nil {
				mended++
				err = errors.Join(s.CatchUp(ctx), s.ReadFiles(ctx, 100, time.Minute))
				c, e := s.Check(ctx)
				if err = errors.Join(err, e); err != nil || c.Faults.Any() {
					t.Errorf("%s: %+v is left, %v", name, c, err)
				}
			} else if !errors.Is(err, mailbox.ErrDamaged) {
				t.Error(name, err)
			}
			if err := s.Close(); err != nil {
				t.Error(name, err)
			}
			_ = os.Remove(to)
		}
		t.Logf("%s: %d flips found, %d mended", table, did, mended)
		if did == 0 && table != "words_docsize" && table != "words_idx" { // which are small
			t.Errorf("%s: no flip", table)
		}
	}
}

// TestFlipsInState: each bit that is another one in the row that says what the file is, its kinds of values
// among them, is found, and nothing but a damaged file is told.
func TestFlipsInState(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	var size, root int
	if err := errors.Join(db.QueryRow("PRAGMA page_size").Scan(&size), db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = 'state'").Scan(&root), db.Close()); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := contents(t, path, flipped["state"])
	if err != nil {
		t.Fatal(err)
	}
	page := (root - 1) * size
	row := page + int(binary.BigEndian.Uint16(sound[page+5:]))
	to := filepath.Join(t.TempDir(), storage.FileName)
	for at := row; at < row+2+int(sound[row+2]); at++ { // length, number, and the head with the kinds of values
		for bit := range 8 {
			spoiled := slices.Clone(sound)
			spoiled[at] ^= 1 << bit
			if err := os.WriteFile(to, spoiled, 0o600); err != nil {
				t.Fatal(err)
			}
			if after, err := contents(t, to, flipped["state"]); err == nil && after == before {
				continue
			}
			name := fmt.Sprintf("octet %d of the row, %#x for %#x", at-row, spoiled[at], sound[at])
			s, err := storage.Open(ctx, filepath.Dir(to), nil)
			if err == nil {
				_, err = s.Check(ctx)
				err = errors.Join(err, s.Close())
			}
			if err != nil && !errors.Is(err, mailbox.ErrDamaged) {
				t.Error(name, err)
			}
			for _, beside := range []string{"-wal", "-shm"} {
				_ = os.Remove(to + beside)
			}
		}
	}
}

// TestFlipsInSchema: a bit that is another one in what the file says of its tables, indexes and
// triggers is found, and the mail is saved from such a file.
func TestFlipsInSchema(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "hello"))
	if c, err := s.Check(ctx); !c.OK() || err != nil {
		t.Fatal(c, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "PRAGMA wal_checkpoint(TRUNCATE)")
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var texts []string
	rows, err := db.Query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	flips, most := 0, 12
	if os.Getenv("POPMAIL_TEST_WORLD") == "all" {
		most = len(texts)
	}
	for _, i := range rand.Perm(len(texts)) {
		text := texts[i]
		if flips == most || !bytes.Contains(sound, []byte(text)) { // a long one lies on several pages
			continue
		}
		flips++
		at, other := rand.IntN(len(text)), []byte(text)
		other[at] ^= 1 << rand.IntN(8)
		spoiled := bytes.ReplaceAll(sound, []byte(text), other) // pages that are not used any more have some as well
		to := t.TempDir()
		if err := os.WriteFile(filepath.Join(to, storage.FileName), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%q for %q in %q", other[at:at+1], text[at:at+1], text)
		s, err := storage.Open(ctx, to, nil)
		if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, storage.ErrForeign) {
			continue
		}
		if err != nil {
			t.Error(name, err)
			continue
		}
		if _, err := s.Check(ctx); !errors.Is(err, mailbox.ErrDamaged) {
			t.Error(name, "is not found:", err)
		}
		if _, err := s.Mend(ctx); !errors.Is(err, mailbox.ErrDamaged) {
			t.Error(name, "is mended:", err)
		}
		_ = s.Close() // it is damaged
	}
	if flips < min(most, len(texts)*3/4) {
		t.Errorf("%d flips in %d texts", flips, len(texts))
	}
}
