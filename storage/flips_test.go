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

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// flipped are the tables of which each octet is held against something else, with a statement
// for what of them that is.
var flipped = map[string]string{
	"octets":           "SELECT message, codec, size, sha256, data FROM octets",
	"pieces":           "SELECT message, data FROM pieces ORDER BY id",
	"parts":            "SELECT * FROM parts",
	"headers":          "SELECT message, message_id, from_name, from_email, recipients, subject, snippet, dated, cc, in_reply_to, refs FROM headers",
	"messages":         "SELECT id, account, folder, date, received, size, flags & 1, attachments FROM messages NOT INDEXED",
	"bodies":           "SELECT * FROM bodies NOT INDEXED",
	"message_bodies":   "SELECT * FROM message_bodies INDEXED BY sqlite_autoindex_message_bodies_1",
	"file_texts":       "SELECT id, sha256, size, text FROM file_texts",
	"message_files":    "SELECT * FROM message_files",
	"pictures":         "SELECT sha256, octets FROM pictures",
	"words_data":       "SELECT term, doc, col, offset FROM temp.instances",
	"words_idx":        "SELECT * FROM words_idx",
	"words_docsize":    "SELECT id FROM words_docsize",
	"words_files_data": "SELECT term, doc, col, offset FROM temp.files",

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
	// All but what a draft is written with, for which there is nothing.
	"letters": "SELECT message, account, state, dotted, not_before, next_try, tries, problem, refusals, message_id, sender, recipients, bcc, answers, forwards FROM letters NOT INDEXED",
	// All but the hash of a head, without which a message is fetched once more and known again.
	"unique_ids": "SELECT account, uid, stored, size, sha256, gone, replaced, message, listed, goes, deleted, begun > 0 FROM unique_ids INDEXED BY sqlite_autoindex_unique_ids_1",
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
	h := sha256.New()
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return "", err
		}
		for _, v := range values {
			fmt.Fprintf(h, "%T %v;", *v.(*any), *v.(*any))
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), rows.Err()
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
			if after, err := contents(t, to, flipped[table]); err == nil && after == before {
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
				t.Error(name, "is not found")
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
