-- Searches that a person keeps, as folders whose mail is what they find. query: as it is typed
-- (storage/query).
CREATE TABLE searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    query TEXT NOT NULL
);
