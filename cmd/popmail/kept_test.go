package main

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
)

// TestReceiveTellsKept: what a server does not remove is told with its words, by a line and in the row,
// and is no failure of the check.
func TestReceiveTellsKept(t *testing.T) {
	no := &account.Problem{Trouble: account.TroubleServer, Answer: "read-only mailbox"}
	j := &receiveJob{account: account.Account{Email: "ann@example.org"}, report: fetch.Report{OnServer: 2, Kept: []fetch.Failure{{UID: "a", Err: no}, {UID: "b", Err: no}}}}
	for _, asJSON := range []bool{false, true} {
		var out, told bytes.Buffer
		e := &env{out: bufio.NewWriter(&out), err: &told}
		if err := e.tellReceived(j, asJSON); err != nil || j.failed() {
			t.Error(err)
		}
		if s := told.String(); !strings.HasPrefix(s, "ann@example.org: the server does not remove 2 messages: ") || !strings.Contains(s, "read-only mailbox") {
			t.Errorf("%q", s)
		}
		if got := strings.Contains(out.String(), `"error":"","kept":[{"uid":"a","error":"`); got != asJSON {
			t.Errorf("%q", out.String())
		}
	}
	if row := newReceiveRow("ann@example.org", fetch.Report{}, nil); row.Kept != nil {
		t.Errorf("%+v", row)
	}
}
