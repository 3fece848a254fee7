package storage

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fates says of every table and column of the mail file what becomes of it when a damaged
// file is rescued. Who adds one decides: what a person has typed or decided comes back, by
// a shape in rescue_find.go; what is made anew out of other things, or learned anew, does
// not have to.
var fates = map[string]struct{ rescued, not, why string }{
	"accounts": {
		"id email email_key name user host port security ca_file auth leave keep interval_ms removed label color " +
			"out_host out_port out_security out_ca_file paused place out_user out_open authorities exceptions signature plain_only leave_deleted",
		"last_check last_error stopped listed on_server missing expires", "how the last check ended: the next one tells",
	},
	"session_notes":       {"account notes", "", "of the notes what the person has said that the mailbox may hold; the rest sessions learn anew"},
	"folders":             {"account role name name_key kept parent place color icon", "id total unread", "folders get new numbers; triggers count"},
	"messages":            {"account folder date received size flags attachments", "id", "messages get new numbers"},
	"octets":              {"message codec size sha256 data", "", ""},
	"pieces":              {"id message data body", "", ""},
	"bodies":              {"id sha256 codec size data", "", ""},
	"unique_ids":          {"account uid stored size sha256 gone replaced message listed head goes deleted begun", "", ""},
	"elsewhere":           {"mailbox uid", "", ""},
	"carried":             {"name message", "", ""},
	"whence":              {"message folder", "", ""},
	"snoozes":             {"message until folder", "lifted", "what came back is sorted by its date again"},
	"reminders":           {"message wait due told", "", ""},
	"letters":             {"message account state dotted message_id sender recipients bcc writing answers forwards writing_sum", "not_before next_try tries problem refusals", "what waited asks the person, whatever was tried before"},
	"draft_versions":      {"id message saved size codec data writing sha256 writing_sum", "", ""},
	"pictures":            {"id sha256 octets", "", ""},
	"message_pictures":    {"message url picture", "", ""},
	"picture_senders":     {"address since", "", ""},
	"senders":             {"address trusted since", "", ""},
	"list_refusals":       {"address since", "", ""},
	"contacts":            {"id name note rest", "", ""},
	"contact_addresses":   {"address contact place email", "", ""},
	"forgotten_addresses": {"address", "", ""},
	"contact_groups":      {"id name", "", ""},
	"contact_members":     {"contact_group contact", "", ""},
	"searches":            {"id name query", "", ""},
	"rules":               {"id place query acts folder is_on changed caught last", "", ""},
	"sqlite_sequence":     {"name seq", "", ""},

	"state":               {"junk_off", "one next_message edits digest reparsed contacts unsorted schema threadings junk_learned good_learned", "the new file has its own"},
	"headers":             {"", "message uid message_id from_name from_email recipients subject snippet dated cc in_reply_to refs list", "read out of the octets"},
	"message_bodies":      {"", "message body", "found anew when messages are stored and packed"},
	"parts":               {"", "message place digest start length encoding sum size name type cid flags", "read out of the octets"},
	"threads":             {"", "message thread topic bare", "made of headers"},
	"thread_names":        {"", "name thread", "made of headers"},
	"unthreaded":          {"", "message", "what is to be found out by headers"},
	"thread_mutes":        {"", "thread", "made of marks of messages"},
	"arrivals":            {"", "message", "what was not put in order stays where it is"},
	"junk_lessons":        {"", "message lesson", "the filter learns anew"},
	"junk_words":          {"", "word junk good", "the filter learns anew"},
	"junk_letters":        {"", "message junk words", "the filter learns anew"},
	"server_looks":        {"", "account uid size mark sender subject dated", "a look at the server is taken again"},
	"server_lists":        {"", "account looked octets expires untold listing", "a look at the server is taken again"},
	"session_seen":        {"", "account changes seen_at seen", "sessions learn it anew"},
	"words":               {"", "sender people subject body files short", "the index: made of the octets"},
	"unindexed":           {"", "message words", "words that wait for the index: made of the octets"},
	"file_texts":          {"", "id sha256 reader state codec size text", "read out of the octets"},
	"message_files":       {"", "message place sum text", "read out of the octets"},
	"unread_files":        {"", "message", "what is to be read out of the octets"},
	"words_files":         {"", "text", "the index of what attached files say: made of the octets"},
	"words_files_data":    {"", "id block", "the index"},
	"words_files_idx":     {"", "segid term pgno", "the index"},
	"words_files_docsize": {"", "id sz origin", "the index"},
	"words_files_config":  {"", "k v", "the index"},
	"words_data":          {"", "id block", "the index"},
	"words_idx":           {"", "segid term pgno", "the index"},
	"words_docsize":       {"", "id sz origin", "the index"},
	"words_config":        {"", "k v", "the index"},
}

// TestFatesOfTables: nothing comes into the mail file of which nobody has decided whether
// it is rescued.
func TestFatesOfTables(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	there := map[string][]string{}
	rows, err := db.Query("SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'")
	err = each(rows, err, func(rows *sql.Rows) error {
		var table, column string
		err := rows.Scan(&table, &column)
		there[table] = append(there[table], column)
		return err
	})
	if err != nil || len(there) == 0 {
		t.Fatal(there, err)
	}
	for table, columns := range there {
		fate := fates[table]
		if fate.not != "" && fate.why == "" {
			t.Errorf("%s: why is it not rescued?", table)
		}
		decided := strings.Fields(fate.rescued + " " + fate.not)
		for _, column := range columns {
			if !slices.Contains(decided, column) {
				t.Errorf("%s.%s: does it come back when a damaged file is rescued? Say so in fates", table, column)
			}
		}
		for _, column := range decided {
			if !slices.Contains(columns, column) {
				t.Errorf("%s.%s: there is no such column", table, column)
			}
		}
		looked := slices.ContainsFunc(shapes, func(s shape) bool { return s.name == table })
		if looked != (fate.rescued != "") {
			t.Errorf("%s: there is a shape for it: %v", table, looked)
		}
	}
	for table := range fates {
		if there[table] == nil {
			t.Errorf("%s: there is no such table", table)
		}
	}
	for _, s := range shapes {
		if _, ok := fates[s.name]; !ok && s.name != "sqlite_autoindex_accounts_1" {
			t.Errorf("the shape %s is of no table", s.name)
		}
	}
}
