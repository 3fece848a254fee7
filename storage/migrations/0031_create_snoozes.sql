-- Messages that come back at a time. One of them waits where it lies in a folder of the role
-- 'snoozed'; until: when it comes back, milliseconds; folder: where it lay, and where it comes
-- back to; lifted: what lists sort it by since it came back, 0: it has not been. Of one that was
-- taken elsewhere the row says nothing any more, but a move that is undone finds it.
CREATE TABLE snoozes (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    until INTEGER NOT NULL,
    folder INTEGER REFERENCES folders (id) ON DELETE SET NULL,
    lifted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX snoozes_folder ON snoozes (folder) WHERE folder IS NOT NULL;
CREATE INDEX snoozes_again ON snoozes (until, folder, lifted, message) WHERE message > 0;

-- Letters of which the person is reminded where nobody answers them. wait: so long after they
-- were sent, milliseconds; due: when that is, 0: as long as they are not sent; told: it has been.
CREATE TABLE reminders (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    wait INTEGER NOT NULL,
    due INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX reminders_again ON reminders (wait, due, told, message) WHERE message > 0;
