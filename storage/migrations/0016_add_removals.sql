-- goes: when the person wants a message removed from the server, in milliseconds; 0: when
-- the settings of the account say; -1: never; 1: at the next check. deleted: when the
-- message came into Trash, or was removed for ever without having lain there; 0: neither.
-- gone may be 2: the server has said what it holds, and did not name the message.
ALTER TABLE unique_ids ADD COLUMN goes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unique_ids ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
UPDATE unique_ids SET deleted = CAST(strftime('%s', 'now') AS INTEGER) * 1000
    WHERE message IN (SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE f.role = 'trash');
CREATE INDEX unique_ids_goes ON unique_ids (account) WHERE goes <> 0 OR deleted <> 0;

-- leave_deleted is as leave, of what was deleted here. expires: the days after which the
-- server says that it removes mail by itself, NULL where it does not.
ALTER TABLE accounts ADD COLUMN leave_deleted TEXT NOT NULL DEFAULT 'forever';
ALTER TABLE accounts ADD COLUMN expires INTEGER;
