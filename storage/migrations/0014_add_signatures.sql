-- signature: what stands below the letters of an account, lines that end with \n but for
-- the last one. plain_only: its letters go as plain text alone.
ALTER TABLE accounts ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN plain_only INTEGER NOT NULL DEFAULT 0;
