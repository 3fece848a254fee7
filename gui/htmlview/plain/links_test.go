package plain

import (
	"fmt"
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	for _, c := range []struct {
		in   string
		want string // in brackets; where the target is another one, it follows after "="
	}{
		{"see http://a.example", "[http://a.example]"},
		{"HTTPS://A.example/B?c=d#e.", "[HTTPS://A.example/B?c=d#e]"},
		{"http://a.example/x, https://b.example!", "[http://a.example/x] [https://b.example]"},
		{"(http://a.example/x_(y))", "[http://a.example/x_(y)]"},
		{"(http://a.example/x)", "[http://a.example/x]"},
		{"http://a.example/(x)).", "[http://a.example/(x)]"},
		{"[http://a.example/x]: [a](http://b.example/[y])", "[http://a.example/x] [http://b.example/[y]]"},
		{"[mailto:ann@a.example]On Behalf", "[mailto:ann@a.example]"},
		{"(http://a.example/x)and http://b.example/(", "[http://a.example/x] [http://b.example/]"},
		{"<http://a.example/x>, \"http://b.example/y\", “http://c.example”", "[http://a.example/x] [http://b.example/y] [http://c.example]"},
		{"*http://a.example/x*  _http://b.example_", "[http://a.example/x] [http://b.example]"},
		{"https://youtu.be/a1B2c3D4e5_ now", "[https://youtu.be/a1B2c3D4e5_]"},
		{"https://a.example/~ (https://a.example/reset?token=Zm9v_).", "[https://a.example/~] [https://a.example/reset?token=Zm9v_]"},
		{"_http://a.example/x_ *_http://a.example/y_* ~http://a.example/z~.", "[http://a.example/x] [http://a.example/y] [http://a.example/z]"},
		{"_see http://a.example/x_.", "[http://a.example/x]"},
		{"my_own http://a.example/y_ a _ http://a.example/z_", "[http://a.example/y_] [http://a.example/z_]"},
		{"http://a.example_ https://a.example/x*", "[http://a.example] [https://a.example/x]"},
		{"URL:http://a.example", "[http://a.example]"},
		{"http://a.example/?u=http://b.example", "[http://a.example/?u=http://b.example]"},
		{"http://ann:pw@a.example:8080/x", "[http://ann:pw@a.example:8080/x]"},
		{"http://[2001:db8::1]/x", "[http://[2001:db8::1]/x]"},
		{"http://192.0.2.1/x http://localhost", "[http://192.0.2.1/x] [http://localhost]"},
		{"https://bücher.example/straße und https://пример.example.", "[https://bücher.example/straße] [https://пример.example]"},
		{"https://例え.テスト/日本。次", "[https://例え.テスト/日本]"},
		{"詳細はhttps://a.example/1をご覧", "[https://a.example/1]"},
		{"https://a.example에서", "[https://a.example]"},
		{"www.a.example/x, WWW.b.example", "[www.a.example/x=https://www.a.example/x] [WWW.b.example=https://WWW.b.example]"},
		{"www.münchen.example.", "[www.münchen.example=https://www.münchen.example]"},
		{"awww.so.cute www. www.a www..", ""},
		{"ann@a.example, <bob.b+c@mail.b.example>.", "[ann@a.example=mailto:ann@a.example] [bob.b+c@mail.b.example=mailto:bob.b+c@mail.b.example]"},
		{"mailto:ann@a.example?subject=x.", "[mailto:ann@a.example?subject=x]"},
		{"MAILTO:ann@a.example", "[MAILTO:ann@a.example=mailto:ann@a.example]"},
		{"jürgen@müller.example", "[jürgen@müller.example=mailto:jürgen@müller.example]"},
		{"ann@a.example-, ann@a.example...", "[ann@a.example=mailto:ann@a.example] [ann@a.example=mailto:ann@a.example]"},
		{"'ann@a.example' =ann@b.example", "[ann@a.example=mailto:ann@a.example] [ann@b.example=mailto:ann@b.example]"},
		{"@ann a@b a@b..c a@.c 2@3.5 meet@ 3.pm mailto:nobody ann.@a.example", ""},
		{"tel:+49-30-123456, (tel:+1(555)0100).", "[tel:+49-30-123456] [tel:+1(555)0100]"},
		{"tel:12 hotel:12345", ""},
		{"http:// https://. http:///x http://-/ xhttp://a.example http:a.example", ""},
		{"javascript:alert(1) file:///etc data:text/html,x ftp://a.example", ""},
		{"http://a.example\u00a0x", "[http://a.example]"},
		{"a.b c:d 12:30 e.g. x@", ""},
	} {
		var got []string
		for _, l := range links(c.in) {
			words := c.in[l.start:l.end]
			if words == l.target {
				got = append(got, "["+words+"]")
			} else {
				got = append(got, fmt.Sprintf("[%s=%s]", words, l.target))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.in, s, c.want)
		}
	}
}

// TestLinksOfSeveralLines holds addresses in angle brackets that were broken.
func TestLinksOfSeveralLines(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"see <http://a.example/one\ntwo/three\nfour> and <http://b.example>", "[http://a.example/one=http://a.example/onetwo/threefour]|[two/three=http://a.example/onetwo/threefour]|[four=http://a.example/onetwo/threefour] [http://b.example]"},
		{"see <http://a.example/one\ntwo three>", "[http://a.example/one]|"},
		{"see <http://a.example/one\n\ntwo>", "[http://a.example/one]||"},
		{"see http://a.example/one\ntwo>", "[http://a.example/one]|"},
		{"<http://a.example/1\n2\n3\n4\n5\n6>", "[http://a.example/1]|||||"},
		{"<http://a.example/\nhttp://b.example/>", "[http://a.example/=http://a.example/http://b.example/]|[http://b.example/=http://a.example/http://b.example/]"},
	} {
		var lines []string
		texts := strings.Split(c.in, "\n")
		for i, found := range allLinks(texts) {
			var got []string
			for _, l := range found {
				if words := texts[i][l.start:l.end]; words == l.target {
					got = append(got, "["+words+"]")
				} else {
					got = append(got, fmt.Sprintf("[%s=%s]", words, l.target))
				}
			}
			lines = append(lines, strings.Join(got, " "))
		}
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q:\n%s, want\n%s", c.in, got, c.want)
		}
	}
}
