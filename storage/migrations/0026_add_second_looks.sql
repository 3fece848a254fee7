-- What a person has typed or decided is kept a second time in indexes over all of it, by which
-- PRAGMA integrity_check finds what a disk has changed; and the version of the schema. Nothing
-- else is to use these indexes, which is why they have conditions that no query has.
ALTER TABLE state ADD COLUMN schema INTEGER NOT NULL DEFAULT 0; -- as user_version

CREATE INDEX accounts_again ON accounts (email, email_key, name, user, host, port, security, ca_file, auth, leave, keep, interval_ms, removed, label, color,
    out_host, out_port, out_security, out_ca_file, paused, place, out_user, out_open, authorities, exceptions, signature, plain_only, leave_deleted) WHERE id > 0;
CREATE INDEX folders_again ON folders (account, role, name, name_key, kept) WHERE id > 0;
CREATE INDEX letters_again ON letters (state, account, dotted, not_before, next_try, tries, problem, refusals, message_id, sender, recipients, bcc, answers, forwards) WHERE message > 0;
CREATE INDEX contacts_again ON contacts (name, note, rest) WHERE id > 0;
CREATE INDEX contact_groups_again ON contact_groups (name) WHERE id > 0;
CREATE INDEX forgotten_addresses_again ON forgotten_addresses (address) WHERE address <> '';
CREATE INDEX picture_senders_again ON picture_senders (since, address) WHERE address <> '';
CREATE INDEX searches_again ON searches (name, query) WHERE id > 0;
DROP INDEX contact_addresses_contact;
CREATE INDEX contact_addresses_contact ON contact_addresses (contact, place, email);

-- When mail came, and whose it is.
DROP INDEX messages_date;
CREATE INDEX messages_date ON messages (date DESC, id DESC, received, size, account);

-- What a server calls its messages; those that were replaced by others are not looked for.
DROP INDEX unique_ids_sum;
CREATE INDEX unique_ids_sum ON unique_ids (account, sha256, stored, size, gone, listed, goes, deleted) WHERE replaced = 0;
