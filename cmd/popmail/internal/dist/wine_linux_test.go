package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// windowsDist names the folder with the packages for Windows that are tried under Wine, which .ci/wine sets.
const windowsDist = "POPMAIL_TEST_WINDOWS"

// windowsTime bounds each wait; the computer may be slow.
const windowsTime = 5 * time.Minute

// wine is a Windows of the test's own, as Wine plays it, with a screen.
type wine struct {
	t       *testing.T
	loader  string
	server  string // ends it
	prefix  string
	display string
	home    string // of the person, as a folder of this computer
	shots   string
}

func newWine(t *testing.T, screen ...string) *wine {
	t.Helper()
	w := &wine{t: t, prefix: filepath.Join(t.TempDir(), "prefix")}
	for _, p := range []string{"/usr/lib/wine/wine64", "wine64", "wine"} {
		if path, err := exec.LookPath(p); err == nil {
			w.loader = path
			break
		}
	}
	for _, p := range []string{"/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver", "wineserver"} {
		if path, err := exec.LookPath(p); err == nil {
			w.server = path
			break
		}
	}
	for name, path := range map[string]string{"Wine": w.loader, "Wine's server": w.server} {
		if path == "" {
			t.Skipf("%s is not installed", name)
		}
	}
	for _, p := range []string{"Xvfb", "xdotool", "import", "openbox"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	w.shots = filepath.Join(repo(t), "build", "dist-work", "wine")
	if err := os.MkdirAll(w.shots, 0o755); err != nil {
		t.Fatal(err)
	}
	w.display = newDisplay(t, screen...)
	t.Cleanup(func() { _ = w.command(w.server, "-k").Run() })
	if err := os.Mkdir(w.prefix, 0o755); err != nil {
		t.Fatal(err)
	}
	w.must(w.server, "-p") // stays between programs, as Windows does
	w.must(w.loader, "wineboot", "-i")
	w.must(w.loader, "winecfg", "-v", "win10")
	w.prng()
	homes, err := filepath.Glob(filepath.Join(w.prefix, "drive_c", "users", "*", "AppData", "Local"))
	if err != nil || len(homes) == 0 {
		t.Fatal("Wine has made no folder for the person: ", err)
	}
	homes = slices.DeleteFunc(homes, func(p string) bool { return strings.Contains(p, "/Public/") })
	w.home = filepath.Dir(filepath.Dir(homes[0]))
	return w
}

// newDisplay starts a screen with a window manager.
func newDisplay(t *testing.T, more ...string) string {
	t.Helper()
	r, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	x := exec.CommandContext(ctx, "Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"}, more...)...)
	x.ExtraFiles = []*os.File{out}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	var n int
	if _, err := fmt.Fscan(r, &n); err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	display := fmt.Sprintf(":%d", n)
	rc := filepath.Join(t.TempDir(), "rc.xml")
	if err := os.WriteFile(rc, []byte(`<openbox_config xmlns="http://openbox.org/3.4/rc"/>`), 0o600); err != nil {
		t.Fatal(err)
	}
	wm := exec.CommandContext(ctx, "openbox", "--config-file", rc)
	wm.Env = append(os.Environ(), "DISPLAY="+display)
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = wm.Wait()
		_ = x.Wait()
		_ = r.Close()
	})
	return display
}

// prng gives Wine a library that Go needs and Wine 8 does not have: random octets come from another
// one of Wine's then. A newer Wine has it.
func (w *wine) prng() {
	w.t.Helper()
	to := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(to); err == nil {
		return
	}
	if _, err := exec.LookPath("x86_64-w64-mingw32-gcc"); err != nil {
		w.t.Skip("this Wine has no bcryptprimitives.dll, and there is no compiler to make one")
	}
	source := filepath.Join(w.t.TempDir(), "prng.c")
	const code = "#include <windows.h>\nBOOLEAN WINAPI SystemFunction036(PVOID, ULONG);\n" +
		"__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return SystemFunction036(p, (ULONG)n); }\n"
	if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.must("x86_64-w64-mingw32-gcc", "-shared", "-s", "-o", to, source, "-ladvapi32")
}

// command is a program of this computer, or with w.loader first one of Windows.
func (w *wine) command(name string, args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), windowsTime)
	w.t.Cleanup(cancel)
	c := exec.CommandContext(ctx, name, args...)
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "POPMAIL_") || strings.HasPrefix(v, "LANG") || strings.HasPrefix(v, "LC_")
	})
	c.Env = append(env, "WINEPREFIX="+w.prefix, "WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=;winemenubuilder.exe=d;bcryptprimitives=n,b", "DISPLAY="+w.display, "LC_ALL=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	c.WaitDelay = 5 * time.Second // Wine's helpers keep the pipes
	return c
}

func (w *wine) must(name string, args ...string) string {
	w.t.Helper()
	c := w.command(name, args...)
	out, err := c.CombinedOutput()
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		w.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// code runs a program of Windows and returns how it has ended.
func (w *wine) code(program string, args ...string) int {
	w.t.Helper()
	err := w.command(w.loader, append([]string{program}, args...)...).Run()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return e.ExitCode()
	} else if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		w.t.Fatal(err)
	}
	return 0
}

// feed runs a program of Windows that reads in, and returns what it prints; errs is what went wrong.
func (w *wine) feed(in, program string, args ...string) (out, errs string, code int) {
	w.t.Helper()
	var o, e bytes.Buffer
	c := w.command(w.loader, append([]string{program}, args...)...)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &o, &e
	err := c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		w.t.Fatal(err)
	}
	return o.String(), e.String(), code
}

// wait waits until something is so.
func (w *wine) wait(what string, is func() bool) {
	w.t.Helper()
	for end := time.Now().Add(windowsTime); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if is() {
			return
		}
	}
	w.shot("failed")
	w.t.Fatalf("it did not come to this: %s; windows: %q", what, w.titles())
}

// titles are those of the windows on the screen.
func (w *wine) titles() (list []string) {
	ids, err := w.command("xdotool", "search", "--onlyvisible", "--name", ".").Output()
	if err != nil {
		return nil
	}
	for _, id := range strings.Fields(string(ids)) {
		if name, err := w.command("xdotool", "getwindowname", id).Output(); err == nil {
			list = append(list, strings.TrimSpace(string(name)))
		}
	}
	return list
}

func (w *wine) sees(title string) bool {
	return slices.ContainsFunc(w.titles(), func(s string) bool { return s == title || strings.HasSuffix(s, title) })
}

// press presses keys in the window with a title.
func (w *wine) press(title string, keys ...string) {
	w.t.Helper()
	ids := strings.Fields(w.must("xdotool", "search", "--onlyvisible", "--name", title))
	w.must("xdotool", "windowactivate", ids[len(ids)-1])
	time.Sleep(500 * time.Millisecond)
	for _, k := range keys {
		w.must("xdotool", "key", "--clearmodifiers", k)
		time.Sleep(200 * time.Millisecond)
	}
}

// frame is what a window that fills the screen has around it: its title, and a rim.
const frame = 40

// shot is a picture of the screen, and how many colors there are inside of a window that fills it:
// one that is not painted yet has one or two.
func (w *wine) shot(name string) (colors int) {
	w.t.Helper()
	to := filepath.Join(w.shots, name+".png")
	if out, err := w.command("import", "-window", "root", to).CombinedOutput(); err != nil {
		w.t.Logf("no picture: %v %s", err, out)
		return 0
	}
	f, err := os.Open(to)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	im, err := png.Decode(f)
	if err != nil {
		w.t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	inside := im.Bounds().Inset(frame)
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		for x := inside.Min.X; x < inside.Max.X; x++ {
			r, g, b, _ := im.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// files are all of the person, and of the disk but Windows itself.
func (w *wine) files() (list []string) {
	w.t.Helper()
	root := filepath.Join(w.prefix, "drive_c")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if name == "windows" || strings.HasSuffix(name, "/Temp") {
			return filepath.SkipDir
		}
		list = append(list, name)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// packagesForWindows is the folder with them, or the test is skipped.
func packagesForWindows(t *testing.T) string {
	t.Helper()
	dir := os.Getenv(windowsDist)
	if dir == "" {
		t.Skipf("%s names no folder with packages for Windows; .ci/wine does", windowsDist)
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(repo(t), dir)
	}
	return dir
}

const winLetter = "From: Lena <lena@example.org>\r\nTo: ann@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_Oslo?=\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nIt is here, in the harbour.\r\n"

// Installed without a question, used, handed a letter while it is open, brought up to date and removed: the
// mail is left, and nothing else.
func TestInstalledOnWindows(t *testing.T) {
	dir := packagesForWindows(t)
	setup := one(t, dir, "PopMail-*-setup.exe")
	w := newWine(t)
	server, err := dovecot.Start(t.TempDir(), dovecot.Options{})
	if err != nil {
		t.Skip("no Dovecot: ", err)
	}
	defer func() { _ = server.Stop() }()
	if err := server.AddUser("ann", "secret"); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Deliver("ann", []byte(winLetter)); err != nil {
		t.Fatal(err)
	}
	before := w.files()

	if code := w.code(setup, "/S"); code != 0 {
		t.Fatalf("the installer has ended with %d", code)
	}
	program := filepath.Join(w.home, "AppData", "Local", "Programs", "PopMail", windowsProgram)
	console := filepath.Join(filepath.Dir(program), windowsConsole)
	link := filepath.Join(w.home, "AppData", "Roaming", "Microsoft", "Windows", "Start Menu", "Programs", "PopMail.lnk")
	for _, path := range []string{program, console, link} {
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
	}
	for key, want := range map[string]string{
		`HKCU\Software\Classes\PopMail.mailto\shell\open\command`:          `PopMail.exe -- "%1"`,
		`HKCU\Software\Clients\Mail\PopMail\Capabilities\FileAssociations`: "PopMail.eml",
		`HKCU\Software\RegisteredApplications`:                             `Clients\Mail\PopMail\Capabilities`,
		`HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\PopMail`: "uninstall.exe",
	} {
		if said := w.must(w.loader, "reg", "query", key); !strings.Contains(said, want) {
			t.Errorf("%s: %s", key, said)
		}
	}

	// Both kinds of the program answer into a pipe, and say how they have ended.
	for _, p := range []string{console, program} {
		began := time.Now()
		out, errs, code := w.feed("", p, "version")
		t.Logf("%s version: %.2f s", filepath.Base(p), time.Since(began).Seconds())
		if code != 0 || !strings.HasPrefix(out, "popmail ") || !strings.Contains(out, "windows/amd64") {
			t.Errorf("%s version: %d %q %q", filepath.Base(p), code, out, errs)
		}
		if out, errs, code := w.feed("", p, "list", "--no-such-flag"); code != 2 || out != "" || !strings.Contains(errs, "no-such-flag") {
			t.Errorf("%s: %d %q %q", filepath.Base(p), code, out, errs)
		}
	}
	if out, errs, code := w.feed("secret\n", console, "account", "add", "--email", "ann@example.org", "--user", "ann", "--server", "127.0.0.1", "--port", fmt.Sprint(server.Plain),
		"--security", "none", "--keep-password", "file", "--password-stdin", "--leave", "forever"); code != 0 {
		t.Fatalf("account add: %d %q %q", code, out, errs)
	}
	if out, errs, code := w.feed("", console, "receive"); code != 0 {
		t.Fatalf("receive: %d %q %q", code, out, errs)
	}
	out, errs, _ := w.feed("", console, "search", "harbour")
	if !strings.Contains(out, "Grüße aus Oslo") {
		t.Fatalf("search: %q %q", out, errs)
	}
	picture := filepath.Join(t.TempDir(), "letter.png")
	if out, errs, code := w.feed("", console, "render", "1", "--output", `Z:`+strings.ReplaceAll(picture, "/", `\`)); code != 0 {
		t.Errorf("render: %d %q %q", code, out, errs)
	} else if f, err := os.Open(picture); err != nil {
		t.Error(err)
	} else if _, err := png.DecodeConfig(f); err != nil {
		t.Error(err)
	}

	// The window, and what is handed to it.
	window := w.command(w.loader, program)
	began := time.Now()
	if err := window.Start(); err != nil {
		t.Fatal(err)
	}
	w.wait("the window is open", func() bool { return w.sees("Inbox · 1 unread — PopMail") })
	w.wait("it is painted", func() bool { return w.shot("window") > 100 })
	t.Logf("the window was painted after %.1f s", time.Since(began).Seconds())
	if code := w.code(program, "--", "mailto:lena@example.org?subject=Back%20to%20you&body=Dear%20Lena"); code != 0 {
		t.Errorf("the second start has ended with %d", code)
	}
	w.wait("the letter opens in the first window", func() bool { return w.sees("Back to you") })
	w.shot("letter")
	file := filepath.Join(w.home, "first letter.eml")
	if err := os.WriteFile(file, []byte(winLetter), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := w.code(program, "--", `Z:`+strings.ReplaceAll(file, "/", `\`)); code != 0 {
		t.Errorf("the start with a file has ended with %d", code)
	}
	w.wait("the message opens", func() bool { return w.sees("Grüße aus Oslo") })
	w.wait("it is painted", func() bool { return w.shot("handed") > 100 })
	if n := len(slices.DeleteFunc(w.titles(), func(s string) bool { return s != "Back to you" })); n != 1 {
		t.Errorf("%d letters were opened", n)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}

	// While it is open nothing is replaced or removed.
	if code := w.code(setup, "/S"); code != 3 {
		t.Errorf("the installer has ended with %d beside an open window", code)
	}
	w.must(w.loader, "taskkill", "/IM", windowsProgram)
	done := make(chan struct{})
	go func() {
		_ = window.Wait() // which says how it was ended
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second): // it may have asked about the letter
		w.must(w.loader, "taskkill", "/F", "/IM", windowsProgram)
		<-done
	}
	if code := w.code(setup, "/S"); code != 0 {
		t.Errorf("bringing up to date has ended with %d", code)
	}
	if out, errs, _ := w.feed("", console, "search", "harbour"); !strings.Contains(out, "Grüße aus Oslo") {
		t.Errorf("search after bringing up to date: %q %q", out, errs)
	}

	w.code(filepath.Join(filepath.Dir(program), "uninstall.exe"), "/S")
	w.wait("it is removed", func() bool { _, err := os.Stat(filepath.Dir(program)); return errors.Is(err, os.ErrNotExist) })
	w.wait("it is removed from the menu", func() bool { _, err := os.Stat(link); return errors.Is(err, os.ErrNotExist) })
	w.must(w.server, "-k")
	_ = w.command(w.server, "-w").Run()
	for _, name := range w.files() {
		if !slices.Contains(before, name) && !strings.Contains(name+"/", "/AppData/Local/popmail/") {
			t.Errorf("%s is left", name)
		}
	}
	if _, err := os.Stat(filepath.Join(w.home, "AppData", "Local", "popmail", "popmail.db")); err != nil {
		t.Error("the mail is not left: ", err)
	}
	reg, err := os.ReadFile(filepath.Join(w.prefix, "user.reg"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.ToLower(string(reg))) {
		if strings.Contains(line, "popmail") {
			t.Errorf("Windows still knows %s", line)
		}
	}
}

// The portable package keeps its data beside itself, unless it is told otherwise.
func TestPortableOnWindows(t *testing.T) {
	dir := packagesForWindows(t)
	w := newWine(t)
	root := filepath.Join(w.prefix, "drive_c", "stick")
	unzip(t, one(t, dir, "PopMail-*-portable.zip"), root)
	before := w.files()
	console := filepath.Join(root, "PopMail", windowsConsole)
	add := []string{"account", "add", "--email", "ann@example.org", "--server", "127.0.0.1", "--port", "1", "--security", "none", "--keep-password", "file", "--password-stdin"}
	w.feed("secret\n", console, add...)
	for _, name := range w.files() {
		if !slices.Contains(before, name) && !strings.HasPrefix(name, "stick/PopMail/data") {
			t.Errorf("%s is not beside the program", name)
		}
	}
	if _, err := os.Stat(filepath.Join(root, "PopMail", "data", "popmail.db")); err != nil {
		t.Error(err)
	}
	w.feed("", console, "--data", `C:\stick\other`, "list")
	if _, err := os.Stat(filepath.Join(root, "other", "popmail.db")); err != nil {
		t.Error("--data does not win: ", err)
	}
}

// Without OpenGL the person reads what is missing and what helps. Where Mesa came along, it is put
// beside the program and the program is started again, if the person wants that.
func TestWithoutOpenGLOnWindows(t *testing.T) {
	dir := packagesForWindows(t)
	w := newWine(t, "-extension", "GLX")
	root := filepath.Join(w.prefix, "drive_c", "stick")
	unzip(t, one(t, dir, "PopMail-*-portable.zip"), root)
	program := filepath.Join(root, "PopMail", windowsProgram)
	if err := os.RemoveAll(filepath.Join(root, "PopMail", softwareFolder)); err != nil {
		t.Fatal(err)
	}
	run := func() (ended chan int) {
		ended = make(chan int, 1)
		c := w.command(w.loader, program)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { _ = c.Wait(); ended <- c.ProcessState.ExitCode() }()
		w.wait("the person is told", func() bool { return w.sees("PopMail") })
		return ended
	}
	ended := run()
	time.Sleep(2 * time.Second)
	w.shot("no-opengl")
	w.press("PopMail", "Return")
	if code := <-ended; code != 1 {
		t.Errorf("without OpenGL it has ended with %d", code)
	}

	// Here is no Mesa: a copy of Wine's own library stands for it.
	own, err := os.ReadFile(filepath.Join(w.prefix, "drive_c", "windows", "system32", softwareFirst))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{softwareFirst, "libgallium_wgl.dll"} {
		to := filepath.Join(root, "PopMail", softwareFolder, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, own, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ended = run()
	time.Sleep(2 * time.Second)
	w.shot("mesa-offered")
	w.press("PopMail", "Return")
	<-ended
	for _, name := range []string{softwareFirst, "libgallium_wgl.dll"} {
		if _, err := os.Stat(filepath.Join(root, "PopMail", name)); err != nil {
			t.Error(err)
		}
	}
	w.wait("it is started again", func() bool { return w.sees("PopMail") })
	time.Sleep(2 * time.Second)
	w.shot("started-again")
}

func unzip(t *testing.T, file, to string) {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		path := filepath.Join(to, filepath.FromSlash(f.Name))
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) {
			t.Fatalf("%q", f.Name)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
