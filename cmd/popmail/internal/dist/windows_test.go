package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
)

// fakeWindows is a job of packages for Windows, of programs of a few octets.
func fakeWindows(t *testing.T) *job {
	t.Helper()
	j := fakeJob(t)
	j.windows = t.TempDir()
	side, err := sidePicture()
	if err != nil {
		t.Fatal(err)
	}
	small, err := icon(32)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{windowsProgram: []byte("the program"), windowsConsole: []byte("its console"), "popmail.ico": icoOf([]int{32}, [][]byte{small}), "side.bmp": side} {
		if err := os.WriteFile(filepath.Join(j.windows, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(j.to, 0o755); err != nil {
		t.Fatal(err)
	}
	return j
}

// The icon has all sizes that Windows asks for, and each of them is where its entry says.
func TestIconFile(t *testing.T) {
	var pictures [][]byte
	for _, size := range windowsIcons {
		data, err := icon(size)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, data)
	}
	ico := icoOf(windowsIcons, pictures)
	le := binary.LittleEndian
	if le.Uint16(ico) != 0 || le.Uint16(ico[2:]) != 1 || int(le.Uint16(ico[4:])) != len(windowsIcons) {
		t.Fatalf("% x", ico[:6])
	}
	for i, size := range windowsIcons {
		entry := ico[6+16*i:]
		at, n := le.Uint32(entry[12:]), le.Uint32(entry[8:])
		c, err := png.DecodeConfig(bytes.NewReader(ico[at : at+n]))
		if err != nil || c.Width != size || c.Height != size || entry[0] != byte(size) || entry[1] != byte(size) {
			t.Errorf("%d: %dx%d, %v, % x", size, c.Width, c.Height, err, entry[:16])
		}
	}
	side, err := sidePicture()
	if err != nil {
		t.Fatal(err)
	}
	if c, err := bmp.DecodeConfig(bytes.NewReader(side)); err != nil || c.Width != 164 || c.Height != 314 {
		t.Errorf("%+v %v", c, err)
	}
}

// The manifest says what the program asks of Windows, and can be read.
func TestManifest(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repo(t), "assets", "dist", "windows", manifestName))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Level struct {
			Level string `xml:"level,attr"`
		} `xml:"trustInfo>security>requestedPrivileges>requestedExecutionLevel"`
		DPI   string `xml:"application>windowsSettings>dpiAwareness"`
		Long  string `xml:"application>windowsSettings>longPathAware"`
		Pages string `xml:"application>windowsSettings>activeCodePage"`
	}
	if err := xml.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	if m.Level.Level != "asInvoker" || !strings.HasPrefix(m.DPI, "PerMonitorV2") || m.Long != "true" || m.Pages != "UTF-8" {
		t.Errorf("%+v", m)
	}
}

// The portable package has the mark that makes it portable, and is the same whenever it is made.
func TestPortablePackage(t *testing.T) {
	var first []byte
	for range 2 {
		j := fakeWindows(t)
		dir := filepath.Join(j.work, "windows")
		j.mesa = filepath.Join(t.TempDir(), "OpenGL32.dll")
		if err := os.WriteFile(j.mesa, []byte("Mesa"), 0o644); err != nil {
			t.Fatal(err)
		}
		list, err := j.windowsFiles(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.portable(dir, list); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(one(t, j.to, "PopMail-0.1.0+5fc08d2-portable.zip"))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		} else if !bytes.Equal(first, data) {
			t.Error("it is not the same the second time")
		}
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	want := []string{"PopMail/LICENSE.txt", "PopMail/PopMail.exe", "PopMail/licenses.txt", "PopMail/mesa/opengl32.dll", "PopMail/popmail.com", "PopMail/portable.txt"}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

// Mesa is one file or a folder, and without opengl32.dll it is none.
func TestMesaFiles(t *testing.T) {
	dir := t.TempDir()
	if files, err := filesOf(""); err != nil || len(files) > 0 {
		t.Errorf("%v %v", files, err)
	}
	for _, wrong := range []string{dir, filepath.Join(dir, "nothing")} {
		if _, err := filesOf(wrong); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
	for _, name := range []string{"opengl32.dll", "libgallium_wgl.dll"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if files, err := filesOf(dir); err != nil || len(files) != 2 {
		t.Errorf("%v %v", files, err)
	}
}

// A program that is linked with a library of the compiler does not start elsewhere, and is not packed.
func TestNeedsNothing(t *testing.T) {
	const gcc = "x86_64-w64-mingw32-gcc"
	if _, err := exec.LookPath(gcc); err != nil {
		t.Skipf("%s is not installed", gcc)
	}
	dir := t.TempDir()
	write := func(name, code string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	build := func(args ...string) {
		if out, err := exec.Command(gcc, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
	}
	good, strange, library := filepath.Join(dir, "good.exe"), filepath.Join(dir, "strange.exe"), filepath.Join(dir, "strange.dll")
	build("-o", good, write("good.c", "int main(void) { return 0; }"))
	build("-shared", "-o", library, write("library.c", "__declspec(dllexport) int one(void) { return 1; }"))
	build("-o", strange, write("strange.c", "int one(void); int main(void) { return one(); }"), library)
	if err := needsNothing(good); err != nil {
		t.Error(err)
	}
	if err := needsNothing(strange); err == nil || !strings.Contains(err.Error(), "strange.dll") {
		t.Error(err)
	}
}

// The installer is made without a warning in each of its languages, and is the same whenever it is made.
func TestInstaller(t *testing.T) {
	if _, err := exec.LookPath("makensis"); err != nil {
		t.Skip("makensis is not installed")
	}
	var first []byte
	for range 2 {
		j := fakeWindows(t)
		dir := filepath.Join(j.work, "windows")
		list, err := j.windowsFiles(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.installer(t.Context(), dir, list); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(one(t, j.to, "PopMail-0.1.0+5fc08d2-setup.exe"))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		} else if !bytes.Equal(first, data) {
			t.Error("it is not the same the second time")
		}
	}
	words, err := os.ReadFile(filepath.Join(repo(t), "assets", "dist", "windows", "words.nsh"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for line := range strings.Lines(string(words)) {
		if name, ok := strings.CutPrefix(line, "LangString "); ok {
			count[strings.Fields(name)[0]]++
		}
	}
	languages := strings.Count(string(words), "MUI_LANGUAGE ")
	for _, name := range []string{"Welcome", "Runs", "TooOld", "Stays", "Gone", "Elsewhere", "NotTold"} {
		if count[name] != languages || languages != 14 {
			t.Errorf("%s: %d of %d languages", name, count[name], languages)
		}
	}
}

// one is the only file of a pattern.
func one(t *testing.T, dir, pattern string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(list) != 1 {
		t.Fatalf("%s in %s: %q %v", pattern, dir, list, err)
	}
	return list[0]
}
