package fetch

import (
	"errors"
	"fmt"
	"strings"

	"popmail/pop3"
)

// mostUnnamed bounds the messages that a server may leave without unique-ids, though it has left none
// of them without before: they cost little to be known again. QUIRK: servers that have none for single
// messages.
const mostUnnamed = 10

// nameless counts the known messages that came without a unique-id.
func nameless(known map[string]Known) (n int) {
	for key := range known {
		if strings.HasPrefix(key, contentPrefix) {
			n++
		}
	}
	return n
}

// withIDs reports whether the answer to UIDL (RFC 1939, section 7) is the listing, or the server is
// one without UIDL. Where it had UIDL, or says that it has, anything else is a fault that will
// pass: taken at once for a server without, everything would be transferred anew. In the fourth
// session in a row it is believed, and at once where nothing is known by a unique-id: of what is large, though,
// only the beginning may be wanted, which takes unique-ids, so that comes with the second session.
func (v *connection) withIDs(caps pop3.Capabilities, a told, known map[string]Known) (bool, error) {
	n, err := v.state.notes, a.uidl
	had := anyUID(known) && !n.lost()
	many := a.count < 0 || a.count > mostUnnamed
	switch {
	case err == nil && had && many && a.count > 0 && len(a.ids) == 0:
		err = &pop3.ProtocolError{Command: "UIDL", Reason: fmt.Sprintf("the listing is empty, and STAT counts %d messages", a.count)}
	case err == nil:
		return true, nil // readListing looks whether it holds all
	case refused(err) && passing(err):
		return false, &uidlError{err}
	case refused(err) && a.count == 0:
		return true, nil // there is nothing to list
	case refused(err) && !had && (n.lost() || !caps.Has("UIDL")):
		return false, nil
	case refused(err) && !had && nameless(known) == len(known):
		v.countNoUIDL()
		v.state.onlySmall = n.NoUIDL == 1
		return false, nil
	case !refused(err) && (!had || !many || as[*pop3.PipelineError](err) || !as[*pop3.ProtocolError](err)):
		return false, &uidlError{err}
	}
	return false, v.uidlWrong(had, err)
}

// uidlWrong notes that UIDL was not answered as it should be. had: unique-ids are known.
func (v *connection) uidlWrong(had bool, err error) error {
	v.state.last.hadIDs = had
	v.countNoUIDL()
	return &uidlError{err}
}

// countNoUIDL counts a session in which UIDL was not answered, once.
func (v *connection) countNoUIDL() {
	if !v.state.noUIDL {
		v.state.noUIDL = true
		v.state.notes.NoUIDL++
	}
}

// passing reports whether a refusal is about this moment alone. No other code says that a command
// is known: QUIRK: servers without UIDL that say so with one.
func passing(err error) bool {
	e, _ := errors.AsType[*pop3.ServerError](err)
	switch pop3.KnownCode(e.Code) {
	case pop3.CodeInUse, pop3.CodeLoginDelay, pop3.CodeSysTemp:
		return true
	}
	return false
}

// uidlError says that UIDL was not answered as it should be.
type uidlError struct{ err error }

func (e *uidlError) Error() string { return e.err.Error() }

func (e *uidlError) Unwrap() error { return e.err }

// anyUID reports whether known holds a unique-id that came from a server.
func anyUID(known map[string]Known) bool {
	for uid := range known {
		if !strings.HasPrefix(uid, contentPrefix) && !strings.HasPrefix(uid, ClaimPrefix) {
			return true
		}
	}
	return false
}
