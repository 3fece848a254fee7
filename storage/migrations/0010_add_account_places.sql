-- place: in the list of accounts, as the person has put them; those with the same one
-- stand in the order in which they were added.
ALTER TABLE accounts ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET place = id;
