package assets

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"
	"time"
)

var update = flag.Bool("update", false, "write translations/en.json from the words in ../gui")

const (
	langPath = "popmail/gui/kit/lang"
	english  = "translations/en.json"
)

// The functions of package lang that look a sentence up, and how they are called.
var lookups = map[string]struct{ key, plural bool }{
	"L": {}, "N": {plural: true}, "X": {key: true}, "XN": {key: true, plural: true},
}

// plural is the form of a sentence that depends on a count, as go-i18n reads it.
type plural struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// use is one place in the code that looks a sentence up.
type use struct {
	key, text string
	plural    bool
	pos       token.Position
}

// computed are the sentences of the files that put keys together: key to English.
func computed() map[string]map[string]string {
	dates := map[string]string{}
	for d := range 7 {
		name := time.Weekday(d).String()
		dates[name], dates["short day "+name[:3]] = name, name[:3]
	}
	for m := time.January; m <= time.December; m++ {
		dates[m.String()], dates["day of "+m.String()], dates["short month "+m.String()[:3]] = m.String(), m.String(), m.String()[:3]
	}
	filters := map[string]string{}
	for _, key := range []string{"from", "to", "subject", "filename", "body", "in", "has", "is", "before", "after", "on", "larger", "smaller", "account"} {
		filters["filter "+key] = key
	}
	return map[string]map[string]string{
		"../gui/words/date.go":     dates,
		"../gui/words/dayof.go":    dates,
		"../gui/words/size.go":     {"KB": "KB", "MB": "MB", "GB": "GB", "TB": "TB"},
		"../gui/search/filters.go": filters,
	}
}

// uses collects the lookups of a file. A key that is not written there as a
// string cannot be collected and is reported.
func uses(set *token.FileSet, file *ast.File) (found []use, bad []string) {
	name := ""
	for _, i := range file.Imports {
		if path, _ := strconv.Unquote(i.Path.Value); path == langPath {
			name = "lang"
			if i.Name != nil {
				name = i.Name.Name
			}
		}
	}
	if name == "" {
		return nil, nil
	}
	called := map[*ast.SelectorExpr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && isLang(sel, name) {
				called[sel] = true
				how, known := lookups[sel.Sel.Name]
				if !known {
					return true
				}
				u := use{plural: how.plural, pos: set.Position(call.Pos())}
				var ok bool
				if u.key, ok = literal(call.Args[0]); !ok {
					bad = append(bad, fmt.Sprintf("%s: the sentence is not written as a string here", u.pos))
					return true
				}
				u.text = u.key
				if how.key {
					if u.text, ok = literal(call.Args[1]); !ok {
						bad = append(bad, fmt.Sprintf("%s: the English sentence is not written as a string here", u.pos))
						return true
					}
				}
				found = append(found, u)
			}
		}
		return true
	})
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && isLang(sel, name) && !called[sel] {
			if _, known := lookups[sel.Sel.Name]; known {
				bad = append(bad, fmt.Sprintf("%s: lang.%s is passed on, so its sentences cannot be found", set.Position(sel.Pos()), sel.Sel.Name))
			}
		}
		return true
	})
	return found, bad
}

func isLang(sel *ast.SelectorExpr, name string) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == name
}

// literal reads a string literal, or several joined with +.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, ok2 := literal(e.Y)
		return a + b, ok && ok2 && e.Op == token.ADD
	}
	return "", false
}

// collect walks the folders of the window's code.
func collect(t *testing.T, roots ...string) []use {
	t.Helper()
	var all []use
	set := token.NewFileSet()
	put := computed()
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			found, bad := uses(set, file)
			for key, text := range put[filepath.ToSlash(path)] {
				found = append(found, use{key: key, text: text, pos: token.Position{Filename: path}})
			}
			for _, b := range bad {
				if put[filepath.ToSlash(path)] == nil {
					t.Error(b)
				}
			}
			all = append(all, found...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// entries turns uses into the content of en.json: a string, or a plural. A plural
// that is there already keeps its form for one, since the code has only the other.
func entries(t *testing.T, all []use, old map[string]json.RawMessage) map[string]any {
	t.Helper()
	out := map[string]any{}
	for _, u := range all {
		if _, err := template.New("").Parse(u.text); err != nil {
			t.Errorf("%s: %v", u.pos, err)
		}
		if !u.plural {
			if had, ok := out[u.key]; ok && had != any(u.text) {
				t.Errorf("%s: %q is also used in another way", u.pos, u.key)
			}
			out[u.key] = u.text
			continue
		}
		p := plural{One: u.text, Other: u.text}
		var had plural
		if json.Unmarshal(old[u.key], &had) == nil && had.One != "" {
			p.One = had.One
		}
		if had, ok := out[u.key]; ok && had != any(p) {
			t.Errorf("%s: %q is also used in another way", u.pos, u.key)
		}
		out[u.key] = p
	}
	return out
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// en.json holds exactly the sentences that the window's code looks up. After a
// change: go test ./assets -update, then look at the forms for one.
func TestEnglishIsComplete(t *testing.T) {
	all := append(collect(t, "../gui", "../cmd"), entryUses(t)...)
	have, err := os.ReadFile(english)
	if err != nil {
		t.Fatal(err)
	}
	old := map[string]json.RawMessage{}
	if err := json.Unmarshal(have, &old); err != nil {
		t.Fatalf("%s: %v", english, err)
	}
	want := entries(t, all, old)
	text := marshal(t, want)
	if *update {
		if err := os.WriteFile(english, text, 0o644); err != nil {
			t.Fatal(err)
		}
		have = text
	}
	if !bytes.Equal(have, text) {
		for key := range want {
			if _, ok := old[key]; !ok {
				t.Errorf("%q is not in %s", key, english)
			}
		}
		for key := range old {
			if _, ok := want[key]; !ok {
				t.Errorf("%q in %s is not used", key, english)
			}
		}
		t.Errorf("%s is not up to date: go test ./assets -update", english)
	}
	for key, v := range want {
		if p, ok := v.(plural); ok && p.One == p.Other {
			t.Errorf("%q: write its form for one into %s (when there is none, lang.L will do)", key, english)
		}
	}
}

// pluralForms are those of each language (Unicode CLDR 41, supplemental data "plurals", cardinal).
var pluralForms = map[string][]string{
	"en": {"one", "other"}, "en-GB": {"one", "other"}, "de": {"one", "other"}, "nl": {"one", "other"}, "tr": {"one", "other"},
	"fr": {"many", "one", "other"}, "es": {"many", "one", "other"}, "it": {"many", "one", "other"}, "pt-BR": {"many", "one", "other"},
	"pl": {"few", "many", "one", "other"}, "ru": {"few", "many", "one", "other"}, "uk": {"few", "many", "one", "other"},
	"ar": {"few", "many", "one", "other", "two", "zero"}, "ja": {"other"}, "zh-Hans": {"other"},
}

// placeholders are what stands in a sentence like {{.Name}}, each once, in order.
func placeholders(t *testing.T, sentence string) []string {
	t.Helper()
	tree, err := template.New("").Parse(sentence)
	if err != nil {
		t.Fatalf("%q: %v", sentence, err)
	}
	var out []string
	for _, n := range tree.Root.Nodes {
		if n.Type() == parse.NodeAction {
			out = append(out, n.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Every translation has the sentences of en.json and no others, in the plural forms of its
// language, with the same values filled in. A form may leave the count out where it is said
// in words.
func TestTranslationsFit(t *testing.T) {
	files, err := fs.Glob(Translations, TranslationsDir+"/*.json")
	if err != nil || !slices.Contains(files, english) {
		t.Fatalf("%v, %v", files, err)
	}
	read := func(name string) map[string]any {
		data, err := Translations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]any{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return m
	}
	en := read(english)
	for _, name := range files {
		code := strings.TrimSuffix(filepath.Base(name), ".json")
		want, known := pluralForms[code]
		if !known {
			t.Errorf("%s: its plural forms are not known", name)
		}
		has := read(name)
		for key, v := range has {
			if _, ok := en[key]; !ok {
				t.Errorf("%s: %q is not in %s", name, key, english)
			}
			for form, text := range forms(v) {
				if _, err := template.New("").Parse(text); err != nil || text == "" {
					t.Errorf("%s: %q, %s: %q %v", name, key, form, text, err)
				}
			}
		}
		for key, v := range en {
			_, several := v.(map[string]any)
			theirs, there := has[key]
			got := forms(theirs)
			switch {
			case !there:
				t.Errorf("%s: %q is missing", name, key)
				continue
			case !several && got["text"] == "":
				t.Errorf("%s: %q has no plural forms in English", name, key)
				continue
			case several && !slices.Equal(slices.Sorted(maps.Keys(got)), want):
				t.Errorf("%s: %q has the forms %v, want %v", name, key, slices.Sorted(maps.Keys(got)), want)
				continue
			}
			filled, may := placeholders(t, cmp.Or(forms(v)["other"], forms(v)["text"])), []string{}
			for _, text := range forms(v) {
				may = append(may, placeholders(t, text)...)
			}
			for form, text := range got {
				for _, p := range placeholders(t, text) {
					if !slices.Contains(may, p) {
						t.Errorf("%s: %q, %s: there is no %s", name, key, form, p)
					}
				}
				for _, p := range filled {
					several := (code == "ru" || code == "uk" || (code == "fr" || code == "pt-BR") && mayBeNone(key)) && p == "{{.Count}}" // "one" is 21 and 31 as well, or 0
					if !strings.Contains(text, p) && (several || form == "text" || form == "other" || p != "{{.Count}}") && (several || !sayable(form, v)) {
						t.Errorf("%s: %q, %s: %s is missing", name, key, form, p)
					}
				}
			}
		}
	}
}

// mayBeNone reports whether a sentence tells how many there are or were, which may be none: in French and Portuguese "one" is said of
// none as well. Others are there only where there is something.
func mayBeNone(key string) bool {
	switch key {
	case "{{.Count}} messages can’t be snoozed.", // said where there are some
		"{{.Count}} photos tell where they were taken.",
		"{{.Count}} large messages have {{.Size}} together. On this computer {{.Free}} are free.",
		"{{.Count}} large messages have {{.Size}} together. To get them, {{.Needs}} have to be free on this computer; {{.Free}} are.":
		return false // they say nothing of the number, or there is one
	}
	return strings.HasPrefix(key, "{{.Count}} ") || strings.Contains(key, "was applied to {{.Count}}")
}

// What buttons say that stand beside each other differs, so that nobody takes one for the other: to choose nothing is
// not to empty, nor to remove.
func TestButtonsDiffer(t *testing.T) {
	files, err := fs.Glob(Translations, TranslationsDir+"/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := Translations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]any{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		first := func(key string) string {
			said, _ := m[key].(string)
			if said == "" {
				t.Errorf("%s: %q is missing", name, key)
			}
			word, _, _ := strings.Cut(said, " ")
			return strings.TrimSuffix(word, "…")
		}
		for _, other := range []string{"Empty…", "Empty Trash…", "Remove…", "Delete", "Get"} {
			if first("Clear") == first(other) {
				t.Errorf("%s: Clear begins as %s does: %q", name, other, first(other))
			}
		}
	}
}

// sayable reports whether a form stands for one count alone, for which English leaves values
// out as well.
func sayable(form string, v any) bool {
	return (form == "one" || form == "zero" || form == "two") && len(forms(v)) > 1
}

func forms(v any) map[string]string {
	out := map[string]string{}
	switch v := v.(type) {
	case string:
		out["text"] = v
	case map[string]any:
		for form, text := range v {
			out[form], _ = text.(string)
		}
	}
	return out
}

// A translated unit says the size that it stands for: four different words that begin with
// the letters of kilo, mega, giga and tera, in that order.
func TestUnitsSayTheirSize(t *testing.T) {
	files, err := fs.Glob(Translations, TranslationsDir+"/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, name := range files {
		data, err := Translations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]any
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i, unit := range []string{"KB", "MB", "GB", "TB"} {
			word, _ := words[unit].(string)
			if !strings.HasPrefix(word, "KMGT"[i:i+1]) && !strings.HasPrefix(word, string([]rune("КМГТ")[i])) && !strings.HasPrefix(word, string([]rune("كمغت")[i])) {
				t.Errorf("%s: %s is %q", name, unit, word)
			}
		}
	}
}

// The collector itself: what it finds, and what it refuses.
func TestUses(t *testing.T) {
	const src = `package p
import ("fmt"; l10n "popmail/gui/kit/lang")
func f(s string, n int) {
	fmt.Println(l10n.L("Hello"), l10n.L("Two "+("parts")), l10n.N("{{.N}} letters", n, nil))
	_ = l10n.X("menu.open", "Open")
	_ = l10n.L(s)
	g(l10n.L)
	_ = lang.L("not ours")
	_ = l10n.Code()
}`
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	found, bad := uses(set, file)
	var got []string
	for _, u := range found {
		got = append(got, fmt.Sprintf("%s=%s %v", u.key, u.text, u.plural))
	}
	want := []string{"Hello=Hello false", "Two parts=Two parts false", "{{.N}} letters={{.N}} letters true", "menu.open=Open false"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if len(bad) != 2 || !strings.Contains(bad[0], "p.go:6") || !strings.Contains(bad[1], "p.go:7") {
		t.Errorf("refused %q", bad)
	}
}

func TestIcon(t *testing.T) {
	icon, err := png.DecodeConfig(bytes.NewReader(Icon().Content()))
	if err != nil || icon.Width != 512 || icon.Height != 512 {
		t.Errorf("the icon is %dx%d, %v", icon.Width, icon.Height, err)
	}
}
