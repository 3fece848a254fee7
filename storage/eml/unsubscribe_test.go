package eml

import (
	"context"
	"slices"
	"strings"
	"testing"
)

func TestUnsubscribe(t *testing.T) {
	const sig = "DKIM-Signature: v=1; d=a.example; b=x;\r\n\th = From:Subject:\r\n\tList-Unsubscribe : List-Unsubscribe-Post; bh=y\r\n"
	for _, c := range []struct {
		header string
		want   []string
		one    bool
	}{
		{"Subject: x\r\n", nil, false},
		{"List-Unsubscribe: <https://a.example/u?x=1,2>\r\n", []string{"https://a.example/u?x=1,2"}, false},
		{"List-Unsubscribe: (Use this) <mailto:leave@a.example?subject=unsubscribe> (or this), <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + sig,
			[]string{"mailto:leave@a.example?subject=unsubscribe", "https://a.example/u"}, true},
		{"LIST-UNSUBSCRIBE:\r\n <https://a.example/a-very\r\n\t-long-way>,\r\n <mailto:x@a.example>\r\n", []string{"https://a.example/a-very-long-way", "mailto:x@a.example"}, false},
		{"List-Unsubscribe: https://a.example/u, mailto:x@a.example\r\n", []string{"https://a.example/u", "mailto:x@a.example"}, false},
		{"List-Unsubscribe: <https://a.example/u\r\n", []string{"https://a.example/u"}, false},
		{"List-Unsubscribe: =?us-ascii?Q?=3Chttps=3A=2F=2Fa=2Eexample=2Fu=3E?=\r\n", []string{"https://a.example/u"}, false},
		{"List-Unsubscribe: <javascript:x>, <ftp://a.example>, <>, <file:///x>\r\n", nil, false},
		{"List-Unsubscribe: <http://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", []string{"http://a.example/u"}, false},
		{"List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: list-unsubscribe = one-click\r\n" + sig, []string{"https://a.example/u"}, true},
		{"List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", []string{"https://a.example/u"}, false},
		{"List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nDKIM-Signature: h=from:list-unsubscribe;\r\n", []string{"https://a.example/u"}, false},
		{"DKIM-Signature: v=1; h=from\r\nList-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + sig, []string{"https://a.example/u"}, true},
		{"List-Unsubscribe: <https://a.example/u>\r\nList-Unsubscribe-Post: Yes\r\n", []string{"https://a.example/u"}, false},
		{"List-Unsubscribe: <https://a.example/" + strings.Repeat("x", 5000) + ">\r\n", nil, false},
	} {
		h, err := Open(context.Background(), []byte("From: a@a.example\r\nTo: b@b.example\r\n"+c.header+"\r\nHello\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := h.Message(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var got Unsubscribe
		if m.Unsubscribe != nil {
			got = *m.Unsubscribe
		}
		if !slices.Equal(got.Targets, c.want) || got.OneClick != c.one {
			t.Errorf("%.200q: %+v", c.header, got)
		}
	}
}
