package eml_test

import (
	"strings"
	"testing"

	"popmail/storage/eml"
)

// Addresses as mail merges, gateways and people write them.
func TestOddAddresses(t *testing.T) {
	for in, want := range map[string]string{
		`"ann smith"@example.org`:                                 `"ann smith"@example.org`,
		`Ann "ann smith"@example.org`:                             `Ann <"ann smith"@example.org>`,
		`"smith, ann"@example.org, bob@example.net`:               `"smith, ann"@example.org|bob@example.net`,
		`<"ann smith"@example.org>`:                               `"ann smith"@example.org`,
		`Ann <"ann smith"@example.org>`:                           `Ann <"ann smith"@example.org>`,
		`"ann@home"@example.org`:                                  `"ann@home"@example.org`,
		`<<ann@example.org>>`:                                     `ann@example.org`,
		`Ann <<ann@example.org>>`:                                 `Ann <ann@example.org>`,
		`Ann Lee <Ann Lee <ann@example.org>>`:                     `Ann Lee <ann@example.org>`,
		`mailto:ann@example.org`:                                  `ann@example.org`,
		`Ann <mailto:ann@example.org?subject=hello%20there>`:      `Ann <ann@example.org>`,
		`Ann [mailto:ann@example.org]`:                            `Ann <ann@example.org>`,
		`Ann [SMTP:ann@example.org]`:                              `Ann <ann@example.org>`,
		`Doe, Jane <jane@example.org>`:                            `Doe, Jane <jane@example.org>`,
		`Doe, Jane <jane@example.org>, Roe, Rick <r@example.org>`: `Doe, Jane <jane@example.org>|Roe, Rick <r@example.org>`,
		`Doe, Jane, Dr. <jane@example.org>; bob@example.net`:      `Doe, Jane, Dr. <jane@example.org>|bob@example.net`,
		`ann@example.org, Jane <jane@example.org>`:                `ann@example.org|Jane <jane@example.org>`,
		`Jane Doe jane@example.org`:                               `Jane Doe <jane@example.org>`,
		`Jane <jane@example.org`:                                  `Jane <jane@example.org>`,
		`Jane jane@example.org>`:                                  `Jane <jane@example.org>`,
		`Jane <jane@example.org>>`:                                `Jane <jane@example.org>`,
		`jane@example.org.`:                                       `jane@example.org`,
		`Jane <jane@example.org.>`:                                `Jane <jane@example.org>`,
		`jane@example.org;`:                                       `jane@example.org`,
		`Jane <jane@example.org>;;, ;`:                            `Jane <jane@example.org>`,
		`undisclosed-recipients:;`:                                `undisclosed-recipients`,
		`undisclosed-recipients:`:                                 `undisclosed-recipients`,
		`Team: Ann <ann@example.org>, bob@example.net;`:           `Ann <ann@example.org>|bob@example.net`,
		`"=?utf-8?Q?Doe=2C_J=C3=BCrgen?=" <j@example.org>`:        `Doe, Jürgen <j@example.org>`,
		`=?utf-8?Q?Doe=2C_J=C3=BCrgen?= <j@example.org>`:          `Doe, Jürgen <j@example.org>`,
		`"=?utf-8?Q?J=C3=BCrgen_<j@example.org>?="`:               `Jürgen <j@example.org>`,
		`"ann@example.org"`:                                       `ann@example.org`,
		`'ann@example.org'`:                                       `ann@example.org`,
		`Ann <'ann@example.org'>`:                                 `Ann <ann@example.org>`,
		`Ann (ann@example.org)`:                                   `Ann <ann@example.org>`,
		`Ann &lt;ann@example.org&gt;`:                             `Ann <ann@example.org>`,
		`&quot;Ann &amp; Ben&quot; &lt;ann@example.org&gt;`:       `Ann & Ben <ann@example.org>`,
		`ann @ example.org`:                                       `ann@example.org`,
		`Ann <ann @ example.org>`:                                 `Ann <ann@example.org>`,
		`\"Ann\" <ann@example.org>`:                               `Ann <ann@example.org>`,
		"Ann <\u200bann@example.org\u00a0>":                       `Ann <ann@example.org>`,
		`<Ann Lee> ann@example.org`:                               `Ann Lee <ann@example.org>`,
		`ann@example.org <Ann Lee>`:                               `Ann Lee <ann@example.org>`,
		`<Ann Lee> ann@example.org, <ben@example.org>`:            `Ann Lee <ann@example.org>|ben@example.org`,
		`<ann@example.org> Ann`:                                   `Ann <ann@example.org>`,
		`ann@example.org (Ann)`:                                   `Ann <ann@example.org>`,
		`Ann <ann@example.org, ben@example.org>`:                  `Ann <ann@example.org>|ben@example.org`,
		`ann@example.org ben@example.org`:                         `ann@example.org|ben@example.org`,
		`, , ann@example.org`:                                     `ann@example.org`,
		`<>`:                                                      ``,
	} {
		m := eml.Read([]byte("From: x@example.org\nTo: " + in + "\nSubject: x\n\nx\n"))
		var got []string
		for _, a := range m.To {
			s := a.String()
			got = append(got, s)
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%s is read as %s, want %s", in, g, want)
		}
	}
}
