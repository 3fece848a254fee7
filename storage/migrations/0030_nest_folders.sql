-- What a person makes of own folders. parent: the own folder that one lies in; 0: none, and so
-- is one that is not there. place: among those in the same one, by it and then by name. color:
-- one of the window's, counted from 1; 0: none. icon: a name of the window's; '': the usual one.
ALTER TABLE folders ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN color INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN icon TEXT NOT NULL DEFAULT '';

-- A name is that of one folder among those in the same one.
DROP INDEX folders_name;
CREATE UNIQUE INDEX folders_name ON folders (parent, name_key) WHERE role = 'own';
DROP INDEX folders_again;
CREATE INDEX folders_again ON folders (account, role, name, name_key, kept, parent, place, color, icon) WHERE id > 0;
