-- begun: only the beginning of the message is here, and the rest is on the server:
-- 1 it waits there, 2 the person wants it; 0: all that is to come is here.
ALTER TABLE unique_ids ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
CREATE INDEX unique_ids_begun ON unique_ids (message, account, begun, listed, size) WHERE begun > 0;
