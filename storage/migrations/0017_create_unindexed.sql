-- The folded words of messages that are not in the index yet (storage/index, Words): they are
-- stored with their message and come into the index when there is time for it.
CREATE TABLE unindexed (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    words BLOB NOT NULL
);
