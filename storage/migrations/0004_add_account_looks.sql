-- label: the person's own name for the account, '' for none. color: which of the
-- window's colors the account has, counted from 1; 0: that of its address.
ALTER TABLE accounts ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN color INTEGER NOT NULL DEFAULT 0;

-- stopped: the person ended the last session. listed: when the server last said
-- what it holds, NULL for never; on_server and missing: how many messages, and how
-- many of these were not here then.
ALTER TABLE accounts ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN listed INTEGER;
ALTER TABLE accounts ADD COLUMN on_server INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
