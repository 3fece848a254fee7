-- seen: what the last session that found nothing to do has written down of what it saw; the
-- sessions alone know how to read it. It counts as long as changes, which grows with every
-- change of the account's unique-ids, whoever makes it, is what it was then: seen_at.
CREATE TABLE session_seen (
    account INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    changes INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT -1,
    seen BLOB NOT NULL DEFAULT x''
);
INSERT INTO session_seen (account) SELECT id FROM accounts;
CREATE TRIGGER accounts_seen_insert AFTER INSERT ON accounts BEGIN
    INSERT INTO session_seen (account) VALUES (new.id);
END;
CREATE TRIGGER unique_ids_seen_insert AFTER INSERT ON unique_ids BEGIN
    UPDATE session_seen SET changes = changes + 1 WHERE account = new.account;
END;
CREATE TRIGGER unique_ids_seen_update AFTER UPDATE ON unique_ids BEGIN
    UPDATE session_seen SET changes = changes + 1 WHERE account IN (old.account, new.account);
END;
CREATE TRIGGER unique_ids_seen_delete AFTER DELETE ON unique_ids BEGIN
    UPDATE session_seen SET changes = changes + 1 WHERE account = old.account;
END;
