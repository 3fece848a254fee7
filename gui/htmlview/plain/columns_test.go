package plain

import (
	"strings"
	"testing"
)

// fixedLines are the numbers of the lines of text that stand in letters of fixed pitch, as
// a row of "=" and ".".
func fixedLines(text string) string {
	var out strings.Builder
	for row := range strings.SplitSeq(strings.TrimSuffix(outlines(text, Options{}), "\n"), "\n") {
		marks, _, _ := strings.Cut(row, "|")
		if strings.Contains(marks, "=") {
			out.WriteByte('=')
		} else {
			out.WriteByte('.')
		}
	}
	return out.String()
}

// TestColumns holds which lines stand in letters of fixed pitch.
func TestColumns(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		// What needs them.
		{"table with a head", "Hi\n\nName    Age   City\n------  ---   ------\nAnn     31    Rome\nBartholomew 7 Oslo\n\nBye", "..====.."},
		{"numbers to the right", "Hose                34.90\nCan                  9.50\nDelivery            14.95", "==="},
		{"pairs", "Date:      Monday\nPlace:     Rome", "=="},
		{"pairs with a head", "The meeting:\nDate:      Monday\nPlace:     Rome", "==="},
		{"dots", "Soup ........ 4.50\nFish ....... 12.00\nIce cream ... 3.00", "==="},
		{"a total apart", "a         1\nb         2\nc         3\n\nTotal     6\n\nThanks", "=====.."},
		{"tabs", "Jan\t12\t40\nFebruary\t9\t38\nMar\t11\t41", "==="},
		{"in a quotation", "> a      1.00\n> bb     2.00\n> ccc   13.00\n> \n> That is all.", "===.."},
		{"frames", "+----+-----+\n| a  | b   |\n+----+-----+\n| 1  | 2   |\n+----+-----+", "====="},
		{"Markdown", "| a | b |\n|---|---|\n| 1 | 2 |", "==="},
		{"box letters", "┌──┐\n│ab│\n└──┘", "==="},
		{"Cyrillic", "Имя       Город\nАнна      Омск\nБорис     Орёл", "==="},
		{"wide letters", "名前      都市\n田中      東京\nAnn       Rome", "==="},
		{"a calendar", "Mo Tu We Th Fr Sa Su\n                1  2\n 3  4  5  6  7  8  9\n10 11 12 13 14 15 16", "===="},
		{"a matrix", "1 0 -3.5\n0 1 12.0", "=="},
		{"an explanation beside its word", "  -v         says more of what\n             it does\nplain", "==="},
		{"indented words below a table", "a         1\nbb        2\nccc       3\n\n  These are words of a sentence that only\n  happen to be below the table of all.", "===..."},
		{"numbers of one column", "12\n13\n140", "..."},
		{"a pointer", "x := foo(1, 2\n             ^", "=="},
		{"C", "int main(void)\n{\n    puts(\"hi\");\n    return 0;\n}", "====="},
		{"Python", "def f(x):\n    if x > 1:\n        return f(x - 1)\n    return 1", "===="},
		{"JSON", "{\n  \"a\": 1,\n  \"b\": [2]\n}", "===="},
		{"shell", "$ make\n$ make install", "=="},
		{"fenced", "Try\n```\none two\n\nthree\n```\nand see", ".=====."},
		{"XML", "<list>\n  <item>\n    <name>a</name>\n  </item>\n</list>", "====="},
		{"a cat", "Look:\n\n /\\_/\\\n( o.o )\n > ^ <\n\nAnn", "..===.."},
		{"a figure", "   /\\\n  /  \\\n /____\\\n |    |\n |_[]_|", "====="},
		// What does not.
		{"prose", "This is a paragraph of words that goes\non for some lines and has nothing to\nline up at all.", "..."},
		{"two blanks after a sentence", "It is so.  Then it was.  And on\nit went.  Nobody knew.  All\nwas well.  The end.  Really.", "..."},
		{"a list", "*  one\n*  two and more\n*  three", "..."},
		{"a numbered list", "1.  one\n2.  two\n10. ten", "..."},
		{"an indented list", "  - one\n  - two\n    more of two\n  - three", "...."},
		{"verses", "  The roses bloom;\n    the night is long;\n  the words are few;\n    so goes the song.", "...."},
		{"an address", "Ann Example\n12 High Street\n  Oxford", "..."},
		{"links", "<https://a.example/x>\n<https://b.example/y>", ".."},
		{"one line with a gap", "Name:      Ann", "."},
		{"a rule", "Part one\n==========\nWords and words", "..."},
		{"rules", "----------\n* * * * *\n==========", "..."},
		{"smileys", ":-)\n;-)\n:-D", "..."},
		{"emoji", "😀😀\n🎉🎉\n🙂", "..."},
		{"sums", "5 + 3 = 8\n2 * 2 = 4", ".."},
		{"sentences with semicolons", "I came;\nI saw;\nI won;", "..."},
		{"words of languages", "let me know when you are there\nfor now we wait\nreturn the book to Ann", "..."},
		{"a fence without end", "```\nwords\nmore words", "..."},
		{"Hebrew", "שלום לך\nמה שלומך היום", ".."},
		{"ellipses", "I wait.... and wait\nand then .... nothing at all\nso be it", "..."},
	} {
		if got := fixedLines(c.in); got != c.want {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.want, c.in)
		}
	}
}

// TestPatches holds which lines are taken for those of patches.
func TestPatches(t *testing.T) {
	const hunk = "--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,3 @@\n one\n-two\n+three\n\n"
	for _, c := range []struct{ name, in, want string }{
		{"unified", "See:\n\n" + hunk + "Regards", "..=======."},
		{"quoted", "> --- a/x\n> +++ b/x\n> @@ -1 +1 @@\n> -a\n> +b\nNo.", "=====."},
		{"answered within", "> @@ -1,3 +1,3 @@\n>  a\nWhy?\n>  b", "==.."},
		{"git", "diff --git a/x b/x\nnew file mode 100644\nindex 000..123\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+> not quoted\n-- \n2.39", "=======.."},
		{"what is changed", "Fix it.\n---\n src/a.c | 4 ++--\n 1 file changed, 2 insertions(+), 2 deletions(-)\n\n" + hunk, "..========="},
		{"normal", "2c2\n< old line\n---\n> new line\n7a8,9\n> more\n> lines\n\nme", "=======.."},
		{"context", "*** a\n--- b\n***************\n*** 1,2 ****\n! x\n  y\n--- 1,2 ----\n! z\n  y\nme", "=========."},
		{"Subversion", "Index: a.c\n===================\n--- a.c (1)\n+++ a.c (2)\n@@ -1 +1 @@\n-a\n+b", "======="},
		{"no patch", "- one\n- two\n+ three", "..."},
		{"a header that lies", "@@ -1,9999999999999999999999 +1,5 @@\n x\nplain words end it", "==."},
	} {
		if got := fixedLines(c.in); got != c.want {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.want, c.in)
		}
	}
}

// TestCarriedColumns holds that a table that is cut into parts keeps its letters.
func TestCarriedColumns(t *testing.T) {
	var b strings.Builder
	for range 1500 {
		b.WriteString("item      12.00      here\n")
	}
	b.WriteString("\nAll of it is words again.")
	got := fixedLines(b.String())
	if got != strings.Repeat("=", 1500)+".." {
		t.Errorf("%d lines of fixed pitch", strings.Count(got, "="))
	}
	b.Reset()
	b.WriteString("@@ -1,3000 +1,3000 @@\n")
	for range 3000 {
		b.WriteString("-a line that goes\n+a line that comes\n")
	}
	if got := fixedLines(b.String()); strings.Contains(got, ".") {
		t.Errorf("a long patch: %d lines", strings.Count(got, "."))
	}
	if got := fixedLines("> " + strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "\n> ")); strings.Contains(got, ".") {
		t.Errorf("a long patch that is quoted: %d lines", strings.Count(got, "."))
	}
}
