-- What else a disk can change without anything else telling of it: marks of messages, what the
-- junk filter has learned and was taught, what sessions remember, and mailing lists without an
-- offer are kept a second time as in 0026, by which PRAGMA integrity_check finds it.
DROP INDEX messages_date;
CREATE INDEX messages_date ON messages (date DESC, id DESC, received, size, account, flags);
CREATE INDEX list_refusals_again ON list_refusals (since, address) WHERE address <> '';
CREATE INDEX junk_words_again ON junk_words (word, junk, good) WHERE word <> '';
CREATE INDEX junk_letters_again ON junk_letters (junk, words) WHERE message > 0;
CREATE INDEX junk_lessons_again ON junk_lessons (lesson) WHERE message > 0;
CREATE INDEX file_texts_again ON file_texts (reader, state, codec, size) WHERE id > 0;
CREATE INDEX session_notes_again ON session_notes (notes) WHERE account > 0;
CREATE INDEX session_seen_again ON session_seen (seen_at, seen) WHERE account > 0;
CREATE INDEX state_again ON state (next_message, digest, reparsed, contacts, unsorted, schema, threadings, junk_learned, good_learned, junk_off) WHERE one > 0;
-- Of the keys by which the index of words is looked into FTS5's own check only finds some.
CREATE INDEX words_idx_again ON words_idx (pgno);
CREATE INDEX words_files_idx_again ON words_files_idx (pgno);

-- Checksums of what the editor keeps of a letter, and of the octets of an earlier version of a
-- draft: writing_sum is the first 8 octets of the SHA-256 of writing, empty where that is empty, or
-- where a PopMail wrote it that was started before and knows no sums.
ALTER TABLE letters ADD COLUMN writing_sum BLOB NOT NULL DEFAULT x'';
ALTER TABLE draft_versions ADD COLUMN sha256 BLOB NOT NULL DEFAULT x'';
ALTER TABLE draft_versions ADD COLUMN writing_sum BLOB NOT NULL DEFAULT x'';
CREATE TRIGGER letters_unsummed AFTER UPDATE OF writing ON letters
WHEN new.writing IS NOT old.writing AND new.writing_sum IS old.writing_sum BEGIN
    UPDATE letters SET writing_sum = x'' WHERE message = new.message;
END;
