-- Pictures of messages that were fetched from the internet after the person said so, and
-- the senders for whom that is always so. The octets of one picture are kept once; picture
-- is NULL where it could not be had.
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    octets BLOB NOT NULL
);
CREATE TABLE message_pictures (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    picture INTEGER REFERENCES pictures (id),
    PRIMARY KEY (message, url)
) WITHOUT ROWID;
CREATE INDEX message_pictures_picture ON message_pictures (picture);
CREATE TRIGGER pictures_forget AFTER DELETE ON message_pictures WHEN old.picture IS NOT NULL BEGIN
    DELETE FROM pictures WHERE id = old.picture AND NOT EXISTS (SELECT 1 FROM message_pictures WHERE picture = old.picture);
END;
CREATE TABLE picture_senders (
    address TEXT PRIMARY KEY, -- in lower case
    since INTEGER NOT NULL    -- milliseconds
) WITHOUT ROWID;
