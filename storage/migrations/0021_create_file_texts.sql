-- The text of attached files, once for each content, and the messages that they are attached
-- to: made of the octets. reader: the reading that it comes from (textin.Version). state: 0 it
-- was read, 1 it cannot be, 2 it has a password. codec and size: of text, as for octets.
CREATE TABLE file_texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE,
    reader INTEGER NOT NULL,
    state INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    size INTEGER NOT NULL,
    text BLOB NOT NULL
);

-- sum: that of the row of parts which the text belongs to.
CREATE TABLE message_files (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    text INTEGER NOT NULL REFERENCES file_texts (id),
    PRIMARY KEY (message, place)
) WITHOUT ROWID;
CREATE INDEX message_files_text ON message_files (text);

-- Messages whose attached files are to be read yet.
CREATE TABLE unread_files (message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE);
INSERT INTO unread_files SELECT DISTINCT message FROM parts WHERE flags & 2 = 0;

CREATE TRIGGER parts_files_insert AFTER INSERT ON parts WHEN new.flags & 2 = 0 BEGIN
    INSERT OR IGNORE INTO unread_files VALUES (new.message);
END;

-- The words of these texts, folded beforehand as those of the table words are; rowid is
-- file_texts.id.
CREATE VIRTUAL TABLE words_files USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii');
INSERT INTO words_files (words_files, rank) VALUES ('pgsz', 8100);

-- A text goes with the last message that it belongs to.
CREATE TRIGGER message_files_delete AFTER DELETE ON message_files
WHEN NOT EXISTS (SELECT 1 FROM message_files WHERE text = old.text) BEGIN
    DELETE FROM words_files WHERE rowid = old.text;
    DELETE FROM file_texts WHERE id = old.text;
END;
