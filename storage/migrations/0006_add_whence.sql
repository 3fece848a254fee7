-- folder: where a message lay before it came into Trash or Junk, so that it can be put
-- back there. There is none for those that were moved before this was kept.
CREATE TABLE whence (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    folder INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE
);
CREATE INDEX whence_folder ON whence (folder);
