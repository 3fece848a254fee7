package fetch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// above are what programs write above a message on its way from a server to a folder.
var above = map[string]string{
	"fetchmail":           "Return-Path: <bob@example.net>\r\nReceived: from pop.example.org [192.0.2.1]\r\n\tby vm with POP3 (fetchmail-6.4.37)\r\n\tfor <ann@localhost> (single-drop); Sun, 29 Nov 2026 12:17:02 +0000 (UTC)\r\n",
	"getmail":             "Return-Path: <bob@example.net>\r\nDelivered-To: ann\r\nReceived: from pop.example.org by vm with POP3 getmail6 for <ann>; 29\r\n Nov 2026 12:17:02 -0000\r\n",
	"mpop":                "Received: from pop.example.org (pop.example.org [192.0.2.1])\r\n\tby vm (mpop-1.4.18) with POP3\r\n\tfor <ann>; Sun, 29 Nov 2026 12:17:03 +0000\r\n",
	"fetchmail and a MTA": "Return-Path: <bob@example.net>\r\nX-Original-To: ann\r\nDelivered-To: ann@vm\r\nX-Spam-Level: *\r\nReceived: from localhost (localhost [127.0.0.1])\r\n\tby vm (Postfix) with ESMTP id 77\r\n\tfor <ann>; Sun, 29 Nov 2026 12:17:03 +0000\r\nReceived: from pop.example.org [192.0.2.1]\r\n\tby vm with POP3 (fetchmail-6.4.37); Sun, 29 Nov 2026 12:17:02 +0000 (UTC)\r\n",
	"getmail, no trace":   "Return-Path: <bob@example.net>\r\nDelivered-To: ann\r\n",
	"nothing":             "",
}

// TestPassed: a message is known again through what came above it, by a name that a server's
// header gives too, and by nothing that is another message.
func TestPassed(t *testing.T) {
	body := "one\r\n..\r\n"
	server := "Return-Path: <bounce@example.net>\r\nReceived: from a by b with ESMTP id 7; Fri, 20 Nov 2026 10:00:00 +0000\r\nFrom: bob@example.net\r\nTo: ann@example.org, carl@example.org, dora@example.org, emil@example.org, fritz@example.org\r\n" +
		"Message-ID: <7@example.net>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nStatus: RO\r\n\r\n"
	bare := strings.TrimPrefix(server, "Return-Path: <bounce@example.net>\r\n")
	bare = strings.Replace(bare, "dora@", "\r\n dora@", 1)
	name := passedName([]byte(server), int64(len(server)+len(body)))
	if name == "" {
		t.Fatal("no name")
	}
	for program, lines := range above {
		here := lines + bare + body
		if !slices.Contains(Passed([]byte(here)), name) {
			t.Errorf("%s: not known again: %q", program, here)
		}
		for what, other := range map[string]string{
			"another body":             here + "more\r\n",
			"another delivery":         strings.Replace(here, "id 7;", "id 8;", 1),
			"a trace less":             strings.Replace(here, "Received: from a by b with ESMTP id 7; Fri, 20 Nov 2026 10:00:00 +0000\r\n", "", 1),
			"a trace more, of a relay": lines + "Received: from relay by c; Fri, 20 Nov 2026 10:00:00 +0000\r\n" + bare + body,
			"another Message-ID":       strings.Replace(here, "<7@", "<8@", 1),
			"another name of a field":  strings.Replace(here, "\nTo: ", "\nCc: ", 1),
			"a field more":             lines + "X-Note: mine\r\n" + bare + body,
		} {
			if slices.Contains(Passed([]byte(other)), name) {
				t.Errorf("%s, %s: taken for the one on the server: %q", program, what, other)
			}
		}
	}
	for _, weak := range []string{"From: bob@example.net\r\nDate: now\r\n\r\n", "Message-ID: <1@example.net>\r\n\r\n", "Message-ID: <1@example.net>\r\nDate: now\r\n", ""} {
		if got := passedName([]byte(weak), int64(len(weak))+10); got != "" {
			t.Errorf("%q has the name %q", weak, got)
		}
	}
	if n := len(Passed([]byte(strings.Repeat("Delivered-To: x\r\n", 5000) + server))); n > maxPassed {
		t.Errorf("%d names", n)
	}
}

// TestCarried: of what another program says it has fetched the headers are asked for, and only
// what they show to be here is not fetched.
func TestCarried(t *testing.T) {
	for _, place := range []string{"", "%d"} {
		o := newOffice(t, 0, true)
		o.memStore.elsewhere, o.memStore.carried = map[string]bool{}, map[string]bool{}
		for i := range 6 {
			uid := fmt.Sprintf("u%c", 'a'+i)
			if place != "" {
				uid = fmt.Sprintf(place, i+1)
			}
			raw := letter(i+1, true, fmt.Sprintf("body of %d", i+1))
			o.post(uid, raw)
			o.memStore.elsewhere[uid] = i != 4 // of which no program says anything
			if i == 3 {
				raw += "changed here\r\n"
			}
			for _, name := range Passed([]byte(above["getmail"] + raw)) {
				o.memStore.carried[name] = true
			}
		}
		o.must(t, testAccount, 6, 2, 4, 0)
		if c := o.commands(); c["RETR"] != 2 || c["TOP"] != 5 {
			t.Errorf("%q: %v", place, c)
		}
		o.must(t, testAccount, 6, 0, 6, 0)
		if c := o.commands(); c["RETR"]+c["TOP"] != 0 && place == "" {
			t.Errorf("again: %v", c)
		}
	}
}

// FuzzPassed: whatever lies in a folder, names are few, and a message has the name that its own
// header gives.
func FuzzPassed(f *testing.F) {
	for _, lines := range above {
		f.Add([]byte(lines + "From: a\r\nMessage-ID: <1@a>\r\nDate: now\r\n\r\nbody\r\n"))
	}
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		names := Passed(raw)
		if len(names) > maxPassed {
			t.Fatalf("%d names", len(names))
		}
		if own := passedName(raw, int64(len(raw))); own != "" && !slices.Contains(names, own) {
			t.Fatalf("%q is not among %q", own, names)
		}
	})
}
