package storage

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Rules are asked of every message that arrives, so only those are asked that can hold: each
// condition that looks for words has some of which one must be in the message, and the words of
// a message are looked up among these. Conditions are asked of messages as they have come,
// whatever the rules before have done.

// ruleset is the rules that are on and work, made ready.
type ruleset struct {
	from   string    // all that was said of the rules it was made of, and of the accounts and folders that these may name
	at     time.Time // and when: dates may be of today
	list   []mailbox.Rule
	rules  []readyRule
	exact  map[string][]int // rules that a word calls for
	begun  map[string][]int // likewise the beginning of a word
	begins map[[leastBegun]byte][]int
	always []int // rules that no word calls for
	words  bool  // some rule looks into the text, or at attached files
}

// leastBegun is the length in octets of the shortest beginning that rules are looked up by.
const leastBegun = 3

// freshRules is how long a ruleset serves.
const freshRules = time.Minute

type readyRule struct {
	mailbox.Rule
	root    query.Node
	finders map[*query.Term]index.Finder
	scope   *search // what folders and accounts the condition means
	inside  bool    // it asks for words of the text, or for attached files
}

// need is a word that calls for a rule.
type need struct {
	word  string
	begun bool // a word that begins so
}

// ruleset returns the rules as they are now.
func (s *Store) ruleset(ctx context.Context) (set *ruleset, err error) {
	now := s.now()
	err = s.snapshot(ctx, func(c *sql.Conn) error {
		// One text, as many rows would take longer at each step; counts make no difference.
		var from string
		err := c.QueryRowContext(ctx, `SELECT (SELECT coalesce(group_concat(says, char(10)), '') FROM
			(SELECT concat_ws(' ', id, acts, coalesce(folder, 0), is_on, changed, query) AS says FROM rules ORDER BY place, id LIMIT ?))
			|| char(10, 10) || (SELECT coalesce(group_concat(says, char(10)), '') FROM (SELECT concat_ws(char(9), id, email, label, name, removed) AS says FROM accounts ORDER BY id))
			|| char(10, 10) || (SELECT coalesce(group_concat(says, char(10)), '') FROM (SELECT concat_ws(char(9), id, account, role, coalesce(parent, 0), name) AS says FROM folders ORDER BY id))`,
			mailbox.MaxRules).Scan(&from)
		if err != nil {
			return err
		}
		if set = s.rules.Load(); set != nil && set.from == from && now.Sub(set.at).Abs() < freshRules {
			return nil
		}
		set = &ruleset{from: from, at: now}
		if set.list, err = rulesOf(ctx, c); err != nil || len(set.list) == 0 {
			return err
		}
		return set.prepare(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	s.rules.Store(set)
	return set, nil
}

// prepare reads the conditions.
func (rs *ruleset) prepare(ctx context.Context, c *sql.Conn) error {
	folders := &search{ctx: ctx, conn: c}
	if err := folders.folders(query.ParseWhole("", rs.at)); err != nil {
		return err
	}
	often := map[string]int{}
	for i := range rs.list {
		q, trouble := readRule(&rs.list[i], rs.at)
		if rs.list[i].Off || trouble != mailbox.RuleWorks {
			continue
		}
		r := readyRule{Rule: rs.list[i], root: q.Root, finders: map[*query.Term]index.Finder{}, inside: inside(q.Root)}
		r.scope = folders.scope()
		if err := r.scope.accounts(q.Root); err != nil {
			return err
		}
		sought := soughtBy(q)
		rs.words = rs.words || sought.any()
		for k, t := range sought.terms {
			r.finders[t] = sought.finders[k]
			for _, n := range needsOf(t) {
				often[n.word]++
			}
		}
		rs.rules = append(rs.rules, r)
	}
	rs.exact, rs.begun, rs.begins = map[string][]int{}, map[string][]int{}, map[[leastBegun]byte][]int{}
	for i := range rs.rules {
		needs := needed(rs.rules[i].root, often)
		if len(needs) == 0 {
			rs.always = append(rs.always, i)
		}
		for _, n := range needs {
			if !n.begun {
				rs.exact[n.word] = append(rs.exact[n.word], i)
				continue
			}
			rs.begun[n.word] = append(rs.begun[n.word], i)
			key := [leastBegun]byte([]byte(n.word))
			if !slices.Contains(rs.begins[key], len(n.word)) {
				rs.begins[key] = append(rs.begins[key], len(n.word))
			}
		}
	}
	return nil
}

// needsOf are the words that are all in a message which holds the term.
func needsOf(t *query.Term) (out []need) {
	words := query.Words(t.Text)
	for i, w := range words {
		if begun := t.Prefix && i == len(words)-1; !begun || len(w) >= leastBegun {
			out = append(out, need{w, begun})
		}
	}
	return out
}

// needed are words of which at least one is in a message for which n holds, as rare as there
// are; none: that cannot be said. often counts in how many terms a word stands.
func needed(n query.Node, often map[string]int) []need {
	cost := func(ns []need) (sum int) {
		for _, n := range ns {
			sum += 64*often[n.word] - min(len(n.word), 63)
		}
		return sum
	}
	var best []need
	better := func(ns []need) {
		if len(ns) > 0 && (best == nil || cost(ns) < cost(best)) {
			best = ns
		}
	}
	switch n := n.(type) {
	case *query.Term:
		for _, w := range needsOf(n) {
			better([]need{w})
		}
	case *query.And:
		for _, n := range n.Nodes {
			better(needed(n, often))
		}
	case *query.Or:
		for _, n := range n.Nodes {
			if !index.Says(n) {
				continue
			}
			ns := needed(n, often)
			if len(ns) == 0 {
				return nil
			}
			best = append(best, ns...)
		}
	}
	return best
}

// caughtBy are the rules that hold for a message, in their order, up to one that stops.
func (rs *ruleset) caughtBy(m *newMail) (out []*readyRule, err error) {
	asked := newSet(len(rs.rules))
	ask := func(rules []int) {
		for _, i := range rules {
			asked.put(i)
		}
	}
	ask(rs.always)
	if len(rs.exact)+len(rs.begun) > 0 {
		for from, i := 0, 0; i <= len(m.words); i++ {
			if i < len(m.words) && m.words[i] > ' ' {
				continue
			}
			if w := m.words[from:i]; len(w) > 0 {
				ask(rs.exact[string(w)])
				if len(w) >= leastBegun {
					for _, n := range rs.begins[[leastBegun]byte(w)] {
						if n <= len(w) {
							ask(rs.begun[string(w[:n])])
						}
					}
				}
			}
			from = i + 1
		}
	}
	for i := range rs.rules {
		if !asked.has(i) {
			continue
		}
		r := &rs.rules[i]
		holds, err := r.catches(m)
		if err != nil {
			return nil, err
		}
		if !holds {
			continue
		}
		if out = append(out, r); r.Do&mailbox.RuleStop != 0 {
			break
		}
	}
	return out, nil
}

// catches reports whether the condition holds for a message, whatever is still to come of it.
func (r *readyRule) catches(m *newMail) (bool, error) {
	if m.how == onlyBegun && r.inside {
		return r.surely(r.root, m, true)
	}
	return r.holds(r.root, m)
}

// inside reports whether a condition asks for what may stand in the rest of a message of which only the
// beginning is here.
func inside(n query.Node) (is bool) {
	query.Inspect(n, func(n query.Node) bool {
		switch n := n.(type) {
		case *query.Term:
			is = is || n.Field == query.Any || n.Field == query.Body || n.Field == query.Attachment
		case *query.HasAttachment:
			is = true
		}
		return true
	})
	return is
}

// surely reports whether a condition holds for a message of which the beginning is here, or where want is
// false does not hold, whatever the rest is. What is in the beginning is in the message.
func (r *readyRule) surely(n query.Node, m *newMail, want bool) (bool, error) {
	// all: of each node it is sure; else of one.
	of := func(nodes []query.Node, all bool) (bool, error) {
		for _, n := range nodes {
			if !index.Says(n) {
				continue
			}
			if is, err := r.surely(n, m, want); is != all || err != nil {
				return is, err
			}
		}
		return all, nil
	}
	switch n := n.(type) {
	case *query.And:
		return of(n.Nodes, want)
	case *query.Or:
		if !slices.ContainsFunc(n.Nodes, index.Says) {
			return want, nil
		}
		return of(n.Nodes, !want)
	case *query.Not:
		if !index.Says(n.Node) {
			return want, nil
		}
		return r.surely(n.Node, m, !want)
	}
	holds, err := r.holds(n, m)
	return holds == want && (want || !inside(n)), err
}

// holds is search.node for one message.
func (r *readyRule) holds(n query.Node, m *newMail) (bool, error) {
	switch n := n.(type) {
	case *query.And:
		for _, n := range n.Nodes {
			if !index.Says(n) {
				continue
			}
			if ok, err := r.holds(n, m); !ok || err != nil {
				return false, err
			}
		}
	case *query.Or:
		said := false
		for _, n := range n.Nodes {
			if !index.Says(n) {
				continue
			}
			if ok, err := r.holds(n, m); ok || err != nil {
				return ok, err
			}
			said = true
		}
		return !said, nil
	case *query.Not:
		if !index.Says(n.Node) {
			return true, nil
		}
		ok, err := r.holds(n.Node, m)
		return !ok, err
	case *query.Term:
		f, ok := r.finders[n]
		return !ok || f.In(m.words), nil
	case *query.Address:
		return m.who.are(n)
	case *query.HasAttachment:
		if n.Kind == query.AnyFile {
			return m.row.files, nil
		}
		parts, err := m.parts()
		return slices.ContainsFunc(parts, func(p part) bool { return p.is(n.Kind) }), err
	case *query.Account:
		return r.scope.owners[n][m.row.account], nil
	case *query.List:
		return m.list != nil && n.Is(m.list), nil
	case *query.Is:
		switch n.State {
		case query.Unread:
			return m.row.flags&mailbox.Read == 0, nil
		case query.Read:
			return m.row.flags&mailbox.Read != 0, nil
		case query.Answered:
			return m.row.flags&mailbox.Answered != 0, nil
		case query.Forwarded:
			return m.row.flags&mailbox.Forwarded != 0, nil
		}
		return m.row.flags&mailbox.Starred != 0, nil
	case *query.Before:
		return m.row.date < n.T.UnixMilli(), nil
	case *query.After:
		return m.row.date >= n.T.UnixMilli(), nil
	case *query.Larger:
		return m.size > n.Octets, nil
	case *query.Smaller:
		return m.size < n.Octets, nil
	case *query.In:
		return slices.Contains(r.scope.in(n), m.row.folder), nil
	}
	return true, nil
}
