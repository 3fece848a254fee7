package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"popmail/account"
)

// noteTime bounds how long writing notes may take after a session was stopped.
const noteTime = 10 * time.Second

// notes is what one session of an account leaves for the next. Losing it costs
// time or traffic, never mail.
type notes struct {
	Stumbles [][]byte     `json:",omitempty"` // names of messages at which the line was lost
	NoUIDL   int          `json:",omitempty"` // sessions in a row in which UIDL was refused, or not answered as it should be, although there were unique-ids before
	Wary     int          `json:",omitempty"` // messages that still have a check each, since a portion was lost or out of step
	NoSTAT   int          `json:",omitempty"` // lines that were lost at a check
	Way      bool         `json:",omitempty"` // messages that come short came with the same octets twice: the server counts in a way of its own
	Longer   int          `json:",omitempty"` // messages that came longer than announced while no size was right, at most maxRecalled
	Far      int          `json:",omitempty"` // of them: those of which no estimate explains it
	Ends     int          `json:",omitempty"` // how often more than once the server ends a message
	Large    []large      `json:",omitempty"` // messages that went on beyond the limit
	Asides   []asideNote  `json:",omitempty"` // messages that came short and were set aside
	NoTop    int          `json:",omitempty"` // sessions for which no beginnings are asked for: TOP gives all of a message
	Asked    [][]byte     `json:",omitempty"` // keys of messages whose removal was asked for; the answer to QUIT did not come
	Failed   []failedNote `json:",omitempty"` // messages that could not be brought in
	Denied   [][]byte     `json:",omitempty"` // names of messages that were refused while none was given, or twice in a row
	Proven   int          `json:",omitempty"` // how many of Denied, the first ones, were refused although others were given
	Dry      int64        `json:",omitempty"` // since when the server refuses all that it is asked for, Unix seconds
	Turn     int          `json:",omitempty"` // where in Denied the next session begins
	Doubted  [][]byte     `json:",omitempty"` // names of messages that were refused after others were given
	Keeps    bool         `json:",omitempty"` // the server removes some of what is due, and not all
	Stays    *staysNote   `json:",omitempty"` // it removes nothing of that
	Back     *backNote    `json:",omitempty"` // messages that are listed again after the server had confirmed their removal
	Habits   *habits      `json:",omitempty"` // of the server
	Likely   [][]byte     `json:",omitempty"` // names of messages that are likely here, and not proved to be, see knownAgain
	Moved    int64        `json:",omitempty"` // when messages were last found under other unique-ids, Unix seconds
	Pause    *pauseNote   `json:",omitempty"` // that the server has asked for; the session leaves it as it is

	// Of the mailbox: what the person has said that it may hold, and what it held at the last listing,
	// in octets. The session leaves both as they are.
	Quota int64 `json:",omitempty"`
	Held  int64 `json:",omitempty"`

	before []byte // as the store has them
}

// readNotes reads what the last session has left. What cannot be read counts as
// nothing.
func readNotes(ctx context.Context, s Store, id account.ID) (*notes, error) {
	text, err := s.Notes(ctx, id)
	if err != nil {
		return nil, err
	}
	n := &notes{}
	if json.Unmarshal(text, n) != nil {
		n = &notes{}
	}
	n.before = text
	return n, nil
}

// write leaves the notes for the next session, also when this one was stopped.
func (n *notes) write(ctx context.Context, s Store, id account.ID) error {
	text, err := n.text()
	if err != nil {
		return err
	}
	if bytes.Equal(text, n.before) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	now, err := s.Notes(ctx, id)
	if err != nil {
		return err
	}
	n.meanwhile(now)
	if text, err = n.text(); err != nil {
		return err
	}
	if err = s.SetNotes(ctx, id, text); err == nil {
		n.before = text
	}
	return err
}

// text is the form in which the store has them; nil: there is nothing to note.
func (n *notes) text() ([]byte, error) {
	text, err := json.Marshal(n)
	if string(text) == "{}" {
		text = nil
	}
	return text, err
}

// lost reports whether a server that had unique-ids has none any more.
func (n *notes) lost() bool { return n.NoUIDL >= 3 }
