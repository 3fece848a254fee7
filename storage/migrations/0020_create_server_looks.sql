-- What was in sight when the person last looked at what the server holds and this computer
-- does not: a message is removed unseen only while it is still this. A look that is lost is
-- taken again.
CREATE TABLE server_looks (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uid BLOB NOT NULL,
    size INTEGER NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (account, uid)
) WITHOUT ROWID;
