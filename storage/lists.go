package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// fewLetters is of how many letters of a mailing list in an Inbox on it is offered a folder.
const fewLetters = 3

// formatList is the form in which a mailing list stands in headers.list.
func formatList(l mailbox.MailingList) string {
	if l.Address == "" || l.Name == "" {
		return l.Address
	}
	return l.Address + " " + l.Name
}

func parseList(text string) (l mailbox.MailingList) {
	l.Address, l.Name, _ = strings.Cut(text, " ")
	return l
}

// listsQuery gives each mailing list that there is, as it stands in headers: it goes from one to
// the next in the index headers_list.
const listsQuery = `WITH RECURSIVE l (list) AS (SELECT min(list) FROM headers WHERE list <> ''
	UNION ALL SELECT (SELECT min(h.list) FROM headers h WHERE h.list <> '' AND h.list > l.list) FROM l WHERE l.list IS NOT NULL)
	SELECT list FROM l WHERE list IS NOT NULL`

// ofListsQuery gives the messages that came through some of these.
const ofListsQuery = "SELECT group_concat(message, ' ') FROM headers WHERE list <> '' AND list IN (SELECT value FROM json_each(?))"

// list returns the messages that came through the mailing lists which a condition means.
func (e *search) list(n *query.List) (set, error) {
	if e.lists == nil {
		var err error
		if e.lists, err = column[string](e.conn.QueryContext(e.ctx, listsQuery)); err != nil {
			return nil, err
		}
	}
	var meant []string
	for _, text := range e.lists {
		if l := parseList(text); n.Is(query.NameList(l.Address, l.Name)) {
			meant = append(meant, text)
		}
	}
	if len(meant) == 0 {
		return newSet(len(e.cat.rows)), nil
	}
	return e.ids(ofListsQuery, textList(meant))
}

// waitingListQuery counts the letters of a list ?1 that lie in an Inbox, up to ?2.
const waitingListQuery = `SELECT count(*) FROM (SELECT 1 FROM headers h JOIN messages m ON m.id = h.message JOIN folders f ON f.id = m.folder
	WHERE h.list <> '' AND h.list >= ?1 AND h.list < ?1 || '!' AND (h.list = ?1 OR h.list > ?1 || ' ') AND f.role = 'inbox' LIMIT ?2)`

// ListOffer returns the mailing list that a message came through where its letters can be offered a
// folder: it lies in an Inbox as a few others of the list do, the person has not refused that, and no
// rule moves what comes through the list. Else the list has no Address.
func (s *Store) ListOffer(ctx context.Context, id mailbox.ID) (none mailbox.MailingList, err error) {
	var text string
	err = s.r.QueryRowContext(ctx, "SELECT h.list FROM headers h JOIN messages m ON m.id = h.message JOIN folders f ON f.id = m.folder WHERE h.message = ? AND h.list <> '' AND f.role = 'inbox'", id).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return none, nil
	}
	if err != nil {
		return none, problem(err)
	}
	l := parseList(text)
	var refused, several bool
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM list_refusals WHERE address = ?1), ("+waitingListQuery+") = ?2", l.Address, fewLetters).Scan(&refused, &several)
	if err != nil || refused || !several {
		return none, problem(err)
	}
	rules, err := s.Rules(ctx)
	if err != nil {
		return none, err
	}
	name := query.NameList(l.Address, l.Name)
	if slices.ContainsFunc(rules, func(r mailbox.Rule) bool { return r.Trouble == mailbox.RuleWorks && r.Moves() && rulesList(&r, name) }) {
		return none, nil
	}
	return l, nil
}

// rulesList reports whether the condition of a rule names a mailing list.
func rulesList(r *mailbox.Rule, l *query.ListName) (named bool) {
	q := query.ParseWhole(r.Query, r.Changed)
	query.Inspect(q.Root, func(n query.Node) bool {
		if n, ok := n.(*query.List); ok {
			named = named || n.Is(l)
		}
		_, without := n.(*query.Not)
		return !without
	})
	return named
}

// RefuseList says that the person wants no folder offered for the letters of a mailing list, or,
// with on false, that one may be offered again.
func (s *Store) RefuseList(ctx context.Context, address string, on bool) error {
	return s.write(ctx, func(t *tx) error {
		if !on {
			_, err := t.exec("DELETE FROM list_refusals WHERE address = ?", address)
			return err
		}
		_, err := t.exec("INSERT INTO list_refusals (address, since) VALUES (?, ?) ON CONFLICT DO NOTHING", address, s.now().UnixMilli())
		return err
	})
}

// GiveListFolder has the letters that come through a mailing list go to an own folder with a name:
// the one that lies in no other and has it, or a new one, see CreateFolder. The rule is asked last.
func (s *Store) GiveListFolder(ctx context.Context, address, name string) (f mailbox.ListFolder, err error) {
	name, err = folderName(name)
	if err != nil {
		return f, err
	}
	err = s.write(ctx, func(t *tx) error {
		err := t.row("SELECT id FROM folders WHERE role = 'own' AND parent = 0 AND name_key = ?", nameKey(name)).Scan(&f.Folder)
		if f.Made = errors.Is(err, sql.ErrNoRows); f.Made {
			f.Folder, err = createFolder(t, 0, name)
		}
		if err != nil {
			return err
		}
		f.Rule, err = insertRule(t, mailbox.Rule{Query: mailbox.MailingList{Address: address}.Query(), Do: mailbox.RuleMove, Folder: f.Folder}, s.now())
		return err
	})
	if err != nil {
		return mailbox.ListFolder{}, err
	}
	return f, nil
}

// TakeBackListFolder undoes GiveListFolder: the rule goes, and the folder that was made for it, unless
// something lies in it meanwhile.
func (s *Store) TakeBackListFolder(ctx context.Context, f mailbox.ListFolder) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM rules WHERE id = ?", f.Rule); err != nil || !f.Made {
			return err
		}
		_, err := unmakeFolder(t, f.Folder)
		return err
	})
}

// unmakeFolder removes an own folder in which nothing lies, and which no rule names; false: it stays, or is gone.
func unmakeFolder(t *tx, id mailbox.FolderID) (gone bool, err error) {
	done, err := column[mailbox.FolderID](t.query(`DELETE FROM folders WHERE id = ?1 AND role = 'own' AND NOT EXISTS (SELECT 1 FROM messages WHERE folder = ?1)
		AND NOT EXISTS (SELECT 1 FROM folders WHERE parent = ?1) AND NOT EXISTS (SELECT 1 FROM rules WHERE folder = ?1) RETURNING id`, id))
	t.publish(mailbox.FoldersChanged{})
	return len(done) > 0, err
}
