package discover

import (
	"errors"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct{ in, email, local, domain, name string }{
		{"ann@example.org", "ann@example.org", "ann", "example.org", ""},
		{" \tAnn@Example.ORG.\r\n", "Ann@example.org", "Ann", "example.org", ""},
		{"Ann Berg <ann@example.org>", "ann@example.org", "ann", "example.org", "Ann Berg"},
		{`"Berg, Ann" <ann@example.org>`, "ann@example.org", "ann", "example.org", "Berg, Ann"},
		{"<ann@example.org>", "ann@example.org", "ann", "example.org", ""},
		{"mailto:ann@example.org?subject=x", "ann@example.org", "ann", "example.org", ""},
		{"ann＠example．org", "ann@example.org", "ann", "example.org", ""},
		{"ann@ｅｘａｍｐｌｅ。org", "ann@example.org", "ann", "example.org", ""},
		{"ann\u200b@example.org\ufeff", "ann@example.org", "ann", "example.org", ""},
		{"\u202aann@example.org\u202c", "ann@example.org", "ann", "example.org", ""},
		{"ann@example.org;", "ann@example.org", "ann", "example.org", ""},
		{"ann @ example.org", "ann@example.org", "ann", "example.org", ""},
		{"ann@Bücher.example", "ann@bücher.example", "ann", "xn--bcher-kva.example", ""},
		{"ann@XN--bcher-kva.example", "ann@bücher.example", "ann", "xn--bcher-kva.example", ""},
		{"用户@例子.广告", "用户@例子.广告", "用户", "xn--fsqu00a.xn--4rr70v", ""},
		{"ann+tag=x/y@example.org", "ann+tag=x/y@example.org", "ann+tag=x/y", "example.org", ""},
		{"a.b..c.@docomo.ne.jp", "a.b..c.@docomo.ne.jp", "a.b..c.", "docomo.ne.jp", ""},
		{`"ann berg"@example.org`, `"ann berg"@example.org`, "ann berg", "example.org", ""},
		{`"ann@home"@example.org`, `"ann@home"@example.org`, "ann@home", "example.org", ""},
		{"o'brien@example.org", "o'brien@example.org", "o'brien", "example.org", ""},
		{"ann@テスト.jp", "ann@テスト.jp", "ann", "xn--zckzah.jp", ""},
		{"ann@ﾃｽﾄ.jp", "ann@テスト.jp", "ann", "xn--zckzah.jp", ""},
		{"ann@MY_host.example.org", "ann@my_host.example.org", "ann", "my_host.example.org", ""},
		{"root@localhost", "root@localhost", "root", "localhost", ""},
	} {
		a, err := ParseAddress(c.in)
		if want := (Address{Email: c.email, Local: c.local, Domain: c.domain, Name: c.name}); err != nil || a != want {
			t.Errorf("%q: %+v, %v", c.in, a, err)
		}
	}
	for _, in := range []string{
		"", "ann", "@example.org", "ann@", "ann@example", "ann@exa mple.org", "ann@-x.example.org", "ann@example..org", "ann@[192.0.2.1]", "ann@192.0.2.1", "an n@example.org",
		"a@b@example.org", `"ann@example.org`, "ann@exa/mple.org", "ann@example.org?x=y@", "ann@" + strings.Repeat("x", 64) + ".org", strings.Repeat("x", 300) + "@example.org",
		"ann@example.org\r\nRCPT", "ann@" + strings.Repeat("x.", 600) + "org",
	} {
		if a, err := ParseAddress(in); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %+v, %v", in, a, err)
		}
	}
}

func TestExpand(t *testing.T) {
	a, err := ParseAddress("Ann.Berg@bücher.example")
	if err != nil {
		t.Fatal(err)
	}
	for form, want := range map[Form]string{
		"": "Ann.Berg@xn--bcher-kva.example", LocalPart: "Ann.Berg", LocalDomain: "Ann.Berg.xn--bcher-kva.example", "%EMAILLOCALPART%%%EMAILDOMAIN%": "Ann.Berg%xn--bcher-kva.example",
		"mail.%EMAILDOMAIN%": "mail.xn--bcher-kva.example", "%REALNAME%": "Ann", "fixed": "fixed",
	} {
		if got := a.expand(form, "Ann"); got != want {
			t.Errorf("%s: %q, want %q", form, got, want)
		}
	}
	if got := a.UserName(); got != "Ann.Berg@xn--bcher-kva.example" {
		t.Errorf("%q", got)
	}
	for user, want := range map[string]bool{"ann.berg@BÜCHER.example": true, "Ann.Berg@xn--bcher-kva.example": true, "Ann.Berg": false, "Ann.Berg@example.org": false, "ab@bücher.example": false, "": false} {
		if a.IsUserName(user) != want {
			t.Errorf("%q", user)
		}
	}
	// What stands in one placeholder is not read as another.
	b := Address{Email: "%EMAILDOMAIN%@example.org", Local: "%EMAILDOMAIN%", Domain: "example.org"}
	if got := b.expand(LocalPart, ""); got != "%EMAILDOMAIN%" {
		t.Error(got)
	}
}
