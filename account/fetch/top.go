package fetch

import (
	"context"

	"popmail/pop3"
)

// The bounds of what is risked for TOP (RFC 1939, section 7), before messages come whole, or are
// fetched to be known again.
const (
	topRefusals = 3 // in a row, where TOP was never answered with a message
	topCuts     = 3 // lines that were lost at TOP; another session goes on
	topSkips    = 2 // messages at whose TOP the line was lost twice
)

// tops is what the lines of a session have shown of TOP. A line may be lost at any moment, and a
// server may be unable to give one message: neither says that it has no TOP.
type tops struct {
	given    int             // messages, or headers, so far
	refused  int             // refusals in a row
	answered int             // over this line, refusals too
	works    bool            // it was answered over one of the lines
	lost     string          // name of the message at whose TOP the last line was lost
	cuts     int             // lines that were lost at TOP, since the last message was left out
	skip     map[string]bool // names of messages that are not asked for so
}

// came notes an answer to TOP, or the error that it was answered with.
func (t *tops) came(err error) {
	switch {
	case err == nil:
		t.given++
		t.refused = 0
	case refused(err):
		t.refused++
	default:
		return
	}
	t.answered++
	t.works = true
}

// none reports whether the server gives nothing by TOP: a refusal of its own may be about a message
// that the server cannot read.
func (t *tops) none() bool { return t.given == 0 && t.refused >= topRefusals }

// lostTOP notes that the line was lost at TOP of a message, and decides what another line does.
// QUIRK: servers that hang up at TOP, or say nothing, of single messages or of all. At one
// of them the line is lost each time; only where TOP was never answered, or that goes on, is all
// done without it.
func (v *connection) lostTOP(ctx context.Context, it *item, err error) {
	t := v.state
	if ctx.Err() != nil || as[*pop3.PipelineError](err) {
		return // another line asks one by one
	}
	name, before := nameOf(it), t.tops.lost
	t.tops.lost = name
	switch {
	case name == before && (len(t.tops.skip) >= topSkips || !t.tops.works && isSilent(err)), before != "" && name != before && !t.tops.works:
		t.last.lostAtTOP = true
	case name == before:
		if t.tops.skip == nil {
			t.tops.skip = make(map[string]bool)
		}
		t.tops.skip[name], t.tops.cuts = true, 0
		t.last.again = true
	default:
		t.tops.cuts++
		t.last.again = t.tops.cuts <= topCuts
	}
}
