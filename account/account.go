// Package account says who the mail belongs to: accounts, their servers, how the
// line is protected and what happens to mail on the server. It holds values and
// their validation, and does no input or output.
package account

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// ID names an account in one data folder. The zero ID belongs to no account.
type ID int64

// DefaultInterval is the time between two checks for new mail.
const DefaultInterval = 10 * time.Minute

// ByHand stands for an interval: an account with it is checked only when the person asks.
const ByHand = -time.Millisecond

// MinInterval is the shortest time between two checks that a person can choose.
const MinInterval = time.Minute

// Account is one mailbox on one POP3 server.
type Account struct {
	ID       ID
	Email    string // address, unique in a data folder (compared without case)
	Name     string // the person's own name, may be empty
	Label    string // what the person calls the account, such as "Home"; may be empty
	Color    int    // one of the window's colors, counted from 1; 0: that of the address
	User     string // user name on the server; Validate fills in Email when empty
	Incoming Server // POP3
	Outgoing Server // SMTP; the zero Server: none is set up
	// OutgoingUser is the user name for Outgoing; empty: User, with the same password. A
	// password of its own is Credential.Outgoing.
	OutgoingUser string
	OutgoingOpen bool // Outgoing takes mail without a log-in, as servers within a network of their own do
	Auth         Auth
	Leave        Retention
	// LeaveDeleted is Leave for what was deleted here: LeaveDays since it came into Trash,
	// LeaveNone once it was removed for ever.
	LeaveDeleted Retention
	Keep         Keep          // where the password is kept
	Interval     time.Duration // between two checks; Validate fills in DefaultInterval when zero, ByHand when negative
	Paused       bool          // not checked, not even with all others by hand, until the person resumes it

	// Authorities are certificates of authorities (PEM) that this account trusts besides
	// the system's, such as those of a company; may be empty.
	Authorities string
	Exceptions  Exceptions

	Signature string // below what the person writes, see TidySignature; may be empty
	PlainOnly bool   // letters go as plain text alone
}

// Status is what is known of the last check of an account.
type Status struct {
	LastCheck time.Time // end of the last session that succeeded; zero: never
	Failure   Failure   // of the last session; none: it succeeded
	Stopped   bool      // the person ended the last session before it was done
	Held      Held
	Aside     int   // messages that could not be received and are asked for again
	Left      int   // messages that the person leaves on the server
	Pause     Pause // that the server wants before the next session; zero: not known
	Quota     int64 // octets that the mailbox on the server may hold, as the person has said; 0: not said
	Stays     Stays
}

// Stays is what a server that removes nothing has refused to remove at the last check,
// or lists although it has confirmed the removal; Answer is empty then.
type Stays struct {
	Messages int    // 0: it removes mail, or nothing is to be removed
	Answer   string // its words, printable; empty: none
}

// Held is what a server held when it last listed its messages.
type Held struct {
	At       time.Time // of the listing or of what was received after it; zero: it never has
	Messages int       // on the server
	Missing  int       // of these, not on this computer
	Octets   int64     // of all of them, as the server says (STAT, RFC 1939, section 5); 0: not told
	Expires  Expiry
}

// LeastQuota and MostQuota are the bounds of Status.Quota, in octets.
const (
	LeastQuota = 1e6
	MostQuota  = 1e15
)

// NearlyFull is how much of a mailbox is used, in percent, from which on the person is told.
const NearlyFull = 90

// Full is how much of a mailbox is used, in whole percent, at most 100: servers count the octets
// of a mailbox otherwise than those of messages, so that a full one may come out above. ok is
// false where quota is none.
func Full(octets, quota int64) (percent int, ok bool) {
	if octets < 0 || quota < LeastQuota || quota > MostQuota {
		return 0, false
	}
	if octets >= quota {
		return 100, true
	}
	return int(float64(octets) / float64(quota) * 100), true
}

// Known reports whether the server has ever said what it holds.
func (h Held) Known() bool { return !h.At.IsZero() }

// Keep says where the password of an account is kept.
type Keep string

// The places where a password can be kept.
const (
	KeepKeyring Keep = "keyring" // the operating system's password store
	KeepFile    Keep = "file"    // a file in the data folder that only its owner can read
	KeepAsk     Keep = "ask"     // nowhere: asked at each start
)

// ParseKeep reads the value of --keep-password.
func ParseKeep(s string) (Keep, error) {
	switch k := Keep(strings.ToLower(s)); k {
	case KeepKeyring, KeepFile, KeepAsk:
		return k, nil
	}
	return "", fmt.Errorf("%q is not a place to keep a password: use keyring, file or ask", s)
}

// ErrInvalid is wrapped by every error of Validate.
var ErrInvalid = errors.New("account settings are not usable")

// Validate trims the fields, fills in defaults and says what is wrong in words
// that can be shown to a person.
func (a *Account) Validate() error {
	a.Email = strings.TrimSpace(a.Email)
	a.Name = strings.TrimSpace(a.Name)
	a.Label = strings.TrimSpace(a.Label)
	a.User = strings.TrimSpace(a.User)
	a.OutgoingUser = strings.TrimSpace(a.OutgoingUser)
	if a.User == "" {
		a.User = a.Email
	}
	if a.Auth == "" {
		a.Auth = AuthAuto
	}
	if a.Keep == "" {
		a.Keep = KeepKeyring
	}
	if a.Interval == 0 {
		a.Interval = DefaultInterval
	} else if a.Interval < 0 {
		a.Interval = ByHand
	} else if a.Interval < MinInterval {
		a.Interval = MinInterval
	}
	if !isAddress(a.Email) {
		return fmt.Errorf("%w: %q is not an e-mail address", ErrInvalid, a.Email)
	}
	for _, f := range []struct{ what, s string }{{"name", a.Name}, {"name of the account", a.Label}, {"user name", a.User}, {"user name for the outgoing server", a.OutgoingUser}} {
		if strings.ContainsAny(f.s, "\r\n\x00") {
			return fmt.Errorf("%w: the %s holds a line break", ErrInvalid, f.what)
		}
	}
	if err := a.validateSignature(); err != nil {
		return err
	}
	for _, r := range []Retention{a.Leave, a.LeaveDeleted} {
		if err := r.validate(); err != nil {
			return err
		}
	}
	if err := a.Incoming.Validate(); err != nil {
		return err
	}
	a.pruneExceptions()
	if !a.Sends() {
		a.OutgoingUser, a.OutgoingOpen = "", false
		return nil
	}
	if a.OutgoingOpen {
		a.OutgoingUser = ""
	}
	return a.Outgoing.ValidateOutgoing()
}

// Sends reports whether an outgoing server is set up.
func (a *Account) Sends() bool { return a.Outgoing != (Server{}) }

// Encrypted reports whether nothing goes to its servers in the clear.
func (a *Account) Encrypted() bool {
	return a.Incoming.Security != None && (!a.Sends() || a.Outgoing.Security != None)
}

// SendsAs is the user name for Outgoing; empty where that asks for none.
func (a *Account) SendsAs() string {
	switch {
	case a.OutgoingOpen:
		return ""
	case a.OutgoingUser != "":
		return a.OutgoingUser
	}
	return a.PersonsUser()
}

// isAddress reports whether s is an e-mail address and nothing more (RFC 5322, section
// 3.4.1, and RFC 6532).
func isAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 {
		return false
	}
	if s[0] == '"' { // a local part in quotes
		addr, err := mail.ParseAddress(s)
		return err == nil && addr.Name == "" && (&mail.Address{Address: addr.Address}).String() == "<"+s+">"
	}
	// QUIRK: dots at the ends of a local part and in pairs are no dot-atom, but Japanese
	// carriers gave out such addresses.
	bare := strings.ReplaceAll(s[:at], ".", "") + s[at:]
	addr, err := mail.ParseAddress(bare)
	return err == nil && addr.Address == bare
}
