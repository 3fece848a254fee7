-- Messages at which a session lost its line, by the names that sessions give
-- them: they are fetched after the others.
CREATE TABLE stumbles (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name BLOB NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
