package style

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"
)

// seeds are pages that touch every part of the package.
var seeds = []string{
	"", "x", "<!doctype html><p>a<b>b</b>", "<!-- c --><table border=1 cellpadding=3 align=center><tr><td nowrap bgcolor=red width=50%>a<td align=right>b</table>",
	"<style>@media (max-width:800px){.a>b~c+d:nth-child(2n+1):not(.x,#y)[a|=b i]{color:rgb(1 2 3/4%)!important;margin:calc(1px + 2%*3)}}</style><b class=a>",
	"<style>:root{--a:var(--b,1px) 2em;--b:var(--a)}p{padding:var(--a);font:bold 12px/1.5 'A',serif}</style><p style='--c:red;color:var(--c);background:url(x) 0 0/cover'>",
	"<body text=#123 link=red topmargin=0 background=x><font size=+2 face='Courier New' color=chucknorris>a<input value=v><select><option selected>o</select><hr size=3 noshade>",
	"<ul dir=auto type=square><li>a<ol type=A start=3><li value=5>b</ul><details><summary>s</summary>t</details><img align=left hspace=3 border=1 width=5%>",
	"<p>me</p><div>On 1.1.2026 a@b.c wrote:</div> <blockquote type=cite>a<br>b<p>c<div class=gmail_quote>d</div></blockquote><details><summary>s</summary>t</details>",
	"<style><!-- .a::before,b:hover{x:y} @supports (display:flex) and (not (a:b)){i{flex:1 2 3px;gap:1px;order:2}} --></style><i class=a style='border:thin dotted;border-radius:1px 2px/3px;text-decoration:underline red'>",
}

// How long and how much memory any page of a quarter of a megabyte may take: hundreds of
// milliseconds are usual, and what grows faster than the page takes minutes.
const (
	fuzzTime    = 5 * time.Second
	testTime    = time.Minute // whatever else the machine does
	roomyMemory = 128 << 20
)

// within parses a page and fails where it took too long or too much.
func within(t *testing.T, page string, limit time.Duration) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	p := Parse(context.Background(), page, Media{Width: 600, Quoted: func(int) string { return "quoted" }})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; took > limit || used > roomyMemory {
		t.Errorf("%d octets took %v and %d MB: %.80q", len(page), took, used>>20, page)
	}
	count := 0
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		count++
		if n.Style == nil {
			t.Fatalf("%s %q has no style", n.Tag, n.Text)
		}
		if depth > maxDepth+2 {
			t.Fatalf("nested %d deep", depth)
		}
		for _, c := range n.Children {
			if c.Parent != n {
				t.Fatal("a child does not know its parent")
			}
			walk(c, depth+1)
		}
	}
	walk(p.Root, 1)
	if count > maxNodes+maxDepth+10 {
		t.Errorf("%d nodes", count)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		within(t, page, fuzzTime)
		if n := len(page); n > 0 && n < 4096 { // what grows faster than the page shows when it is repeated
			within(t, strings.Repeat(page, 16<<10/n), fuzzTime)
		}
	})
}

func FuzzSheet(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, sheet, inline string) {
		page := "<!doctype html><style>" + strings.ReplaceAll(sheet, "</", "< /") + "</style><div class=a id=b><p style=\"" + strings.ReplaceAll(inline, `"`, "'") + "\">x<b>y</b></p><a href=x>z</a></div>"
		within(t, page, fuzzTime)
	})
}

// TestHostile holds pages that are made to cost much against the same measure.
func TestHostile(t *testing.T) {
	rep := strings.Repeat
	mb := func(s string) string { return rep(s, 1<<18/len(s)) }
	wide := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("<b a" + itoa(i) + "=1>")
		}
		return b.String()
	}
	var vars strings.Builder
	vars.WriteString("<style>:root{--a0:x x x x x x x x x x;")
	for i := 1; i < 60; i++ {
		vars.WriteString("--a" + itoa(i) + ":" + rep("var(--a"+itoa(i-1)+") ", 10) + ";")
	}
	vars.WriteString("}p{color:var(--a59);font-family:var(--a20)}</style>" + rep("<p>x", 5000))
	for name, page := range map[string]string{
		"deep":          mb("<div>"),
		"deep tables":   mb("<table><tr><td>"),
		"bold":          mb("<b>"),
		"bold distinct": wide(300) + mb("<p>x"),
		"bold in p":     mb("<p><b x=1><i y=2>"),
		"fonts":         mb("<font color=1><p>x</font>"),
		"links":         mb("<a href=1><table><a>"),
		"adoption":      mb("<b><i><p></b></i>"),
		"attributes":    "<b " + rep("a1 b2 c3 ", 12500) + "><b " + rep("a1 b2 c3 ", 12500) + ">",
		"many attributes": func() string {
			var b strings.Builder
			for range 4 {
				b.WriteString("<b ")
				for i := range 8000 {
					b.WriteString("q" + itoa(i) + " ")
				}
				b.WriteString(">")
			}
			return b.String()
		}(),
		"line breaks":   mb("<br>"),
		"text":          mb("a b "),
		"comments":      mb("<!-- x -->"),
		"styles":        mb("<style>a{b:c}</style>"),
		"open brackets": "<style>" + mb("a{b:c[("),
		"braces":        "<style>" + mb("@media all{"),
		"selectors":     "<style>" + rep("div div div div div div div div div p{color:red}", 2500) + "</style>" + rep("<div>", 300) + rep("<p>x</p>", 5000),
		"siblings":      "<style>" + rep("b~b~b~b~b~i{color:red}", 1000) + "</style>" + rep("<b></b><i></i>", 10000),
		"universal":     "<style>" + rep("* *{color:red}", 5000) + "</style>" + rep("<b></b>", 10000),
		"is":            "<style>" + rep(":is(:is(a,b,c) d,e f) :not(:is(a b,c d)){color:red}", 1250) + "</style>" + rep("<b>x</b>", 10000),
		"list":          "<style>" + rep("a,", 100000) + "a{color:red}</style>" + rep("<a>x</a>", 1000),
		"classes":       "<style>" + rep(".a.b.c{color:red}", 7500) + "</style>" + rep("<b class='a b c d'>", 1000),
		"class":         "<style>.zz{color:red}</style><b class='" + rep("a ", 100000) + "'>",
		"variables":     vars.String(),
		"calc":          "<p style='width:" + rep("calc(", 50000) + "'>",
		"calc sum":      "<p style='width:calc(" + rep("1px + ", 37500) + "1px)'>",
		"declarations":  "<p style='" + rep("margin:1px;", 22500) + "'>",
		"inline":        rep("<p style='margin:1px 2px 3px 4px;border:1px solid red;font:12px/1 a;background:red'>", 3000),
		"unlike inline": func() string {
			var b strings.Builder
			for i := range 3000 {
				b.WriteString("<p style='margin:" + itoa(i) + "px 2px 3px 4px;border:1px solid red;font:12px/1 a;background:red'>")
			}
			return b.String()
		}(),
		"attribute test":   "<style>" + rep("[title*=aaaaaaaaaaaaaaaaaaab]{color:red}", 2500) + "</style><b title='" + rep("a", 125000) + "'>" + rep("<b title=x>", 1000),
		"own variables":    rep("<b style='--a:1;--b:2'>", 400) + rep("<i style='--a:3;color:var(--a)'>x</i>", 5000),
		"variables of all": rep("<style>*{--a:1;--b:2}</style><p>", 8000),
		"auto":             rep("<ul dir=auto>", 20000),
		"options":          "<select>" + mb("<option>x"),
		"nested select":    mb("<select><div>"),
		"details":          mb("<details><summary>x"),
		"doctype":          "<!doctype " + rep("a", 1<<18),
		"entities":         mb("&amp;&#x41;"),
		"nul":              mb("\x00<\x00"),
		"frameset":         "<frameset>" + mb("<frame>"),
		"math":             mb("<math><mi><svg>"),
		"template":         mb("<template>"),
		"escapes":          "<style>" + mb(`\61`),
		"urls":             "<style>" + mb("url("),
		"quotes":           "<style>" + mb(`a{b:"`),
	} {
		t.Run(name, func(t *testing.T) { within(t, page, testTime) })
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := Parse(ctx, strings.Repeat("<p>x", 1000), Media{Width: 600})
	if len(p.Problems) == 0 || p.Root == nil || p.Body != nil && len(p.Body.Children) > 100 {
		t.Errorf("problems %q", p.Problems)
	}
}

// TestProblems holds that what a bound cuts off is told, and nothing where none was reached.
func TestProblems(t *testing.T) {
	rep := strings.Repeat
	for name, c := range map[string]struct{ page, want string }{
		"a plain page": {rep("<table><tr><td>", 10) + rep("<p>x", 1000), ""},
		"open fonts":   {rep("<font color=red><p>x", 30), ""},
		"nodes":        {rep("<br>", maxNodes+1), tooManyNodes},
		"depth":        {rep("<div>", 600) + "x", tooDeep},
		"rules":        {"<style>" + rep("a{b:c}", maxRules+1), tooMuchCSS},
		"matching":     {"<style>" + rep("b~b~b~b~i{color:red}", 1000) + "</style>" + rep("<b></b><i></i>", 3000), tooMuchToMatch},
	} {
		got := read(c.page).Problems
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || got[0] != c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, page := range []string{rep("<div>", 2000) + "word", rep("<table><tr><td>", 300) + "word", rep("<blockquote>", 470) + "<p>word</p>"} {
		found := false
		var walk func(*Node)
		walk = func(n *Node) {
			found = found || n.Text == "word"
			for _, c := range n.Children {
				walk(c)
			}
		}
		walk(read(page).Root)
		if !found {
			t.Errorf("%.40s: what is nested too deep is lost", page)
		}
	}
}
