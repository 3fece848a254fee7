-- Messages that arrived and were not put in order yet (storage/settle.go).
CREATE TABLE arrivals (message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE);

-- What the filter is to learn of a message: 1 junk, 0 good, -1 nothing any more.
CREATE TABLE junk_lessons (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    lesson INTEGER NOT NULL
);

-- In how many of the letters that were learned as junk and as good a word stood (storage/junk).
CREATE TABLE junk_words (
    word TEXT PRIMARY KEY,
    junk INTEGER NOT NULL,
    good INTEGER NOT NULL
) WITHOUT ROWID;

-- What was learned of which message: words are those that were counted, packed, so that just
-- these are taken back.
CREATE TABLE junk_letters (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    junk INTEGER NOT NULL,
    words BLOB NOT NULL
);
ALTER TABLE state ADD COLUMN junk_learned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN good_learned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN junk_off INTEGER NOT NULL DEFAULT 0; -- new mail is not judged

-- Of whom the person has said that their mail is always junk, or never.
CREATE TABLE senders (
    address TEXT PRIMARY KEY,
    trusted INTEGER NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX senders_again ON senders (trusted, since, address) WHERE address <> '';
