package assets

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// entryFiles are what desktops and software centers read. They say the same in all languages of the window: below
// each English line stand the others, from the translations.
var entryFiles = []struct {
	name string
	line *regexp.Regexp // with a sentence: what is before it, it, and what is behind it
	own  *regexp.Regexp // in a language
	put  func(before, text, after, code string) string
	code func(code string) string
}{
	{
		"dist/org.popmail.PopMail.desktop",
		regexp.MustCompile(`^((?:GenericName|Comment|Keywords|Name)=)(.*)()$`),
		regexp.MustCompile(`^\w+\[[\w@]+\]=`),
		func(before, text, after, code string) string {
			return strings.TrimSuffix(before, "=") + "[" + code + "]=" + text + after
		},
		func(code string) string {
			if code == "zh-Hans" {
				return "zh_CN"
			}
			return strings.ReplaceAll(code, "-", "_")
		},
	},
	{
		"dist/org.popmail.PopMail.metainfo.xml",
		regexp.MustCompile(`^(\s*<(?:summary|p|li|caption)>)(.*)(</\w+>)$`),
		regexp.MustCompile(` xml:lang="`),
		func(before, text, after, code string) string {
			var b bytes.Buffer
			_ = xml.EscapeText(&b, []byte(text)) // a buffer takes all
			return strings.TrimSuffix(before, ">") + ` xml:lang="` + code + `">` + b.String() + after
		},
		func(code string) string {
			if code == "zh-Hans" {
				return "zh-CN"
			}
			return code
		},
	},
}

// entryUses are the sentences of the files for desktops.
func entryUses(t *testing.T) (all []use) {
	t.Helper()
	for _, f := range entryFiles {
		text, err := os.ReadFile(f.name)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(string(text)) {
			if m := f.line.FindStringSubmatch(strings.TrimSuffix(l, "\n")); m != nil && m[2] != "PopMail" {
				all = append(all, use{key: m[2], text: m[2], pos: token.Position{Filename: f.name}})
			}
		}
	}
	return all
}

// What desktops and software centers show is in the person's language. After a change: go test ./assets -update
func TestEntriesInAllLanguages(t *testing.T) {
	paths, err := filepath.Glob("translations/*.json")
	if err != nil || len(paths) < 15 {
		t.Fatal(paths, err)
	}
	slices.Sort(paths)
	words := map[string]map[string]any{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		of := map[string]any{}
		if err := json.Unmarshal(text, &of); err != nil {
			t.Fatal(path, err)
		}
		words[path] = of
	}
	for _, f := range entryFiles {
		text, err := os.ReadFile(f.name)
		if err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		for l := range strings.Lines(string(text)) {
			if f.own.MatchString(l) {
				continue
			}
			want.WriteString(l)
			m := f.line.FindStringSubmatch(strings.TrimSuffix(l, "\n"))
			if m == nil || m[2] == "PopMail" {
				continue
			}
			for _, path := range paths {
				code := strings.TrimSuffix(filepath.Base(path), ".json")
				if code == "en" {
					continue
				}
				said, _ := words[path][m[2]].(string)
				if said == "" {
					t.Errorf("%s: %q is not in %s", f.name, m[2], path)
				} else {
					fmt.Fprintln(&want, f.put(m[1], said, m[3], f.code(code)))
				}
			}
		}
		if want.String() == string(text) {
			continue
		}
		if !*update {
			t.Errorf("%s does not say in all languages what it says in English: go test ./assets -update", f.name)
		} else if err := os.WriteFile(f.name, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
