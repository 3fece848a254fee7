-- Conversations: which messages belong together (storage/threads.go), made of headers. thread:
-- a number that they share, that of one of the messages there were. topic: a name of the month
-- and the subject; 0: there is no subject. bare: an answer that does not say to what.
CREATE TABLE threads (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    thread INTEGER NOT NULL,
    topic INTEGER NOT NULL,
    bare INTEGER NOT NULL
);
CREATE INDEX threads_thread ON threads (thread, message);
CREATE INDEX threads_topic ON threads (topic, bare) WHERE topic <> 0;

-- The message-ids of these messages, and those that they refer to, also of messages that are not
-- here yet; name: the beginning of a checksum. They go with the last message of a conversation.
CREATE TABLE thread_names (
    name INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL
);
CREATE INDEX thread_names_thread ON thread_names (thread);
CREATE TRIGGER threads_delete AFTER DELETE ON threads
WHEN NOT EXISTS (SELECT 1 FROM threads WHERE thread = old.thread) BEGIN
    DELETE FROM thread_names WHERE thread = old.thread;
END;

-- Messages of which it is to be found out yet.
CREATE TABLE unthreaded (message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE);
INSERT INTO unthreaded SELECT id FROM messages;
CREATE TRIGGER messages_thread_insert AFTER INSERT ON messages BEGIN
    INSERT OR IGNORE INTO unthreaded VALUES (new.id);
END;

-- It grows with every change of threads but new messages above all others.
ALTER TABLE state ADD COLUMN threadings INTEGER NOT NULL DEFAULT 0;

-- Conversations with a message that has the mark 32: the person wants to hear no more of them.
CREATE TABLE thread_mutes (thread INTEGER PRIMARY KEY);
CREATE TRIGGER messages_mute AFTER UPDATE OF flags ON messages WHEN new.flags & 32 AND NOT old.flags & 32 BEGIN
    INSERT OR IGNORE INTO thread_mutes SELECT thread FROM threads WHERE message = new.id;
END;
CREATE TRIGGER threads_delete_mute AFTER DELETE ON threads
WHEN NOT EXISTS (SELECT 1 FROM threads WHERE thread = old.thread) BEGIN
    DELETE FROM thread_mutes WHERE thread = old.thread;
END;
