package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// shape describes a JSON value: objects with their keys in order, lists by their
// first element, and the types of the rest.
func shape(t *testing.T, text string) string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value func() string
	value = func() string {
		tok, err := d.Token()
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		switch v := tok.(type) {
		case json.Delim:
			var parts []string
			for d.More() {
				if v == '[' {
					parts = append(parts, value())
					continue
				}
				key, err := d.Token()
				if err != nil {
					t.Fatal(err)
				}
				parts = append(parts, fmt.Sprint(key, ":", value()))
			}
			end, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			if v == '[' {
				parts = parts[:min(len(parts), 1)]
			}
			return fmt.Sprint(v, strings.Join(parts, " "), end)
		case json.Number:
			return "n"
		case string:
			return "s"
		case bool:
			return "b"
		}
		return "null"
	}
	return value()
}

// TestContract holds the fields that scripts rely on: names, order and types.
func TestContract(t *testing.T) {
	data := seed(t, withAttachments, onlyHTML)
	const summary = "{id:n account:s folder:s uid:s message_id:s from:s to:[s] subject:s date:s received:s size:n read:b starred:b attachments:n snippet:s}"
	for _, c := range []struct {
		want string
		code int
		args []string
	}{
		{"{email:s server:s port:n security:s user:s leave:s last_check:null last_error:s}", 0, []string{"account", "list", "--json"}},
		{summary, 0, []string{"list", "--json", "--limit", "1"}},
		{summary, 0, []string{"search", "plans", "--json", "--limit", "1"}},
		{
			"{id:n account:s folder:s uid:s message_id:s from:s to:[s] cc:[s] reply_to:[s] subject:s date:s text:s html:s " +
				"attachments:[{index:n name:s type:s size:n inline:b cid:s}] problems:[]}", 0,
			[]string{"show", "1", "--json"},
		},
		{
			"{id:n account:s folder:s uid:s message_id:s from:s to:[s] cc:[] reply_to:[] subject:s date:s text:s html:s " +
				"attachments:[] problems:[]}", 0,
			[]string{"show", "2", "--json"},
		},
		{"{server:s port:n security:s user:s source:s verified:b}", 0, []string{"discover", "ann@gmail.com", "--json"}},
		{
			"{messages:n ok:b damaged:[]}", 0,
			[]string{"verify", "--json"},
		},
		{
			"{account:s on_server:n received:n bytes:n already_here:n deleted_on_server:n failed:[] seconds:n error:s}", 1,
			[]string{"receive", "--json", "--account", "nobody@example.org"},
		},
	} {
		if got := shape(t, pop(t, data, c.args...).must(t, c.code).stdout); got != c.want {
			t.Errorf("%v:\n%s\nwant\n%s", c.args, got, c.want)
		}
	}
}
