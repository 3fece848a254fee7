-- Unique-ids of which another program says that it has fetched them (fetch.Store, Elsewhere).
-- mailbox: server and user, in the form of the store; the account may come later. A session
-- takes out those that it has looked at.
CREATE TABLE elsewhere (
    mailbox BLOB NOT NULL,
    uid BLOB NOT NULL,
    PRIMARY KEY (mailbox, uid)
) WITHOUT ROWID;

-- The names (fetch.Passed) of messages that such a program may have brought here.
CREATE TABLE carried (
    name BLOB NOT NULL,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (name, message)
) WITHOUT ROWID;
CREATE INDEX carried_message ON carried (message);
