-- Letters: messages that are written here. state: draft, queued, sending, sent, refused
-- or unknown. dotted: with sending, the last dot of the message may be on its way to the
-- server; from then on nobody knows without an answer whether it was taken. not_before and
-- next_try: when it may go. problem: as accounts.last_error. refusals, recipients and bcc
-- are JSON: [{"email", "code", "enhanced", "text"}, …], ["address", …], [[name, email], …].
-- sender and recipients are those of the envelope. writing: what the editor of a draft needs
-- to go on. answers and forwards: the messages that are marked when it is sent.
CREATE TABLE letters (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    dotted INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER,
    next_try INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    refusals TEXT NOT NULL DEFAULT '',
    message_id TEXT NOT NULL, -- as in headers: by it the letter is known again when the server hands it back
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    bcc TEXT NOT NULL,
    writing BLOB NOT NULL,
    answers INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    forwards INTEGER REFERENCES messages (id) ON DELETE SET NULL
);
CREATE INDEX letters_open ON letters (account, message) WHERE state <> 'draft' AND state <> 'sent';
CREATE INDEX letters_message_id ON letters (message_id) WHERE message_id <> '';
CREATE INDEX letters_answers ON letters (answers) WHERE answers IS NOT NULL;
CREATE INDEX letters_forwards ON letters (forwards) WHERE forwards IS NOT NULL;

-- What a draft was before it was written on, the five newest at most. codec as in octets,
-- without pieces; saved: when it was the newest.
CREATE TABLE draft_versions (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    saved INTEGER NOT NULL,
    size INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    data BLOB NOT NULL,
    writing BLOB NOT NULL
);
CREATE INDEX draft_versions_message ON draft_versions (message, id);
