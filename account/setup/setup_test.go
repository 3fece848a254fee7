package setup

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"popmail/account"
	"popmail/account/secret"
)

// world is a store, places for passwords and sessions in memory, with faults.
type world struct {
	accounts map[account.ID]account.Account
	refuse   error // of the store, before it asks
	commit   error // of the store, after it has asked
	list     error // of Accounts
	hold     error
	held     account.ID
	heldNow  bool
	end      error // of End
	ends     []account.ID
	ring     *place
	file     *place
	memory   *place
	Service
}

var (
	errStore = errors.New("the disk is full")
	errTaken = errors.New("the address is taken")
)

func newWorld() *world {
	w := &world{accounts: map[account.ID]account.Account{}, ring: newPlace(), file: newPlace(), memory: newPlace()}
	w.Service = Service{Store: w, Sessions: w, Passwords: secret.Places{Keyring: w.ring, File: w.file, Memory: w.memory}}
	return w
}

func (w *world) Accounts(context.Context) ([]account.Account, error) {
	return slices.SortedFunc(maps.Values(w.accounts), func(a, b account.Account) int { return int(a.ID - b.ID) }), w.list
}

func (w *world) AddAccount(_ context.Context, a account.Account, agree func(account.ID) error) (account.ID, error) {
	if w.refuse != nil {
		return 0, w.refuse
	}
	a.ID = account.ID(len(w.accounts) + 1)
	if err := errors.Join(agree(a.ID), w.commit); err != nil {
		return 0, err
	}
	w.accounts[a.ID] = a
	return a.ID, nil
}

func (w *world) UpdateAccount(_ context.Context, a account.Account, agree func() error) error {
	if w.refuse != nil {
		return w.refuse
	}
	if err := errors.Join(agree(), w.commit); err != nil {
		return err
	}
	w.accounts[a.ID] = a
	return nil
}

func (w *world) PauseAccount(_ context.Context, id account.ID, paused bool) error {
	if w.refuse != nil {
		return w.refuse
	}
	a := w.accounts[id]
	a.Paused = paused
	w.accounts[id] = a
	return nil
}

func (w *world) End(_ context.Context, id account.ID) error {
	if !w.accounts[id].Paused {
		return errors.New("the session is ended before the account is paused")
	}
	w.ends = append(w.ends, id)
	return w.end
}

func (w *world) RemoveAccount(_ context.Context, id account.ID, _ bool) error {
	if !w.heldNow || w.held != id {
		return errors.New("the account is removed while a session may run")
	}
	if w.refuse != nil {
		return w.refuse
	}
	delete(w.accounts, id)
	return nil
}

func (w *world) Hold(_ context.Context, id account.ID) (func(), error) {
	if w.hold != nil {
		return nil, w.hold
	}
	w.held, w.heldNow = id, true
	return func() { w.heldNow = false }, nil
}

// place is a secret.Store whose calls can fail, each by itself.
type place struct {
	secret.Store
	get, set, del error
	half          bool   // Set writes and then fails
	after         func() // at the end of Set
}

var errRing = &account.Problem{Trouble: account.TroubleNoKeyring, Err: secret.ErrUnavailable}

func newPlace() *place { return &place{Store: secret.Memory()} }

func (p *place) Get(ctx context.Context, k secret.Key) (account.Credential, error) {
	if err := errors.Join(p.get, ctx.Err()); err != nil {
		return account.Credential{}, err
	}
	return p.Store.Get(ctx, k)
}

func (p *place) Set(ctx context.Context, k secret.Key, c account.Credential) error {
	if p.after != nil {
		defer p.after()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.half {
		p.half = false
		return errors.Join(p.Store.Set(ctx, k, c), errRing)
	}
	if p.set != nil {
		return p.set
	}
	return p.Store.Set(ctx, k, c)
}

func (p *place) Delete(ctx context.Context, k secret.Key) error {
	if err := errors.Join(p.del, ctx.Err()); err != nil {
		return err
	}
	return p.Store.Delete(ctx, k)
}

func (w *world) wantPassword(t *testing.T, p *place, a account.Account, want string) {
	t.Helper()
	got, err := p.Store.Get(context.Background(), secret.KeyOf(a))
	if got.Password != want || (want == "") != errors.Is(err, secret.ErrNone) {
		t.Errorf("%s has the password %q (%v), want %q", a.Email, got, err, want)
	}
}

func anna(keep account.Keep) account.Account {
	return account.Account{Email: "anna@example.org", Keep: keep, Incoming: account.Server{Host: "pop.example.org"}}
}

// here adds an account whose password is "one".
func (w *world) here(t *testing.T, a account.Account) account.Account {
	t.Helper()
	id, err := w.Add(t.Context(), a, account.Password("one"))
	if err != nil {
		t.Fatal(err)
	}
	return w.accounts[id]
}

func (w *world) places() map[account.Keep]*place {
	return map[account.Keep]*place{account.KeepKeyring: w.ring, account.KeepFile: w.file, account.KeepAsk: w.memory}
}

func TestAdd(t *testing.T) {
	for _, keep := range []account.Keep{account.KeepKeyring, account.KeepFile, account.KeepAsk} {
		w := newWorld()
		a := w.here(t, anna(keep))
		w.wantPassword(t, w.places()[keep], a, "one")
		if a.User != a.Email || a.Incoming.Port != 995 {
			t.Errorf("%+v is not validated", a)
		}
		if pw, err := w.Credential(t.Context(), a); pw.Password != "one" || err != nil {
			t.Errorf("%q, %v", pw, err)
		}
	}
	w := newWorld()
	if _, err := w.Add(t.Context(), anna(account.KeepAsk), account.Password("")); err != nil {
		t.Error(err)
	}
}

// Whatever refuses, neither the account nor a password is there afterwards, and
// what was kept under the same name before is there again.
func TestAddRefused(t *testing.T) {
	for name, c := range map[string]struct {
		fault    func(*world)
		before   string
		password string
		want     error
	}{
		"not valid":                {fault: func(*world) {}, password: "", want: secret.ErrEmpty},
		"address taken":            {fault: func(w *world) { w.refuse = errTaken }, password: "two", want: errTaken},
		"taken, one is kept":       {fault: func(w *world) { w.refuse = errTaken }, before: "zero", password: "two", want: errTaken},
		"commit":                   {fault: func(w *world) { w.commit = errStore }, password: "two", want: errStore},
		"commit, one is kept":      {fault: func(w *world) { w.commit = errStore }, before: "zero", password: "two", want: errStore},
		"keyring cannot be read":   {fault: func(w *world) { w.ring.get = errRing }, before: "zero", password: "two", want: secret.ErrUnavailable},
		"keyring cannot be set":    {fault: func(w *world) { w.ring.set = errRing }, password: "two", want: secret.ErrUnavailable},
		"keyring writes and fails": {fault: func(w *world) { w.ring.half = true }, before: "zero", password: "two", want: secret.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			a := anna(account.KeepKeyring)
			a.ID = 1
			if c.before != "" {
				if err := w.ring.Store.Set(t.Context(), secret.KeyOf(a), account.Password(c.before)); err != nil {
					t.Fatal(err)
				}
			}
			c.fault(w)
			id, err := w.Add(t.Context(), anna(account.KeepKeyring), account.Password(c.password))
			if !errors.Is(err, c.want) || id != 0 || len(w.accounts) != 0 {
				t.Errorf("%d, %v, %v", id, err, w.accounts)
			}
			w.wantPassword(t, w.ring, a, c.before)
		})
	}
	w := newWorld()
	if _, err := w.Add(t.Context(), account.Account{Email: "anna", Keep: account.KeepAsk}, account.Password("x")); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

// The context ends while the password is being kept: it is taken back all the same.
func TestContextEnds(t *testing.T) {
	w := newWorld()
	ctx, cancel := context.WithCancel(t.Context())
	w.ring.after = cancel
	w.commit = context.Canceled
	if _, err := w.Add(ctx, anna(account.KeepKeyring), account.Password("two")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	a := anna(account.KeepKeyring)
	a.ID = 1
	w.wantPassword(t, w.ring, a, "")

	w = newWorld()
	a = w.here(t, anna(account.KeepFile))
	ctx, cancel = context.WithCancel(t.Context())
	w.file.after, w.commit = cancel, context.Canceled
	if err := w.Change(ctx, a, account.Password("two")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	w.wantPassword(t, w.file, a, "one")

	// A removal that is done is done with the password as well.
	w = newWorld()
	a = w.here(t, anna(account.KeepKeyring))
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if err := w.Remove(ctx, a.ID, false); err != nil {
		t.Error(err)
	}
	w.wantPassword(t, w.ring, a, "")
}

func TestChange(t *testing.T) {
	w := newWorld()
	a := w.here(t, anna(account.KeepFile))
	ctx := t.Context()
	step := func(pw string, p *place, want string) {
		t.Helper()
		if err := w.Change(ctx, a, account.Password(pw)); err != nil {
			t.Fatal(err)
		}
		for _, other := range w.places() {
			if other == p {
				w.wantPassword(t, other, a, want)
			} else {
				w.wantPassword(t, other, a, "")
			}
		}
	}
	a.Name = "Anna"
	step("", w.file, "one")
	step("two", w.file, "two")
	a.Email = "anna.b@example.org"
	step("", w.file, "two")
	a.Keep = account.KeepKeyring
	step("", w.ring, "two")
	a.Keep = account.KeepAsk
	step("", w.memory, "two")
	if err := w.memory.Delete(ctx, secret.KeyOf(a)); err != nil {
		t.Fatal(err)
	}
	a.Keep = account.KeepFile
	step("", w.file, "") // there was none to take along
	step("three", w.file, "three")
}

// A change that is refused leaves both accounts their passwords.
func TestChangeRefused(t *testing.T) {
	for name, fault := range map[string]func(*world){
		"address of another": func(w *world) { w.refuse = errTaken },
		"commit":             func(w *world) { w.commit = errStore },
		"get":                func(w *world) { w.file.get = errRing },
		"set":                func(w *world) { w.file.set = errRing },
		"half":               func(w *world) { w.file.half = true },
		"list":               func(w *world) { w.list = errStore },
		"gone":               func(w *world) { delete(w.accounts, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			a := w.here(t, anna(account.KeepFile))
			ben := anna(account.KeepFile)
			ben.Email = "ben@example.org"
			if _, err := w.Add(t.Context(), ben, account.Password("bens")); err != nil {
				t.Fatal(err)
			}
			ben = w.accounts[2]
			fault(w)
			now := a
			now.Email = "ben@example.org"
			if err := w.Change(t.Context(), now, account.Password("two")); err == nil {
				t.Error("no error")
			}
			w.wantPassword(t, w.file, a, "one")
			w.wantPassword(t, w.file, ben, "bens")
			if w.accounts[1].Email == ben.Email {
				t.Error("the settings are stored")
			}
		})
	}
}

func TestChangeOfPlace(t *testing.T) {
	// The place to which the password goes cannot be used.
	w := newWorld()
	a := w.here(t, anna(account.KeepFile))
	w.ring.set = errRing
	to := a
	to.Keep = account.KeepKeyring
	if err := w.Change(t.Context(), to, account.Password("")); !errors.Is(err, secret.ErrUnavailable) || w.accounts[1].Keep != account.KeepFile {
		t.Errorf("%v, %+v", err, w.accounts[1])
	}
	w.wantPassword(t, w.file, a, "one")

	// The place from which it comes cannot be read, and no other password is given.
	w = newWorld()
	a = w.here(t, anna(account.KeepKeyring))
	w.ring.get = errRing
	to = a
	to.Keep = account.KeepFile
	if err := w.Change(t.Context(), to, account.Password("")); !errors.Is(err, secret.ErrUnavailable) || w.accounts[1].Keep != account.KeepKeyring {
		t.Errorf("%v, %+v", err, w.accounts[1])
	}
	// One is given: the change is made, and it is told that the old one stays.
	w.ring.del = errRing
	if err := w.Change(t.Context(), to, account.Password("two")); !errors.Is(err, ErrPasswordStays) || w.accounts[1].Keep != account.KeepFile {
		t.Errorf("%v, %+v", err, w.accounts[1])
	}
	w.wantPassword(t, w.file, to, "two")
}

func TestRemember(t *testing.T) {
	w := newWorld()
	a := w.here(t, anna(account.KeepFile))
	if err := w.Remember(t.Context(), a.ID, account.Password("two")); err != nil {
		t.Error(err)
	}
	w.wantPassword(t, w.file, a, "two")
	if err := w.Remember(t.Context(), 9, account.Password("two")); !errors.Is(err, ErrNoAccount) {
		t.Errorf("%v", err)
	}
	w.file.half = true
	if err := w.Remember(t.Context(), a.ID, account.Password("three")); !errors.Is(err, secret.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	w.wantPassword(t, w.file, a, "two")
	w.file.after = func() { delete(w.accounts, a.ID) } // removed at this moment, its password as well
	if err := w.file.Store.Delete(t.Context(), secret.KeyOf(a)); err != nil {
		t.Fatal(err)
	}
	if err := w.Remember(t.Context(), a.ID, account.Password("three")); !errors.Is(err, ErrNoAccount) {
		t.Errorf("%v", err)
	}
	w.wantPassword(t, w.file, a, "")

	w = newWorld()
	a = w.here(t, anna(account.KeepAsk))
	if err := w.Remember(t.Context(), a.ID, account.Password("two")); err != nil {
		t.Error(err)
	}
	w.wantPassword(t, w.memory, a, "two")
}

func TestRemove(t *testing.T) {
	w := newWorld()
	a := w.here(t, anna(account.KeepKeyring))
	if err := w.Remove(t.Context(), a.ID, false); err != nil || len(w.accounts) != 0 || w.heldNow {
		t.Errorf("%v, %v", err, w.accounts)
	}
	w.wantPassword(t, w.ring, a, "")
	for name, fault := range map[string]func(*world) error{
		"list":    func(w *world) error { w.list = errStore; return errStore },
		"session": func(w *world) error { w.hold = errTaken; return errTaken },
		"store":   func(w *world) error { w.refuse = errStore; return errStore },
	} {
		w := newWorld()
		a := w.here(t, anna(account.KeepKeyring))
		want := fault(w)
		if err := w.Remove(t.Context(), a.ID, false); !errors.Is(err, want) || len(w.accounts) != 1 || w.heldNow {
			t.Errorf("%s: %v, %v", name, err, w.accounts)
		}
		w.wantPassword(t, w.ring, a, "one")
	}
	w = newWorld()
	a = w.here(t, anna(account.KeepKeyring))
	w.ring.del = errRing
	if err := w.Remove(t.Context(), a.ID, false); !errors.Is(err, ErrPasswordStays) || len(w.accounts) != 0 {
		t.Errorf("%v, %v", err, w.accounts)
	}
	if err := w.Remove(t.Context(), a.ID, false); !errors.Is(err, ErrNoAccount) {
		t.Errorf("%v", err)
	}
}

// TestPause: pausing touches nothing else, and ends the session after it is stored.
func TestPause(t *testing.T) {
	w := newWorld()
	a, b := w.here(t, anna(account.KeepKeyring)), w.here(t, account.Account{Email: "bea@example.org", Keep: account.KeepFile, Incoming: account.Server{Host: "pop.example.org"}})
	if err := w.Pause(t.Context(), a.ID, true); err != nil || !slices.Equal(w.ends, []account.ID{a.ID}) {
		t.Errorf("%v, ended %v", err, w.ends)
	}
	want := a
	want.Paused = true
	if w.accounts[a.ID] != want || w.accounts[b.ID] != b {
		t.Errorf("%+v", w.accounts)
	}
	w.wantPassword(t, w.ring, a, "one")
	// Who changes the settings, perhaps from before, does not resume it.
	a.Name = "Anna"
	if err := w.Change(t.Context(), a, account.Credential{}); err != nil || !w.accounts[a.ID].Paused || w.accounts[a.ID].Name != "Anna" {
		t.Errorf("%v, %+v", err, w.accounts[a.ID])
	}
	if err := w.Pause(t.Context(), a.ID, false); err != nil || w.accounts[a.ID].Paused || len(w.ends) != 1 {
		t.Errorf("%v, %+v, ended %v", err, w.accounts[a.ID], w.ends)
	}
	for name, tt := range map[string]struct {
		fault  func(*world) error
		paused bool
	}{
		"list":    {func(w *world) error { w.list = errStore; return errStore }, false},
		"store":   {func(w *world) error { w.refuse = errStore; return errStore }, false},
		"session": {func(w *world) error { w.end = errTaken; return errTaken }, true}, // it is stored already
	} {
		w := newWorld()
		a := w.here(t, anna(account.KeepKeyring))
		want := tt.fault(w)
		if err := w.Pause(t.Context(), a.ID, true); !errors.Is(err, want) || w.accounts[a.ID].Paused != tt.paused {
			t.Errorf("%s: %v, %+v", name, err, w.accounts)
		}
	}
	if err := w.Pause(t.Context(), 99, true); !errors.Is(err, ErrNoAccount) {
		t.Errorf("%v", err)
	}
}

// TestCredentialFor: the password of an account is found wherever it is to be kept from now
// on, and whatever its address is to be.
func TestCredentialFor(t *testing.T) {
	w := newWorld()
	a := account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}, Keep: account.KeepKeyring}
	id, err := w.Add(t.Context(), a, account.Password("s3cret"))
	if err != nil {
		t.Fatal(err)
	}
	a.ID, a.Email, a.Keep = id, "new@example.org", account.KeepFile
	if c, err := w.CredentialFor(t.Context(), a); err != nil || c.Password != "s3cret" {
		t.Errorf("%v", err)
	}
	a.Incoming.Host = "pop.example.net"
	if c, err := w.CredentialFor(t.Context(), a); account.TroubleOf(err) != account.TroubleNewServer || c.Given() {
		t.Errorf("another server: %v, %v", c, err)
	}
	a.ID = 99
	if _, err := w.CredentialFor(t.Context(), a); !errors.Is(err, ErrNoAccount) {
		t.Errorf("of an account that is gone: %v", err)
	}
}
