package main

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"debug/elf"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"popmail/cmd/popmail/internal/newer"
)

// Versions are named so that packages of a later day take the place of earlier ones, and the
// release that of all before it.
func TestVersions(t *testing.T) {
	const epoch = 1796000766 // 30 November 2026
	for said, want := range map[string]string{
		"0.1.0":                  "0.1.0-1",
		"0.1.0+5fc08d2":          "0.1.0~pre20261130.5fc08d2-1",
		"10.20.30+0123456789abc": "10.20.30~pre20261130.0123456789abc-1",
	} {
		v, err := parseVersion(said, epoch)
		if got := v.debian(); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", said, got, err, want)
		}
	}
	for _, said := range []string{"", "1.2", "0.1.0+5fc08d2-dirty", "v0.1.0", "0.1.0+xyz", "0.1.0 "} {
		if v, err := parseVersion(said, epoch); err == nil {
			t.Errorf("%q is %v", said, v)
		}
	}
}

// What the program is linked with and what it opens when it runs becomes what packages depend on.
func TestNeeds(t *testing.T) {
	n, err := packagesFor([]string{"libc.so.6", "libm.so.6", "libX11.so.6", "libX11-xcb.so.1", "libGL.so.1", "libGL.so.1", "libvulkan.so.1"}, "2.31")
	if err != nil {
		t.Fatal(err)
	}
	for kind, c := range map[string]struct{ got, want []string }{
		"deb":  {n.deb, []string{"ca-certificates", "libc6 (>= 2.31)", "libgl1", "libx11-6", "libx11-xcb1"}},
		"arch": {n.arch, []string{"ca-certificates", "glibc", "libglvnd", "libx11"}},
		"rpm": {n.rpm, []string{"ca-certificates", "libGL.so.1()(64bit)", "libX11-xcb.so.1()(64bit)", "libX11.so.6()(64bit)",
			"libc.so.6()(64bit)", "libc.so.6(GLIBC_2.31)(64bit)", "libm.so.6()(64bit)"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %q", kind, c.got)
		}
	}
	if _, err := packagesFor([]string{"libfoo.so.3"}, ""); err == nil {
		t.Error("nobody knows which package has libfoo")
	}
	got := newestC([]elf.ImportedSymbol{{Version: "GLIBC_2.9"}, {Version: "GLIBC_2.31"}, {Version: "GLIBC_2.4"}, {Version: "GLIBC_PRIVATE"}, {Version: "FOO_3"}, {}})
	if got != "2.31" {
		t.Errorf("the C library is to be of version %q", got)
	}
	names := libraryName.FindAllString("a libXcursor.so.1\x00libX11-xcb.so.1 libGL.so libstdc++.so.6\x00", -1)
	if want := []string{"libXcursor.so.1", "libX11-xcb.so.1", "libstdc++.so.6"}; !slices.Equal(names, want) {
		t.Errorf("found %q", names)
	}
}

// fakeJob is a job of a program of a few octets.
func fakeJob(t *testing.T) *job {
	t.Helper()
	dir := t.TempDir()
	write := func(name, data string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	v, err := parseVersion("0.1.0+5fc08d2", 1796000766)
	if err != nil {
		t.Fatal(err)
	}
	j := &job{repo: repo(t), work: filepath.Join(dir, "work"), to: filepath.Join(dir, "to"), version: v, time: time.Unix(1796000766, 0).UTC(), site: "https://example.org/popmail/", maintainer: "Ann <ann@example.org>"}
	j.binary = write("popmail", "the program")
	j.manual = filepath.Dir(write("manual/popmail.1", ".TH popmail 1"))
	write("manual/popmail-receive.1", ".TH popmail-receive 1")
	for _, shell := range []string{"bash", "zsh", "fish"} {
		j.shells = filepath.Dir(write("shells/"+shell, "# "+shell))
	}
	return j
}

func repo(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return root
}

func dataOf(t *testing.T, f staged) []byte {
	t.Helper()
	data, err := os.ReadFile(f.from)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Each kind of package has all that desktops, shells and man look for, and the same octets
// whenever it is made.
func TestStage(t *testing.T) {
	j := fakeJob(t)
	files, err := j.stage()
	if err != nil {
		t.Fatal(err)
	}
	again, err := func() ([]staged, error) { other := *j; other.work += "2"; return other.stage() }()
	if err != nil || len(again) != len(files) {
		t.Fatalf("%d files, then %d: %v", len(files), len(again), err)
	}
	paths := map[string]staged{}
	for i, f := range files {
		if !bytes.Equal(dataOf(t, f), dataOf(t, again[i])) {
			t.Errorf("%s is not the same the second time", f.path)
		}
		for _, kind := range []string{forDeb, forRPM, forArch} {
			if f.kind == anyKind || f.kind == kind {
				paths[kind+f.path] = f
			}
		}
	}
	for _, kind := range []string{forDeb, forRPM, forArch} {
		for _, path := range []string{"/usr/bin/popmail", "/usr/share/applications/org.popmail.PopMail.desktop", "/usr/share/metainfo/org.popmail.PopMail.metainfo.xml",
			"/usr/share/icons/hicolor/48x48/apps/org.popmail.PopMail.png", "/usr/share/icons/hicolor/scalable/apps/org.popmail.PopMail.svg",
			"/usr/share/man/man1/popmail.1.gz", "/usr/share/man/man1/popmail-receive.1.gz", "/usr/share/bash-completion/completions/popmail"} {
			if _, ok := paths[kind+path]; !ok {
				t.Errorf("%s has no %s", kind, path)
			}
		}
	}
	for _, path := range []string{forDeb + "/usr/share/zsh/vendor-completions/_popmail", forRPM + "/usr/share/zsh/site-functions/_popmail", forArch + "/usr/share/licenses/popmail/LICENSE", forDeb + "/usr/share/doc/popmail/copyright", forDeb + "/usr/share/doc/popmail/licenses.txt.gz", forArch + "/usr/share/licenses/popmail/licenses.txt"} {
		if _, ok := paths[path]; !ok {
			t.Errorf("there is no %s", path)
		}
	}
	for size, path := range map[int]string{16: "16x16", 256: "256x256", 512: "512x512"} {
		c, err := png.DecodeConfig(bytes.NewReader(dataOf(t, paths[forDeb+"/usr/share/icons/hicolor/"+path+"/apps/org.popmail.PopMail.png"])))
		if err != nil || c.Width != size || c.Height != size {
			t.Errorf("%s: %dx%d, %v", path, c.Width, c.Height, err)
		}
	}
	z, err := gzip.NewReader(bytes.NewReader(dataOf(t, paths[forDeb+"/usr/share/doc/popmail/changelog.Debian.gz"])))
	if err != nil || z.Name != "" || !z.ModTime.IsZero() {
		t.Fatalf("%+v %v", z, err)
	}
	if text, _ := io.ReadAll(z); !strings.HasPrefix(string(text), "popmail (0.1.0~pre20261130.5fc08d2-1) unstable;") || !strings.Contains(string(text), " -- Ann <ann@example.org>  ") {
		t.Errorf("%s", text)
	}
	if terms := string(dataOf(t, paths[forDeb+"/usr/share/doc/popmail/copyright"])); !strings.Contains(terms, "License: Expat\n Permission is hereby granted") || !strings.Contains(terms, "\n .\n") || strings.Contains(terms, "{{") {
		t.Errorf("%s", terms)
	}
	for _, broken := range []func(j *job){
		func(j *job) { j.manual = t.TempDir() },
		func(j *job) { j.shells = t.TempDir() },
		func(j *job) { j.repo = t.TempDir() },
	} {
		other := *fakeJob(t)
		broken(&other)
		if _, err := other.stage(); err == nil {
			t.Error("something is missing, and it is not told")
		}
	}
}

// The entry and what software centers read are as the tools of the desktops want them.
func TestEntries(t *testing.T) {
	j := fakeJob(t)
	files, err := j.stage()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ suffix, tool, more, german string }{
		{".desktop", "desktop-file-validate", "", "\nName[de]=E-Mail schreiben\n"},
		{".metainfo.xml", "appstreamcli", "validate --no-net --no-color", `<summary xml:lang="de">`},
	} {
		i := slices.IndexFunc(files, func(f staged) bool { return strings.HasSuffix(f.path, c.suffix) })
		text := string(dataOf(t, files[i]))
		if strings.Contains(text, "{{") || !strings.Contains(text, c.german) {
			t.Errorf("%s", text)
		}
		for _, m := range regexp.MustCompile(`<display_length ([^>]*)>(\d+)<`).FindAllStringSubmatch(text, -1) {
			if n, err := strconv.Atoi(m[2]); err != nil || n > 600 && !strings.Contains(m[1], `side="longest"`) {
				t.Errorf("it is offered to nobody with a screen of 1024×600: %s", m[0])
			}
		}
		if _, err := exec.LookPath(c.tool); err != nil {
			t.Logf("%s is not installed, and was not asked", c.tool)
			continue
		}
		out, err := exec.Command(c.tool, append(strings.Fields(c.more), files[i].from)...).CombinedOutput()
		if err != nil || c.more == "" && len(out) > 0 {
			t.Errorf("%s: %v\n%s", c.tool, err, out)
		}
	}
}

// nfpm is told of each file once, for its owner root and with the time of the commit.
func TestRecipe(t *testing.T) {
	j := fakeJob(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := elf.Open(self); err != nil {
		t.Skip("this system's programs are of another form")
	}
	j.binary = self
	files, err := j.stage()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(j.work, "nfpm.json")
	if err := j.writeRecipe(to, files, needs{deb: []string{"libc6 (>= 2.31)"}, rpm: []string{"r"}, arch: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	var r recipe
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "libc6 (>= 2.31)") || r.Prerelease != "pre20261130.5fc08d2" || r.Version != "0.1.0" || r.Arch == "" {
		t.Errorf("%s", text)
	}
	seen := map[string]bool{}
	for _, c := range r.Contents {
		key := fmt.Sprint(c.Packager, c.Dst)
		if seen[key] || seen[c.Dst] || c.Info.Owner != "root" || c.Info.MTime != "2026-11-30T01:06:06Z" || c.Info.Mode == 0 || (c.Src == "") != (c.Type == "dir") {
			t.Errorf("%+v", c)
		}
		seen[key] = true
	}
	if len(seen) < 25 {
		t.Errorf("%d files", len(seen))
	}
}

// The checksums are of all that is handed out but themselves, and sha256sum reads them.
func TestSums(t *testing.T) {
	j := &job{to: t.TempDir()}
	for name, data := range map[string]string{"b.deb": "two", "a.rpm": "one", sumsName: "old", signatureName: "old", "newest.json": "{}", "newest.json.minisig": "old"} {
		if err := os.WriteFile(filepath.Join(j.to, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(j.to, "work"), 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := j.sums(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(j.to, sumsName))
		const want = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  a.rpm\n" +
			"3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  b.deb\n"
		if err != nil || string(text) != want {
			t.Errorf("%s %v", text, err)
		}
	}
}

// The signature is good for the checksums alone, with the key alone, and is not made with a wrong
// password. Debian's minisign, which is another program, finds the same.
func TestSign(t *testing.T) {
	public, private, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	locked, err := minisign.EncryptKey("secret", private)
	if err != nil {
		t.Fatal(err)
	}
	j := fakeJob(t)
	if err := os.MkdirAll(j.to, 0o755); err != nil {
		t.Fatal(err)
	}
	sums := []byte("0123  a.deb\n")
	if err := os.WriteFile(filepath.Join(j.to, sumsName), sums, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := j.sign(); err != nil {
		t.Fatal(err)
	}
	signature := filepath.Join(j.to, signatureName)
	if _, err := os.Stat(signature); err == nil {
		t.Error("signed without a key")
	}
	j.key = filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(j.key, locked, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(passwordVariable, "wrong")
	if err := j.sign(); err == nil {
		t.Error("signed with a wrong password")
	}
	t.Setenv(passwordVariable, "secret")
	if err := j.sign(); err != nil {
		t.Fatal(err)
	}
	signed, err := os.ReadFile(signature)
	if err != nil || !strings.Contains(string(signed), "trusted comment: PopMail 0.1.0+5fc08d2 timestamp:1796000766") {
		t.Errorf("%s %v", signed, err)
	}
	other, _, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(j.to, newer.FileName)); err == nil {
		t.Error("a version is called the newest that is not released")
	}
	if !minisign.Verify(public, sums, signed) || minisign.Verify(public, append(sums, 'x'), signed) || minisign.Verify(other, sums, signed) {
		t.Error("it is not good, or good for anything")
	}
	if _, err := exec.LookPath("minisign"); err != nil {
		t.Skip("minisign is not installed, and was not asked")
	}
	text, err := public.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "key.pub")
	if err := os.WriteFile(key, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("minisign", "-V", "-p", key, "-m", filepath.Join(j.to, sumsName)).CombinedOutput(); err != nil {
		t.Errorf("minisign: %v, %s", err, out)
	}
}

// Of a release the file that tells of it is written, signed, for programs that have the public key.
func TestNewest(t *testing.T) {
	public, private, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := private.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	j := fakeJob(t)
	j.version.commit = ""
	j.key, j.news = filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "news.json")
	for path, data := range map[string]string{j.key: string(text), j.news: `{"en": "Search is quicker."}`, filepath.Join(j.to, sumsName): "0123  a.deb\n"} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(j.to, newer.FileName)
	j.publicKeys = other.String()
	if err := j.sign(); err == nil {
		t.Error("signed with a key that the program does not know")
	} else if _, err := os.Stat(path); err == nil {
		t.Error("and the file is there")
	}
	j.publicKeys += " " + public.String()
	if err := j.sign(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	signed, e := os.ReadFile(path + newer.SignatureSuffix)
	if err != nil || e != nil || !minisign.Verify(public, data, signed) {
		t.Errorf("%v %v", err, e)
	}
	const want = `{"program":"PopMail","version":"0.1.0","date":"2026-11-30T01:06:06Z","page":"https://example.org/popmail/","words":{"en":"Search is quicker."}}`
	var flat bytes.Buffer
	if err := json.Compact(&flat, data); err != nil || flat.String() != want {
		t.Errorf("%s %v", flat.String(), err)
	}
	if err := os.WriteFile(j.news, []byte(`{"en": "two\nlines"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := j.sign(); err == nil {
		t.Error("words that no PopMail would show are handed out")
	}
}
