package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"popmail/account"
	"popmail/storage"
)

// mailboxState is what Thunderbird notes of a POP3 mailbox in the file popstate.dat.
type mailboxState struct {
	host, user string
	// whole are the unique-ids of the messages that it has fetched whole and that the server
	// still held then.
	whole map[string]bool
}

// popState is the name of the file. It lies beside the mail of the account.
const popState = "popstate.dat"

// Limits of what is taken from it.
const (
	maxPopState = 64 << 20
	maxUID      = 200 // octets; RFC 1939, section 7 allows 70
)

// of reports whether the mailbox is that of an account.
func (s *mailboxState) of(a *account.Account) bool {
	user := a.User
	if user == "" {
		user = a.Email
	}
	return account.SameHost(s.host, a.Incoming.Host) && strings.EqualFold(s.user, user)
}

// readPopState reads the file of a folder where there is one.
func (r *reader) readPopState(dir string) error {
	if _, known := r.states[dir]; known {
		return nil
	}
	f, err := r.tree.open(path.Join(dir, popState))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return nil
	}
	if err != nil {
		return r.failed(r.where(path.Join(dir, popState)), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if r.states == nil {
		r.states = map[string][]*mailboxState{}
	}
	r.states[dir] = parsePopState(io.NewSectionReader(f, 0, min(f.size, maxPopState)))
	return nil
}

// parsePopState reads such a file: behind "*HOST USER" a line for each message, which is "k"
// where all of it was fetched, its unique-id and when.
func parsePopState(from io.Reader) (all []*mailboxState) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if rest, ok := strings.CutPrefix(line, "*"); ok {
			host, user, _ := strings.Cut(rest, " ")
			all = append(all, &mailboxState{host: host, user: strings.TrimSpace(user), whole: map[string]bool{}})
			continue
		}
		if f := strings.Fields(line); len(all) > 0 && len(f) >= 2 && f[0] == "k" && len(f[1]) <= maxUID {
			all[len(all)-1].whole[f[1]] = true
		}
	}
	return all // what follows a line that is too long is left out
}

// readStates reads the files of all accounts in a profile.
func (r *reader) readStates(profile string) error {
	list, err := r.tree.list(path.Join(profile, "Mail"))
	if err != nil {
		return nil // what is wrong with it is told where it is read for its mail
	}
	for _, e := range list {
		if e.dir {
			if err := r.readPopState(path.Join(profile, "Mail", e.name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// mailboxOf is the mailbox that a folder of Thunderbird belongs to; nil: nothing tells.
func (r *reader) mailboxOf(dir string) *mailboxState {
	for len(r.states) > 0 {
		if s := r.states[dir]; len(s) == 1 {
			return s[0]
		}
		up := path.Dir(dir)
		if up == "." {
			up = ""
		}
		if up == dir {
			break
		}
		dir = up
	}
	return nil
}

// byIMAP reports whether a folder of a profile holds mail that was not fetched by POP3.
func (r *reader) byIMAP(dir string) bool {
	return r.inProfile && strings.HasPrefix(dir, r.profile+"ImapMail/")
}

// inMozilla reports whether a folder lies where a profile of Thunderbird has its mail.
func (r *reader) inMozilla(dir string) bool {
	rest, ok := strings.CutPrefix(dir+"/", r.profile)
	return r.inProfile && ok && (strings.HasPrefix(rest, "Mail/") || strings.HasPrefix(rest, "ImapMail/"))
}

// fetched is the mailbox that a message came from and its unique-id there, where Thunderbird
// says so twice: above the message, where nobody else writes, and in the list of one mailbox.
// Messages may have been moved to other folders since.
func (m *Message) fetched(h *head) (from *mailboxState, uid string) {
	if h.uid == "" || h.partial || h.removed {
		return nil, ""
	}
	for _, states := range m.states {
		for _, s := range states {
			if !s.whole[h.uid] {
				continue
			}
			if from != nil && (from.host != s.host || from.user != s.user) {
				return nil, "" // it may be either
			}
			from = s
		}
	}
	return from, h.uid
}

// Counted reports whether Thunderbird notes which messages beside this one it has fetched.
func (m *Message) Counted() bool { return len(m.states) > 0 }

// toldUID is the unique-id that Thunderbird writes above a message which it has fetched:
// behind X-Account-Key, with nothing but its own marks around; "": there is none. What stands
// farther below may have come with the message.
func toldUID(header []byte) string {
	key := false
	for line := range bytes.Lines(header) {
		if v, ok := field(line, "x-uidl"); ok {
			if uid := string(v); key && len(uid) <= maxUID && !strings.ContainsAny(uid, " \t\x00") {
				return uid
			}
			return ""
		}
		if _, ok := field(line, "x-account-key"); ok {
			key = true
			continue
		}
		if !bytes.HasPrefix(bytes.ToLower(line), []byte("x-mozilla-")) {
			return ""
		}
	}
	return ""
}

// accountOf is the account with a mailbox; 0: it is not here.
func (i *Import) accountOf(s *mailboxState) account.ID {
	if s != nil {
		for _, a := range i.accounts {
			if s.of(&a) {
				return a.ID
			}
		}
	}
	return 0
}

// owner is the account that mail of a mailbox goes to.
func (i *Import) owner(s *mailboxState) account.ID { return cmp.Or(i.accountOf(s), i.Account) }

// origin is where a message lies on the server of an account; nil: it is not known.
func (i *Import) origin(c *content) *storage.Origin {
	if id := i.accountOf(c.from); id != 0 {
		return &storage.Origin{Account: id, UID: c.uid}
	}
	return nil
}
