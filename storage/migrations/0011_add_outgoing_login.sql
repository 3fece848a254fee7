-- out_user: the user name at the outgoing server; empty: the one of the incoming server.
-- out_open: the outgoing server takes mail without a log-in.
ALTER TABLE accounts ADD COLUMN out_user TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN out_open INTEGER NOT NULL DEFAULT 0;
