package secret

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"popmail/account"
)

var (
	anna = Key{ID: 1, Email: "anna@example.org", Host: "pop.example.org", User: "anna"}
	ben  = Key{ID: 2, Email: "ben@example.org", Host: "pop.example.org", User: "ben"}
)

// contract is what every Store does.
func contract(t *testing.T, s Store) {
	t.Helper()
	ctx := t.Context()
	want := func(k Key, pw string) {
		t.Helper()
		got, err := s.Get(ctx, k)
		if pw == "" {
			if !errors.Is(err, ErrNone) || account.TroubleOf(err) != account.TroubleNoPassword || got.Password != "" {
				t.Errorf("Get(%v) = %v, want ErrNone", k, err)
			}
			return
		}
		if err != nil || got.Password != pw {
			t.Errorf("Get(%v) differs from what was set (%v)", k, err)
		}
	}
	set := func(k Key, pw string) {
		t.Helper()
		if err := s.Set(ctx, k, account.Password(pw)); err != nil {
			t.Fatalf("Set(%v): %v", k, err)
		}
	}
	want(anna, "")
	if err := s.Delete(ctx, anna); err != nil {
		t.Errorf("Delete of nothing: %v", err)
	}
	set(anna, "one")
	set(ben, "two")
	want(anna, "one")
	set(anna, "pässwörd 密码 \"'\\ ")
	want(anna, "pässwörd 密码 \"'\\ ")
	want(ben, "two")
	if err := s.Set(ctx, anna, account.Password("")); !errors.Is(err, ErrEmpty) {
		t.Errorf("Set of nothing: %v", err)
	}
	// The server, the user name and the case of the address may change.
	want(Key{ID: 1, Email: "Anna@Example.org", Host: "mail.example.org", User: "a.other"}, "pässwörd 密码 \"'\\ ")
	if err := s.Delete(ctx, anna); err != nil {
		t.Error(err)
	}
	want(anna, "")
	want(ben, "two")
}

func TestMemory(t *testing.T) { contract(t, Memory()) }

func TestFile(t *testing.T) { contract(t, File(filepath.Join(t.TempDir(), "a", "data"))) }

func TestFileIsForItsOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes")
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := File(dir)
	if err := s.Set(t.Context(), anna, account.Password("one")); err != nil {
		t.Fatal(err)
	}
	mode := func(path string) os.FileMode {
		fi, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return fi.Mode().Perm()
	}
	path := filepath.Join(dir, fileName)
	if mode(path) != 0o600 || mode(dir) != 0o700 {
		t.Errorf("modes %o and %o", mode(path), mode(dir))
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if pw, err := s.Get(t.Context(), anna); pw.Password != "one" || err != nil {
		t.Errorf("Get: %v", err)
	}
	if mode(path) != 0o600 {
		t.Errorf("mode %o after Get", mode(path))
	}
	if b, _ := os.ReadFile(path); strings.Contains(string(b), "one\"") {
		t.Error("the password can be read over a shoulder")
	}
	names, _ := os.ReadDir(dir)
	for _, n := range names {
		if n.Name() != fileName && n.Name() != lockName {
			t.Errorf("%s is left behind", n.Name())
		}
	}
}

// Passwords are octets; those of old servers need not be UTF-8.
func TestFileKeepsOctets(t *testing.T) {
	s := File(t.TempDir())
	if err := s.Set(t.Context(), anna, account.Password("caf\xe9\x00")); err != nil {
		t.Fatal(err)
	}
	if pw, err := s.Get(t.Context(), anna); pw.Password != "caf\xe9\x00" || err != nil {
		t.Errorf("%q, %v", pw, err)
	}
}

// A password must not go to another account that was given the same ID.
func TestFileKnowsWhoseItIs(t *testing.T) {
	s := File(t.TempDir())
	if err := s.Set(t.Context(), anna, account.Password("one")); err != nil {
		t.Fatal(err)
	}
	stranger := Key{ID: anna.ID, Email: "carl@example.net", Host: "pop.example.net", User: "anna"}
	if _, err := s.Get(t.Context(), stranger); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

func TestFileDamaged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	for _, content := range []string{"", "{", `{"version":1,"passwords":{"1":{"password":"Geheim!"}}}`, strings.Repeat("x", 100)} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s := File(dir)
		_, err := s.Get(t.Context(), anna)
		if account.TroubleOf(err) != account.TroubleNoPassword || strings.Contains(err.Error(), "Geheim") {
			t.Errorf("Get with %q: %v", content, err)
		}
		if err := s.Set(t.Context(), anna, account.Password("new")); err != nil {
			t.Errorf("Set: %v", err)
		}
		if pw, err := s.Get(t.Context(), anna); pw.Password != "new" || err != nil {
			t.Errorf("Get after Set: %v", err)
		}
		if b, err := os.ReadFile(filepath.Join(dir, damagedName)); err != nil || string(b) != content {
			t.Errorf("the damaged file is not set aside: %v", err)
		}
	}
	newer, _ := json.Marshal(secrets{Version: 2})
	if err := os.WriteFile(path, newer, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := File(dir).Set(t.Context(), anna, account.Password("x")); account.TroubleOf(err) != account.TroubleStore {
		t.Errorf("a newer file: %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != string(newer) {
		t.Error("a newer file was changed")
	}
}

func TestFileCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := File(filepath.Join(blocked, "data"))
	if err := s.Set(t.Context(), anna, account.Password("Geheim!")); account.TroubleOf(err) != account.TroubleStore || strings.Contains(err.Error(), "Geheim") {
		t.Errorf("Set: %v", err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, fileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := File(dir).Get(t.Context(), anna); account.TroubleOf(err) != account.TroubleStore {
		t.Errorf("Get: %v", err)
	}
}

// Several programs change the file at once: nothing is lost, and a reader never
// meets a half-written file.
func TestFileManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	const writers, each = 6, 10
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			s := File(dir) // as another process would
			for i := range each {
				k := Key{ID: account.ID(1 + w*each + i), Email: fmt.Sprintf("a%d@example.org", w*each+i)}
				if err := s.Set(t.Context(), k, account.Password(fmt.Sprint("pw", k.ID))); err != nil {
					t.Errorf("Set: %v", err)
				}
				if pw, err := s.Get(t.Context(), k); err != nil || pw.Password != fmt.Sprint("pw", k.ID) {
					t.Errorf("Get: %v", err)
				}
			}
		})
	}
	all.Wait()
	s := File(dir)
	for i := range writers * each {
		k := Key{ID: account.ID(1 + i), Email: fmt.Sprintf("a%d@example.org", i)}
		if pw, err := s.Get(t.Context(), k); err != nil || pw.Password != fmt.Sprint("pw", k.ID) {
			t.Errorf("account %d: %v", k.ID, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	p := Places{Keyring: Memory(), File: Memory(), Memory: Memory()}
	for k, want := range map[account.Keep]Store{account.KeepKeyring: p.Keyring, account.KeepFile: p.File, account.KeepAsk: p.Memory, "": p.Memory} {
		if p.Of(k) != want {
			t.Errorf("%q leads to the wrong place", k)
		}
	}
}

// fakeRing is a backend in memory with faults.
type fakeRing struct {
	mu   sync.Mutex
	m    map[string]string
	hang chan struct{} // calls wait for it; nil: they do not
	err  error
	lie  bool // Set keeps nothing and reports success
	bad  bool // calls panic
	open int
	most int
}

func (f *fakeRing) enter() func() {
	f.mu.Lock()
	f.open++
	f.most = max(f.most, f.open)
	hang, bad := f.hang, f.bad
	f.mu.Unlock()
	if hang != nil {
		<-hang
	}
	if bad {
		panic("an answer of the wrong type")
	}
	return func() {
		f.mu.Lock()
		f.open--
		f.mu.Unlock()
	}
}

func (f *fakeRing) Get(service, user string) (string, error) {
	defer f.enter()()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return "", f.err
	}
	pw, ok := f.m[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return pw, nil
}

func (f *fakeRing) Set(service, user, pw string) error {
	defer f.enter()()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil && !f.lie {
		f.m[service+"/"+user] = pw
	}
	return f.err
}

func (f *fakeRing) Delete(service, user string) error {
	defer f.enter()()
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.m[service+"/"+user]; !ok && f.err == nil {
		return keyring.ErrNotFound
	}
	delete(f.m, service+"/"+user)
	return f.err
}

func newFakeRing() *fakeRing { return &fakeRing{m: map[string]string{}} }

func wantUnavailable(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, ErrUnavailable) || account.TroubleOf(err) != account.TroubleNoKeyring || strings.Contains(err.Error(), "Geheim") {
		t.Errorf("%s: %v, want ErrUnavailable", what, err)
	}
}

func TestKeyringContract(t *testing.T) {
	f := newFakeRing()
	contract(t, newKeyring(f, time.Minute, nil).in("/data"))
	for k := range f.m {
		if !strings.HasPrefix(k, "PopMail/") {
			t.Errorf("entry %q", k)
		}
	}
}

func TestKeyringHangs(t *testing.T) {
	f := newFakeRing()
	f.hang = make(chan struct{})
	s := newKeyring(f, 50*time.Millisecond, nil).in("/data")
	s.unlock = 50 * time.Millisecond
	for range 5 {
		_, err := s.Get(t.Context(), anna)
		wantUnavailable(t, "Get", err)
		wantUnavailable(t, "Set", s.Set(t.Context(), anna, account.Password("Geheim!")))
		wantUnavailable(t, "Delete", s.Delete(t.Context(), anna))
	}
	if s.works(t.Context()) {
		t.Error("it is said to work")
	}
	f.mu.Lock()
	if f.most != 1 {
		t.Errorf("%d calls hang at once, want one", f.most)
	}
	f.hang = nil
	f.mu.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Get(ctx, anna)
	wantUnavailable(t, "Get with an ended context", err)
}

func TestKeyringComesBack(t *testing.T) {
	f := newFakeRing()
	f.hang = make(chan struct{})
	s := newKeyring(f, 50*time.Millisecond, nil).in("/data")
	s.unlock = 50 * time.Millisecond
	_, err := s.Get(t.Context(), anna)
	wantUnavailable(t, "Get", err)
	f.mu.Lock()
	hung := f.hang
	f.hang = nil
	f.mu.Unlock()
	close(hung) // the person has answered
	s.wait = time.Minute
	if err := s.Set(t.Context(), anna, account.Password("one")); err != nil {
		t.Errorf("Set: %v", err)
	}
	if !s.works(t.Context()) {
		t.Error("it works and is said not to")
	}
}

func TestKeyringFails(t *testing.T) {
	f := newFakeRing()
	s := newKeyring(f, time.Minute, nil).in("/data")
	f.lie = true
	wantUnavailable(t, "Set that keeps nothing", s.Set(t.Context(), anna, account.Password("Geheim!")))
	f.lie, f.err = false, errors.New("the bus is gone")
	_, err := s.Get(t.Context(), anna)
	wantUnavailable(t, "Get", err)
	wantUnavailable(t, "Set", s.Set(t.Context(), anna, account.Password("Geheim!")))
	if s.works(t.Context()) {
		t.Error("it is said to work")
	}
	f.err, f.bad = nil, true
	_, err = s.Get(t.Context(), anna)
	wantUnavailable(t, "Get that panics", err)

	s = newKeyring(newFakeRing(), time.Minute, func() error { return errors.New("no bus") }).in("/data")
	_, err = s.Get(t.Context(), anna)
	wantUnavailable(t, "Get without a bus", err)
}

// Two data folders have an account with the same address. What one of them keeps
// or forgets is nothing to the other.
func twoFolders(t *testing.T, home, other Store) {
	t.Helper()
	ctx := t.Context()
	want := func(s Store, pw string) {
		t.Helper()
		got, err := s.Get(ctx, anna)
		if got.Password != pw || (pw == "") != errors.Is(err, ErrNone) {
			t.Errorf("got another password than %q (%v)", pw, err)
		}
	}
	for _, s := range []Store{home, other} {
		want(s, "")
	}
	if err := errors.Join(home.Set(ctx, anna, account.Password("one")), other.Set(ctx, anna, account.Password("two"))); err != nil {
		t.Fatal(err)
	}
	want(home, "one")
	want(other, "two")
	if err := home.Delete(ctx, anna); err != nil {
		t.Error(err)
	}
	want(home, "")
	want(other, "two")
	if err := other.Delete(ctx, anna); err != nil {
		t.Error(err)
	}
}

func TestKeyringFolders(t *testing.T) {
	k := newKeyring(newFakeRing(), time.Minute, nil)
	twoFolders(t, k.in("/data/home"), k.in("/data/other"))
	long := "/" + strings.Repeat("ordner/", 200)
	twoFolders(t, k.in(long+"a"), k.in(long+"b"))
	if n := len(k.in(long).name(anna, true)); n > maxName {
		t.Errorf("a name of %d octets", n)
	}
	// One folder by two paths is one.
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	if a, b := k.in(dir).name(anna, true), k.in(link).name(anna, true); a != b {
		t.Errorf("%s and %s", a, b)
	}
}

// An entry of an earlier version is taken over by each data folder that knows the
// address, and none of them takes it from the others.
func takesOver(t *testing.T, former func(pw string), stays func() bool, home, other Store) {
	t.Helper()
	ctx := t.Context()
	former("before")
	want := func(s Store, pw string) {
		t.Helper()
		if got, err := s.Get(ctx, anna); got.Password != pw {
			t.Errorf("got another password than %q (%v)", pw, err)
		}
	}
	want(home, "before")
	if err := home.Delete(ctx, anna); err != nil {
		t.Error(err)
	}
	if !stays() {
		t.Error("the former entry is gone, and another folder may need it")
	}
	want(other, "before")
	if err := other.Set(ctx, anna, account.Password("new")); err != nil {
		t.Error(err)
	}
	want(other, "new")
	former("changed later")
	want(other, "new")
}

func TestKeyringTakesOver(t *testing.T) {
	f := newFakeRing()
	k := newKeyring(f, time.Minute, nil)
	former := func(pw string) { f.m["PopMail/anna@example.org"] = pw }
	stays := func() bool { return f.m["PopMail/anna@example.org"] != "" }
	takesOver(t, former, stays, k.in("/data/home"), k.in("/data/other"))
}

// The password of an outgoing server's own is kept without another, in every place.
func TestOutgoingAlone(t *testing.T) {
	want := account.Credential{Outgoing: "own"}
	for name, s := range map[string]Store{"file": File(t.TempDir()), "memory": Memory()} {
		if err := s.Set(t.Context(), anna, want); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c, err := s.Get(t.Context(), anna); err != nil || c != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
