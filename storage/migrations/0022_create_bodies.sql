-- Attached files and other bodies that stand in messages in base64, decoded, once for each
-- content (octets.codec 4). codec and size: of data, as for octets.
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE,
    codec INTEGER NOT NULL,
    size INTEGER NOT NULL,
    data BLOB NOT NULL
);

CREATE TABLE message_bodies (
    message INTEGER NOT NULL REFERENCES octets (message) ON DELETE CASCADE,
    body INTEGER NOT NULL REFERENCES bodies (id),
    PRIMARY KEY (message, body)
) WITHOUT ROWID;
CREATE INDEX message_bodies_body ON message_bodies (body);

-- A body goes with the last message that it stands in.
CREATE TRIGGER message_bodies_delete AFTER DELETE ON message_bodies
WHEN NOT EXISTS (SELECT 1 FROM message_bodies WHERE body = old.body) BEGIN
    DELETE FROM bodies WHERE id = old.body;
END;

-- The last message that is still stored as before there were bodies: those up to it are gone
-- through when there is time, the newest first.
ALTER TABLE state ADD COLUMN unsorted INTEGER NOT NULL DEFAULT 0;
UPDATE state SET unsorted = next_message - 1;
