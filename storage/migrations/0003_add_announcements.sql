-- listed: octets that the server announced for the message (LIST) when it was
-- stored; 0: not known. head: a digest of its header, made by the session; empty: not
-- known. Both tell whether a unique-id still stands for the same message.
ALTER TABLE unique_ids ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unique_ids ADD COLUMN head BLOB NOT NULL DEFAULT x'';

-- What the sessions of an account remember from one to the next; they alone know
-- how to read it. It takes the place of the table stumbles.
CREATE TABLE session_notes (
    account INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    notes BLOB NOT NULL
);
DROP TABLE stumbles;

-- The octets of large messages (codec 3 in octets), in order: no statement holds
-- them all in memory at once.
CREATE TABLE pieces (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    data BLOB NOT NULL
);
CREATE INDEX pieces_message ON pieces (message, id);
