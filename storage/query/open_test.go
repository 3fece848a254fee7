package query_test

import (
	"strings"
	"testing"

	"popmail/storage/query"
)

// An operator whose value means nothing is told: as one that is still being
// typed, or in a note. Never is it left out without a word.
func TestNothingIsDroppedSilently(t *testing.T) {
	values := []string{"", " ", `"`, `""`, "!!!", "<", "(", "()", "(!!!)", "(x)", "-", "-x", " -x", " OR", " OR x", ")", " has:attachment", "xyzzy", "xyzzy ",
		"pdf ", "5mb", "5 MB ", "0", "99-99-99 ", "２０２５", "…", "“", "att", "last ", "(last week)", "😀", "\u200b", "é", "(a OR !!!)", `"5 mb"`}
	for _, key := range []string{"from", "to", "subject", "body", "filename", "has", "is", "in", "before", "after", "on", "larger", "smaller", "list",
		"cc", "sender", "older_than", "newer_than", "size", "folder"} {
		for _, v := range values {
			for _, before := range []string{"", "ferry ", "-", "ferry -"} {
				text := before + key + ":" + v
				q := query.Parse(text, now)
				if len(q.Filters)+len(q.Notes) == 0 && q.Open == nil {
					t.Errorf("%q: nothing is said, %s", text, show(q.Root))
				}
				if w := query.ParseWhole(text, now); w.Open != nil || len(w.Filters)+len(w.Notes) == 0 {
					t.Errorf("%q whole: %+v, %q, nothing is said", text, w.Open, w.Notes)
				}
				if o := q.Open; o != nil && (o.Span.Start < 0 || o.Span.End > len(text) || !strings.Contains(text[o.Span.Start:o.Span.End], ":")) {
					t.Errorf("%q: the open operator stands at %v", text, o.Span)
				}
			}
		}
	}
}

func TestSizes(t *testing.T) {
	for in, want := range map[string]int64{
		"5mb": 5e6, "5MB": 5e6, "5 MB": 5e6, "500k": 5e5, "5M": 5e6, "1.5m": 15e5, "1,5 MB": 15e5, "20000": 20000, "300 bytes": 300, "7b": 7,
		"2g": 2e9, "1 gb": 1e9, "1MiB": 1 << 20, "3KiB": 3 << 10, "0": 0, "12 kbytes": 12000, "2 megabytes": 2e6, "1t": 1e12,
		"": -1, "mb": -1, "5x": -1, "-5": -1, "5 mbb": -1, "1.2.3": -1, "five": -1, "5 m b": -1, "1e9": -1, "99999999999999999999": -1,
	} {
		if got, ok := query.Size(in); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q is %d, %v, want %d", in, got, ok, want)
		}
	}
	for in, want := range map[string]string{
		"larger:5mb": ">5000000B", "larger:5 MB ferry ": "(>5000000B ferry)", "-smaller:500k ": "-<500000B", "size:1M x ": "(>1000000B x)",
		"larger:(5mb) ": ">5000000B", "smaller:1.5MB bigger:3 kb": "(<1500000B >3000B)", "larger:5 maria ": "(>5B maria)",
		"has:(attachment OR star) ": "(HAS | STARRED)", "older_than:1y ": "<2025-11-21", "sender:maria ": "from=maria",
	} {
		q := query.Parse(in, now)
		got := show(q.Root)
		if strings.Count(want, " ") == 0 || strings.Contains(want, "|") {
			want = "(" + want + ")"
		}
		if got != want || len(q.Notes) != 0 {
			t.Errorf("%q is %s, want %s; notes %q", in, got, want, q.Notes)
		}
	}
}
