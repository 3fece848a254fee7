package style

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestQuotedAtTheEnd: the letter that a page answers is folded where nothing follows it, and words of
// one's own never are.
func TestQuotedAtTheEnd(t *testing.T) {
	const three = "<p>a</p><p>b<br>c</p>"
	const cite = "<blockquote type=cite>" + three + "</blockquote>"
	for _, c := range []struct{ name, page, summary, closed string }{
		{"plain", "<p>me</p>" + cite, "quoted 3", "a b c"},
		{"who said it", "<p>me</p><div class=moz-cite-prefix>On 12.11.26, 9:50, Jan wrote:<br></div>" + cite, "quoted 3", "On 12.11.26, 9:50, Jan wrote: a b c"},
		{"words of one's own", "<p>me</p><p>This is wrong:</p>" + cite, "quoted 3", "a b c"},
		{"Gmail", "<div>me</div><br><div class='gmail_quote gmail_quote_container'><div class=gmail_attr>On Thu:<br></div><blockquote class=gmail_quote>" + three + "</blockquote></div>\n", "quoted 4", "On Thu: a b c"},
		{"in a cell", "<table><tr><td>me" + cite + "</table>", "quoted 3", "a b c"},
		{"words below", "<p>me</p>" + cite + "<p>yes", "", ""},
		{"a picture below", "<p>me</p>" + cite + "<img src=a.png>", "", ""},
		{"answered in between", "<p>me</p>" + cite + "<p>yes</p>" + cite, "quoted 3", "a b c"},
		{"several below each other", "<p>me</p>" + cite + cite + cite, "", ""},
		{"nothing else", cite, "", ""},
		{"one line", "<p>me</p><blockquote type=cite>a</blockquote>", "quoted 1", "a"},
		{"no words", "<p>me</p><blockquote type=cite><br></blockquote>", "", ""},
		{"no letter", "<p>me</p><blockquote>" + three + "</blockquote>", "", ""},
		{"forwarded by Gmail", "<div>FYI</div><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>From: <b>Bank</b> &lt;a@b.example&gt;<br>Subject: x<br></div>" + three + "</div>", "", ""},
		{"forwarded by Apple", "<div>FYI</div><blockquote type=cite><div>Anfang der weitergeleiteten Nachricht:</div><br><div><b>Von: </b>Bank &lt;a@b.example&gt;</div><div><b>Betreff: </b><b>x</b></div><div><b>Datum: </b>1. Mai</div>" + three + "</blockquote>", "", ""},
		{"forwarded by Proton", "<div>FYI</div><div class=protonmail_quote>------- Forwarded Message -------<br>From : a@b.example<br>Date : On Friday<br>Subject : x<br>To : me<br><blockquote class=protonmail_quote>" + three + "</blockquote></div>", "", ""},
		{"forwarded, in Japanese", "<div>FYI</div><div class=gmail_quote><div>差出人：&lt;a@b.example&gt;<br>件名： x<br>日付： y</div>" + three + "</div>", "", ""},
		{"forwarded, said above", "<div>FYI</div><div>---------- Forwarded message ----------</div><div class=gmail_quote>" + three + "</div>", "", ""},
		{"a letter with times", "<p>me</p><blockquote type=cite><p>Train: 9:50</p><p>Bus: 10:20</p><p>Boat: 11:00</p></blockquote>", "quoted 3", "Train: 9:50 Bus: 10:20 Boat: 11:00"},
		{"a letter with fields", "<p>me</p><div class=gmail_quote><div>On Mon, 30 Nov 2026 at 9:50, Shop &lt;a@b.example&gt; wrote:</div><blockquote>Order: 1<br>Total: 5<br>Ships: now</blockquote></div>", "quoted 4",
			"On Mon, 30 Nov 2026 at 9:50, Shop <a@b.example> wrote: Order: 1 Total: 5 Ships: now"},
		{"a letter with fields, in French", "<p>me</p><blockquote type=cite><div>Le 30 nov. 2026 à 09:50, Zoé &lt;a@b.example&gt; a écrit :</div><br>Objet : x<br>Date : y<br>Lieu : z</blockquote>", "quoted 4",
			"Le 30 nov. 2026 à 09:50, Zoé <a@b.example> a écrit : Objet : x Date : y Lieu : z"},
		{"a letter with fields, in Japanese", "<p>me</p><div class=gmail_quote><div>2026年11月30日(月) 9:50 &lt;a@b.example&gt;:</div><blockquote>件名： x<br>日付： y<br>場所： z</blockquote></div>", "quoted 4",
			"2026年11月30日(月) 9:50 <a@b.example>: 件名： x 日付： y 場所： z"},
		{"dashes in words", "<p>me</p><blockquote type=cite><p>--------</p><p>a -- b</p></blockquote>", "quoted 2", "-------- a -- b"},
		{"a style sheet below", "<p>me</p>" + cite + "<style>p { color: red }</style><!-- end -->", "quoted 3", "a b c"},
	} {
		p := Parse(context.Background(), std+c.page, Media{Width: 700, Quoted: func(n int) string { return fmt.Sprint("quoted ", n) }})
		got := ""
		for n := range p.Details {
			if len(n.Children) == 1 && n.Children[0].Tag == "summary" {
				got = n.Children[0].Children[0].Text
			}
		}
		if closed := strings.Join(strings.Fields(p.Closed), " "); got != c.summary || closed != c.closed {
			t.Errorf("%s: %q hides %q, want %q, %q", c.name, got, closed, c.summary, c.closed)
		}
		if p = read(std + c.page); len(p.Details) > 0 {
			t.Errorf("%s: folded without being asked", c.name)
		}
	}
}
