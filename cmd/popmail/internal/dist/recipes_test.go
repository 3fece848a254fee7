package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The types that PopMail opens, as they are called on the web.
const (
	mailScheme = "mailto"
	letterType = "message/rfc822"
)

func repoFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repo(t), filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// plist reads a property list: dictionaries, lists, strings and truths.
func plist(t *testing.T, text string) map[string]any {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	var value func(start xml.StartElement) any
	next := func() (xml.StartElement, bool) {
		for {
			switch tok, err := d.Token(); {
			case errors.Is(err, io.EOF):
				return xml.StartElement{}, false
			case err != nil:
				t.Fatal(err)
			default:
				switch tok := tok.(type) {
				case xml.StartElement:
					return tok, true
				case xml.EndElement:
					return xml.StartElement{}, false
				}
			}
		}
	}
	word := func(start xml.StartElement) (s string) {
		if err := d.DecodeElement(&s, &start); err != nil {
			t.Fatal(err)
		}
		return s
	}
	value = func(start xml.StartElement) any {
		switch start.Name.Local {
		case "dict":
			m := map[string]any{}
			for {
				k, ok := next()
				if !ok {
					return m
				}
				key := word(k)
				if _, twice := m[key]; twice {
					t.Errorf("%s stands there twice", key)
				}
				v, ok := next()
				if k.Name.Local != "key" || !ok {
					t.Fatalf("%s has no value", key)
				}
				m[key] = value(v)
			}
		case "array":
			list := []any{}
			for {
				v, ok := next()
				if !ok {
					return list
				}
				list = append(list, value(v))
			}
		case "true", "false":
			word(start)
			return start.Name.Local == "true"
		case "string":
			return word(start)
		}
		t.Fatalf("%s is not expected", start.Name.Local)
		return nil
	}
	for {
		start, ok := next()
		if !ok {
			t.Fatal("there is no property list")
		}
		if start.Name.Local == "dict" {
			return value(start).(map[string]any)
		}
	}
}

// strs are the strings of a list.
func strs(v any) (out []string) {
	list, _ := v.([]any)
	for _, e := range list {
		s, _ := e.(string)
		out = append(out, s)
	}
	return out
}

// onlyOf is the dictionary of a list of one.
func onlyOf(t *testing.T, v any) map[string]any {
	t.Helper()
	list, _ := v.([]any)
	if len(list) != 1 {
		t.Fatalf("%v", v)
	}
	m, _ := list[0].(map[string]any)
	return m
}

// All kinds of packages name the program alike, and open the same: e-mail addresses and letters
// in files.
func TestOpensTheSame(t *testing.T) {
	types := []string{"x-scheme-handler/" + mailScheme, letterType}
	entry := repoFile(t, "assets/dist/"+appID+".desktop")
	if !strings.Contains(entry, "\nMimeType="+strings.Join(types, ";")+";\n") || !strings.Contains(entry, "\nIcon="+appID+"\n") || !strings.Contains(entry, "\nStartupWMClass="+appID+"\n") {
		t.Errorf("%s", entry)
	}
	var info struct {
		ID       string `xml:"id"`
		Launch   string `xml:"launchable"`
		Provides struct {
			Types []string `xml:"mediatype"`
		} `xml:"provides"`
	}
	if err := xml.Unmarshal([]byte(repoFile(t, "assets/dist/"+appID+".metainfo.xml")), &info); err != nil || info.ID != appID || info.Launch != appID+".desktop" || !slices.Equal(info.Provides.Types, types) {
		t.Errorf("%+v %v", info, err)
	}
	if !strings.Contains(repoFile(t, "FyneApp.toml"), `ID = "`+appID+`"`) || !strings.Contains(repoFile(t, "cmd/popmail/window.go"), `appID = "`+appID+`"`) {
		t.Error("the program calls itself by another name")
	}

	mac := plist(t, repoFile(t, "assets/dist/macos/Info.plist"))
	opens, kind := onlyOf(t, mac["CFBundleDocumentTypes"]), onlyOf(t, mac["UTImportedTypeDeclarations"])
	tags, _ := kind["UTTypeTagSpecification"].(map[string]any)
	if mac["CFBundleIdentifier"] != appID || mac["CFBundleExecutable"] != "popmail" || mac["CFBundlePackageType"] != "APPL" || mac["CFBundleShortVersionString"] != "@VERSION@" {
		t.Errorf("%v", mac)
	}
	if got := strs(onlyOf(t, mac["CFBundleURLTypes"])["CFBundleURLSchemes"]); !slices.Equal(got, []string{mailScheme}) {
		t.Errorf("schemes %q", got)
	}
	if id, _ := kind["UTTypeIdentifier"].(string); !slices.Contains(strs(opens["LSItemContentTypes"]), id) || id == "" {
		t.Errorf("%v is not %v", opens, kind)
	}
	if !slices.Equal(strs(tags["public.mime-type"]), []string{letterType}) || !slices.Equal(strs(tags["public.filename-extension"]), []string{"eml"}) {
		t.Errorf("%v", tags)
	}
	// Whatever is allowed here has to have a reason in the file.
	if got := plist(t, repoFile(t, "assets/dist/macos/entitlements.plist")); len(got) != 1 || got["com.apple.security.cs.allow-unsigned-executable-memory"] != true {
		t.Errorf("PopMail.app may %v", got)
	}
	if _, err := exec.LookPath("plistutil"); err != nil {
		t.Log("plistutil is not installed, and was not asked")
		return
	}
	for _, name := range []string{"Info", "entitlements"} {
		cmd := exec.Command("plistutil", "-i", filepath.Join(repo(t), "assets", "dist", "macos", name+".plist"), "-o", "-")
		if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("bplist")) {
			t.Errorf("%s: %v %.200s", name, err, out)
		}
	}
}

// The Flatpak sees no folder of the person and talks to nobody but those it needs; what it installs
// is there.
func TestFlatpak(t *testing.T) {
	var m struct {
		ID         string   `yaml:"id"`
		Command    string   `yaml:"command"`
		FinishArgs []string `yaml:"finish-args"`
		Modules    []struct {
			Commands []string            `yaml:"build-commands"`
			Sources  []map[string]string `yaml:"sources"`
		} `yaml:"modules"`
	}
	if err := yaml.Unmarshal([]byte(repoFile(t, "assets/dist/flatpak/"+appID+".yml")), &m); err != nil {
		t.Fatal(err)
	}
	may := []string{"--share=network", "--share=ipc", "--socket=x11", "--device=dri", "--talk-name=org.freedesktop.secrets", "--talk-name=org.freedesktop.Notifications", "--talk-name=org.kde.StatusNotifierWatcher", "--filesystem=xdg-run/speech-dispatcher:ro"}
	if m.ID != appID || m.Command != "popmail" || !slices.Equal(m.FinishArgs, may) {
		t.Errorf("%s runs %s and may %q", m.ID, m.Command, m.FinishArgs)
	}
	if len(m.Modules) != 1 {
		t.Fatalf("%d modules", len(m.Modules))
	}
	for _, s := range m.Modules[0].Sources {
		if s["url"] != "" || s["type"] != "dir" {
			t.Errorf("%v is fetched", s)
		}
	}
	installed := 0
	for _, c := range m.Modules[0].Commands {
		if !strings.HasPrefix(c, "install ") {
			continue
		}
		for _, f := range strings.Fields(c)[1:] {
			if strings.HasPrefix(f, "-") || strings.HasPrefix(f, "/app/") || f == "popmail" {
				continue
			}
			repoFile(t, f)
			installed++
		}
	}
	if installed < 6 {
		t.Errorf("only %d files are installed", installed)
	}
}

// What others' machines are told to run is there, and can be run; they may read the repo and no more.
func TestWorkflows(t *testing.T) {
	list, err := filepath.Glob(filepath.Join(repo(t), ".github", "workflows", "*.yml"))
	if err != nil || len(list) == 0 {
		t.Fatalf("%q %v", list, err)
	}
	scripts := regexp.MustCompile(`\.ci/[a-z-]+`)
	for _, path := range list {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var w struct {
			Name        string            `yaml:"name"`
			On          map[string]any    `yaml:"on"`
			Permissions map[string]string `yaml:"permissions"`
			Jobs        map[string]struct {
				RunsOn  string `yaml:"runs-on"`
				Minutes int    `yaml:"timeout-minutes"`
				Steps   []struct {
					Uses, Run string
					With      map[string]any
				}
			}
		}
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		if err := d.Decode(&w); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if w.Name == "" || len(w.On) == 0 || len(w.Permissions) != 1 || w.Permissions["contents"] != "read" || len(w.Jobs) == 0 {
			t.Errorf("%s: %+v", path, w)
		}
		for name, j := range w.Jobs {
			if j.RunsOn == "" || j.Minutes == 0 || len(j.Steps) == 0 {
				t.Errorf("%s: %s: %+v", path, name, j)
			}
			for _, s := range j.Steps {
				if (s.Uses == "") == (s.Run == "") {
					t.Errorf("%s: a step of %s neither uses nor runs something, or both", path, name)
				}
				for _, script := range scripts.FindAllString(s.Run, -1) {
					if info, err := os.Stat(filepath.Join(repo(t), filepath.FromSlash(script))); err != nil || info.Mode()&0o100 == 0 {
						t.Errorf("%s runs %s: %v", path, script, err)
					}
				}
			}
		}
	}
}
