-- Where attachments lie in the octets of their message, so that one can be read without
-- the rest and without taking the message apart: a cache. place: in the list of
-- attachments. digest: the reading that it comes from, see state. start and length:
-- octets of its body as it stands; start is -1 where it does not lie there by itself,
-- but in a packed part. encoding: 0 as it is, 1 base64, 2 quoted-printable, 3 uuencode.
-- sum: CRC-32C of the body. size: octets after decoding. flags: 1 inline, 2 minor.
CREATE TABLE parts (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    encoding INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    cid TEXT NOT NULL,
    flags INTEGER NOT NULL,
    PRIMARY KEY (message, place)
) WITHOUT ROWID;

-- Finds a message by its octets, whether or not it has a unique-id.
CREATE INDEX octets_sum ON octets (substr(sha256, 1, 8));

-- paused: the person does not want the account to be checked for now.
ALTER TABLE accounts ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
