-- kept: the folder holds what was kept of this account when it was removed. Its
-- name is empty until a person gives it one: the words "Mail of …" are made when
-- it is shown. The same goes for the folders with a role; their name_key is it.
ALTER TABLE folders ADD COLUMN kept INTEGER REFERENCES accounts (id);
UPDATE folders SET kept = (SELECT a.id FROM accounts a WHERE a.removed = 1 AND substr('Mail of ' || a.email, 1, 100) = folders.name)
    WHERE role = 'own';
UPDATE folders SET name = '', name_key = char(1) || 'kept ' || kept WHERE kept IS NOT NULL;
UPDATE folders SET name = '', name_key = role WHERE role <> 'own';

-- Folders of no account hold mail only while there is no account at all.
UPDATE messages SET folder = (
        SELECT t.id FROM folders o JOIN folders t ON t.role = o.role
        WHERE o.id = messages.folder AND t.account = (SELECT min(id) FROM accounts WHERE removed = 0))
    WHERE folder IN (SELECT id FROM folders WHERE account IS NULL AND role <> 'own')
    AND EXISTS (SELECT 1 FROM accounts WHERE removed = 0);

-- dated: what the Date field says, where that is later than the arrival. Then
-- messages.date, by which lists are sorted, is the arrival.
ALTER TABLE headers ADD COLUMN dated INTEGER;
UPDATE headers SET dated = (SELECT date FROM messages m WHERE m.id = message AND m.date > m.received);
UPDATE messages SET date = received WHERE date > received;

-- Nothing has read them; they are found anew when a message is opened.
ALTER TABLE headers DROP COLUMN problems;

-- Mail that comes again under another unique-id is recognised by its octets.
CREATE INDEX unique_ids_sum ON unique_ids (account, sha256) WHERE replaced = 0;

UPDATE state SET edits = edits + 1;
