package storage

import (
	"context"
	"database/sql"
	"errors"
	"math/bits"
	"slices"
	"strings"
	"time"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Rules returns the rules in the order in which they are asked.
func (s *Store) Rules(ctx context.Context) (out []mailbox.Rule, err error) {
	out, err = rulesOf(ctx, s.r)
	for i := range out {
		_, out[i].Trouble = readRule(&out[i], s.now())
	}
	return out, problem(err)
}

func rulesOf(ctx context.Context, q querier) (out []mailbox.Rule, err error) {
	rows, err := q.QueryContext(ctx, "SELECT id, query, acts, coalesce(folder, 0), NOT is_on, changed, caught, last FROM rules ORDER BY place, id LIMIT ?", mailbox.MaxRules)
	err = each(rows, err, func(rows *sql.Rows) error {
		var r mailbox.Rule
		var changed, last int64
		err := rows.Scan(&r.ID, &r.Query, &r.Do, &r.Folder, &r.Off, &changed, &r.Caught, &last)
		if r.Changed = time.UnixMilli(changed); last > 0 {
			r.Last = time.UnixMilli(last)
		}
		out = append(out, r)
		return err
	})
	return out, err
}

// readRule reads the condition of a rule as it is meant now, and says why the rule does nothing
// where it does nothing: one that is half understood could catch what it should not.
func readRule(r *mailbox.Rule, now time.Time) (*query.Query, mailbox.RuleTrouble) {
	q := query.ParseWhole(r.Query, now)
	switch {
	case unclear(q):
		return q, mailbox.RuleNoQuery
	case r.Do&^mailbox.RuleStop == 0 || bits.OnesCount8(uint8(r.Do&mailbox.RuleMoves)) > 1:
		return q, mailbox.RuleNoActs
	case r.Do&mailbox.RuleMove != 0 && r.Folder == 0:
		return q, mailbox.RuleNoFolder
	case !onArrival(q.Root, true):
		return q, mailbox.RuleNever
	}
	return q, mailbox.RuleWorks
}

// unclear reports whether a condition asks for nothing, or for something that is not understood.
func unclear(q *query.Query) bool { return q.Empty() || !q.Understood() }

// onArrival reports whether a condition can hold for a message that has just come, or, where can is
// false, whether it can fail to: such a message lies in the Inbox, and has no star and is not read.
func onArrival(n query.Node, can bool) bool {
	every := func(list []query.Node) bool {
		return !slices.ContainsFunc(list, func(n query.Node) bool { return index.Says(n) && !onArrival(n, can) })
	}
	some := func(list []query.Node) bool {
		said := slices.ContainsFunc(list, index.Says)
		return slices.ContainsFunc(list, func(n query.Node) bool { return index.Says(n) && onArrival(n, can) }) || !said && can
	}
	switch n := n.(type) {
	case *query.And:
		if can {
			return every(n.Nodes)
		}
		return slices.ContainsFunc(n.Nodes, func(n query.Node) bool { return index.Says(n) && onArrival(n, can) })
	case *query.Or:
		if can {
			return some(n.Nodes)
		}
		return slices.ContainsFunc(n.Nodes, index.Says) && every(n.Nodes)
	case *query.Not:
		return !index.Says(n.Node) || onArrival(n.Node, !can)
	case *query.Is:
		return can == (n.State == query.Unread)
	case *query.In:
		return can == (titles()[titleKey(n.Folder)] == mailbox.Inbox)
	}
	return true
}

// CanCatch reports whether a rule with a condition can catch any letter, as each of them is when it comes:
// what else is here may match it all the same. One that is not understood can, for all that is known.
func (s *Store) CanCatch(text string) bool {
	q := query.ParseWhole(text, s.now())
	return unclear(q) || onArrival(q.Root, true)
}

// SaveRule keeps a rule; ID 0: a new one, which is asked last. It returns its number. Beyond
// mailbox.MaxRules the error is mailbox.ErrTooMany.
func (s *Store) SaveRule(ctx context.Context, r mailbox.Rule) (id mailbox.RuleID, err error) {
	err = s.write(ctx, func(t *tx) error {
		if r.ID != 0 {
			id = r.ID
			return t.changed("UPDATE rules SET query = ?, acts = ?, folder = ?, is_on = ?, changed = ? WHERE id = ?", strings.TrimSpace(r.Query), r.Do, ruleFolder(&r), !r.Off, s.now().UnixMilli(), id)
		}
		id, err = insertRule(t, r, s.now())
		return err
	})
	return id, err
}

// ruleFolder is what rules.folder holds.
func ruleFolder(r *mailbox.Rule) any {
	if r.Do&mailbox.RuleMove != 0 && r.Folder != 0 {
		return r.Folder
	}
	return nil
}

// insertRule keeps a new rule, which is asked last.
func insertRule(t *tx, r mailbox.Rule, now time.Time) (id mailbox.RuleID, err error) {
	err = t.row(`INSERT INTO rules (place, query, acts, folder, is_on, changed) SELECT (SELECT coalesce(max(place), 0) + 1 FROM rules), ?, ?, ?, ?, ?
		WHERE (SELECT count(*) FROM rules) < ? RETURNING id`, strings.TrimSpace(r.Query), r.Do, ruleFolder(&r), !r.Off, now.UnixMilli(), mailbox.MaxRules).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, mailbox.ErrTooMany
	}
	return id, err
}

// SwitchRule switches a rule on or off.
func (s *Store) SwitchRule(ctx context.Context, id mailbox.RuleID, on bool) error {
	return s.write(ctx, func(t *tx) error {
		return t.changed("UPDATE rules SET is_on = ?, changed = ? WHERE id = ?", on, s.now().UnixMilli(), id)
	})
}

// DeleteRule removes a rule. The mail that it has caught stays where it is.
func (s *Store) DeleteRule(ctx context.Context, id mailbox.RuleID) error {
	return s.write(ctx, func(t *tx) error { return t.changed("DELETE FROM rules WHERE id = ?", id) })
}

// OrderRules gives the rules an order; those that are not named come last.
func (s *Store) OrderRules(ctx context.Context, ids []mailbox.RuleID) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE rules SET place = n.place FROM (SELECT r.id, row_number() OVER (ORDER BY coalesce(j.key, 1e9), r.place, r.id) AS place
			FROM rules r LEFT JOIN json_each(?) j ON j.value = r.id) n WHERE n.id = rules.id`, idList(ids))
		return err
	})
}

// notReceived are the roles of folders in which rules look for nothing that has come before: what is
// written here, what is thrown away, and what is put off. Own folders that are called so are others.
var notReceived = []mailbox.Role{mailbox.Sent, mailbox.Drafts, mailbox.Outbox, mailbox.Snoozed, mailbox.Trash, mailbox.Junk}

// TryRule finds what the condition of a rule would have caught among the mail that is here, the
// newest first; limit 0: all. It is Search, but for what is written here, what lies in Trash and Junk
// or is put off, and for the texts of attached files, which are not read yet when a rule is asked. Of
// a condition for which a rule would be RuleNoQuery the error is mailbox.ErrUnclear: it catches nothing.
func (s *Store) TryRule(ctx context.Context, text string, limit int) (mailbox.Result, error) {
	q := query.ParseWhole(text, s.now())
	if unclear(q) {
		return mailbox.Result{}, mailbox.ErrUnclear
	}
	return s.search(ctx, q, limit, lettersOnly)
}
