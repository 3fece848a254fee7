package main

import (
	"slices"
	"strings"
	"testing"

	"popmail/account"
)

// TestSinglePlaces: a number alone means the message in that place, but for servers whose unique-ids
// are numbers.
func TestSinglePlaces(t *testing.T) {
	for _, c := range []struct {
		list   []string
		args   []string
		uids   []string
		ranges []numberRange
	}{
		{[]string{"a", "b"}, []string{"2"}, nil, []numberRange{{2, 2}}},
		{[]string{"a", "b"}, []string{"2", "a", "1-2"}, []string{"a"}, []numberRange{{2, 2}, {1, 2}}},
		{[]string{"1", "2"}, []string{"2"}, []string{"2"}, nil},
		{[]string{"1", "2"}, []string{"2-3"}, nil, []numberRange{{2, 3}}},
		{[]string{"1-2"}, []string{"1-2"}, []string{"1-2"}, nil},
		{[]string{"a"}, []string{"02", "0", "-1", "x3"}, []string{"02", "0", "-1", "x3"}, nil},
	} {
		var list []account.OnServer
		for _, uid := range c.list {
			list = append(list, account.OnServer{UID: uid})
		}
		uids, ranges := numbered(c.args, list)
		if !slices.Equal(uids, c.uids) || !slices.Equal(ranges, c.ranges) {
			t.Errorf("%q in %q: %q, %v", c.args, c.list, uids, ranges)
		}
	}
}

// TestListedNumbers: what server list shows for a number is what server get and server remove mean by it.
func TestListedNumbers(t *testing.T) {
	for _, c := range []struct {
		list []string
		args []string
		want string // unique-ids; empty: none has it
	}{
		{[]string{"a", "b", "c"}, []string{"3"}, "c"},
		{[]string{"a", "b", "c"}, []string{"2-3", "1"}, "a b c"},
		{[]string{"a", "b", "c"}, []string{"4"}, ""},
		{[]string{"7", "3", "9"}, []string{"3"}, "3"},
		{[]string{"7", "3", "9"}, []string{"3-3"}, "9"},
		{[]string{"7", "3", "9"}, []string{"2"}, ""},
		{[]string{"1126-7", "1126-8", "x"}, []string{"1126-8"}, "1126-8"},
		{[]string{"1126-7", "1126-8", "x"}, []string{"2-3"}, "1126-8 x"},
	} {
		var list []account.OnServer
		for i, uid := range c.list {
			list = append(list, account.OnServer{UID: uid, Place: i + 1})
		}
		got, err := meantBy(c.args, list)
		var uids []string
		for _, o := range got {
			uids = append(uids, o.UID)
		}
		if strings.Join(uids, " ") != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%q in %q: %q, %v", c.args, c.list, uids, err)
		}
	}
}

// TestRangesInWords: nobody who has typed 3 is told of 3-3.
func TestRangesInWords(t *testing.T) {
	if one, many := (numberRange{3, 3}).String(), (numberRange{3, 12}).String(); one != "3" || many != "3-12" {
		t.Error(one, many)
	}
}

// TestWithoutListsInWords: where nothing was brought back, nothing is said to be in the Inbox.
func TestWithoutListsInWords(t *testing.T) {
	if got := withoutLists(0); strings.Contains(got, "Inbox") {
		t.Error(got)
	}
	if got := withoutLists(1); !strings.Contains(got, "what was brought back is in the Inbox") {
		t.Error(got)
	}
}

func TestExpiresInWords(t *testing.T) {
	for days, want := range map[int]string{
		0: "the server may remove mail by itself as soon as it has been fetched",
		1: "the server may remove mail by itself after 1 day",
		3: "the server may remove mail by itself after 3 days",
	} {
		if got := expires(account.Expiry{Said: true, Days: days}); got != want {
			t.Errorf("%d: %q", days, got)
		}
	}
}
