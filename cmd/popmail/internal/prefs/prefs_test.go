package prefs

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

func open(t *testing.T, path string) *File {
	t.Helper()
	p, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func keep(t *testing.T, p *File) {
	t.Helper()
	p.Keep(func(err error) { t.Error(err) })
	t.Cleanup(func() { p.Close(time.Minute) })
}

func TestEveryKindComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	p := open(t, path)
	keep(t, p)
	p.SetBool("bool", true)
	p.SetInt("int", 1<<50)
	p.SetFloat("float", 0.25)
	p.SetString("string", "Größe “1”\n\x00")
	p.SetBoolList("bools", []bool{true, false})
	p.SetIntList("ints", []int{3, -4})
	p.SetFloatList("floats", []float64{0.5})
	p.SetStringList("strings", []string{"a", ""})
	p.SetString("gone", "x")
	p.RemoveValue("gone")
	p.Close(time.Minute)

	q := open(t, path)
	if !q.Bool("bool") || q.Int("int") != 1<<50 || q.Float("float") != 0.25 || q.String("string") != "Größe “1”\n\x00" ||
		!slices.Equal(q.BoolList("bools"), []bool{true, false}) || !slices.Equal(q.IntList("ints"), []int{3, -4}) ||
		!slices.Equal(q.FloatList("floats"), []float64{0.5}) || !slices.Equal(q.StringList("strings"), []string{"a", ""}) {
		t.Errorf("%v", q.values)
	}
	if q.StringWithFallback("gone", "no") != "no" || q.IntWithFallback("string", 7) != 7 || q.BoolWithFallback("none", true) != true {
		t.Error("fallbacks are not taken")
	}
}

// A reader beside the writer meets a whole file at any moment, as a second
// program does that starts meanwhile.
func TestReadersNeverMeetHalfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	p := open(t, path)
	long := strings.Repeat("x", 200_000)
	p.set("long", long)
	if err := p.flush(); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			p.set("n", float64(n))
			if err := p.flush(); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 300 {
		values, err := read(path)
		if err != nil || values["long"] != long {
			t.Errorf("half a file: %v", err)
			break
		}
	}
	close(stop)
	all.Wait()
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 1 {
		t.Errorf("%v is left behind (%v)", names, err)
	}
}

func TestDamagedFile(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "cut": `{"window.width": 12`, "a list": `[1,2]`, "octets": "\xff\x00\xfe", "large": `{"a":"` + strings.Repeat("x", maxFile) + `"}`,
	} {
		path := filepath.Join(t.TempDir(), FileName)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Open(path, map[string]any{"look.scale": 120})
		if err == nil || p.Int("look.scale") != 120 {
			t.Errorf("%s: %v, %v", name, err, p.values)
		}
		keep(t, p)
		p.SetInt("look.scale", 150)
		p.Close(time.Minute)
		if got := open(t, path).Int("look.scale"); got != 150 {
			t.Errorf("%s: %d after a change", name, got)
		}
		// What it was is still there, also when that happens a second time.
		aside := filepath.Join(filepath.Dir(path), Unread)
		if was, err := os.ReadFile(aside); err != nil || string(was) != content {
			t.Errorf("%s: what could not be read is lost: %.20q, %v", name, was, err)
		}
		if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		p, _ = Open(path, nil)
		keep(t, p)
		p.SetInt("look.scale", 160)
		p.Close(time.Minute)
		first, _ := os.ReadFile(aside)
		second, err := os.ReadFile(aside + "2")
		if string(first) != content || string(second) != "{" || err != nil || open(t, path).Int("look.scale") != 160 {
			t.Errorf("%s: %.20q and %.20q, %v", name, first, second, err)
		}
	}
	path := filepath.Join(t.TempDir(), FileName)
	if err := os.WriteFile(path, []byte(`{"a": [1, "b"], "b": [], "c": {"d": 1}, "e": null, "f": 2}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p := open(t, path)
	if len(p.values) != 1 || p.Float("f") != 2 {
		t.Errorf("%v", p.values)
	}
}

// A folder that cannot be written loses nothing but the memory of the window, and
// what failed is written once it can be.
func TestFolderComesBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "later")
	p := open(t, filepath.Join(dir, FileName))
	p.SetInt("n", 1)
	if err := p.flush(); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("%v", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	keep(t, p)
	p.Close(time.Minute)
	if got := open(t, p.path).Int("n"); got != 1 {
		t.Errorf("%d", got)
	}
}

func TestNumbersThatJSONCannotWrite(t *testing.T) {
	p := open(t, filepath.Join(t.TempDir(), FileName))
	zero := 0.0
	p.SetFloat("a", 1/zero)
	p.SetFloatList("b", []float64{zero / zero})
	p.SetFloat("c", 1)
	if err := p.flush(); err != nil {
		t.Fatal(err)
	}
	if got := open(t, p.path); len(got.values) != 1 {
		t.Errorf("%v", got.values)
	}
}

func TestListeners(t *testing.T) {
	p := open(t, filepath.Join(t.TempDir(), FileName))
	n := 0
	p.AddChangeListener(func() { n++ })
	p.SetInt("a", 1)
	p.SetInt("a", 1) // no change
	p.SetInt("a", 2)
	p.RemoveValue("a")
	p.RemoveValue("a")
	if n != 3 || len(p.ChangeListeners()) != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestFormer(t *testing.T) {
	a := test.NewTempApp(t)
	a.Preferences().SetInt("look.scale", 130)
	a.Preferences().SetString("look.mode", "dark")
	p, err := Open(filepath.Join(t.TempDir(), FileName), Former(a))
	if err != nil || p.Int("look.scale") != 130 || p.String("look.mode") != "dark" {
		t.Errorf("%v, %v", p.values, err)
	}
	if _, err := json.Marshal(p.values); err != nil {
		t.Error(err)
	}
}
