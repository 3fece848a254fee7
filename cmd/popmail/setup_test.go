package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"popmail/account"
	"popmail/account/secret"
	"popmail/storage/mailbox"
)

// brokenRing is a password store that refuses to keep anything.
type brokenRing struct{ secret.Store }

func (brokenRing) Set(context.Context, secret.Key, account.Credential) error {
	return &account.Problem{Trouble: account.TroubleNoKeyring, Err: secret.ErrUnavailable}
}

// An account is added again over mail that was kept, with another server, and its
// password cannot be kept: the mail and what is known of the old server's
// unique-ids are as before.
func TestAddedInVainOverKeptMail(t *testing.T) {
	data := seed(t, "Subject: one\n\n1", "Subject: two\n\n2")
	ctx := t.Context()
	app, err := openApp(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	acct, err := app.find(ctx, testUser)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.accounts.Remove(ctx, acct.ID, true); err != nil {
		t.Fatal(err)
	}
	state := func() (subjects []string, folders []mailbox.Folder) {
		t.Helper()
		list, err := app.store.Index(ctx, mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		ids := make([]mailbox.ID, len(list))
		for i, e := range list {
			ids[i] = e.ID
		}
		rows, err := app.store.Summaries(ctx, ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			subjects = append(subjects, r.Subject)
		}
		if folders, err = app.store.Folders(ctx); err != nil {
			t.Fatal(err)
		}
		return subjects, folders
	}
	subjects, folders := state()
	if len(subjects) != 2 {
		t.Fatalf("kept %q", subjects)
	}
	app.accounts.Passwords.Keyring = brokenRing{secret.Memory()}
	again := account.Account{Email: testUser, Keep: account.KeepKeyring, Incoming: account.Server{Host: "other.example.org"}}
	if _, err := app.accounts.Add(ctx, again, account.Password("secret")); !errors.Is(err, secret.ErrUnavailable) {
		t.Fatal(err)
	}
	if s, f := state(); !slices.Equal(s, subjects) || !slices.Equal(f, folders) {
		t.Errorf("after it: %q in %+v, before: %q in %+v", s, f, subjects, folders)
	}
	if got, err := app.store.Accounts(ctx); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}

	// It is added in earnest: the same account with the server of before knows its mail.
	again.Keep, again.Incoming.Host = account.KeepFile, "localhost"
	id, err := app.accounts.Add(ctx, again, account.Password("secret"))
	if err != nil || id != acct.ID {
		t.Fatalf("%d, %v", id, err)
	}
	// And an address that is there already does not touch its password.
	again.Keep = account.KeepFile
	if _, err := app.accounts.Add(ctx, again, account.Password("other")); !errors.Is(err, mailbox.ErrExists) {
		t.Fatal(err)
	}
	if pw, err := app.accounts.Credential(ctx, account.Account{ID: id, Email: testUser, Keep: account.KeepFile}); pw.Password != "secret" || err != nil {
		t.Errorf("%q, %v", pw, err)
	}
}

// One data folder with an account and a change that the store refuses: passwords
// of both accounts stay.
func TestChangeToTakenAddress(t *testing.T) {
	ctx := t.Context()
	app, err := openApp(ctx, dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	app.accounts.Passwords.Keyring = secret.Memory()
	add := func(email, pw string) account.Account {
		t.Helper()
		a := account.Account{Email: email, Keep: account.KeepKeyring, Incoming: account.Server{Host: "localhost"}}
		if a.ID, err = app.accounts.Add(ctx, a, account.Password(pw)); err != nil {
			t.Fatal(err)
		}
		return a
	}
	ann, ben := add("ann@example.org", "anns"), add("ben@example.org", "bens")
	to := ann
	to.Email = "Ben@example.org"
	if err := app.accounts.Change(ctx, to, account.Password("typed")); !errors.Is(err, mailbox.ErrExists) {
		t.Fatal(err)
	}
	for a, want := range map[account.Account]string{ann: "anns", ben: "bens"} {
		if pw, err := app.accounts.Credential(ctx, a); pw.Password != want || err != nil {
			t.Errorf("%s: %q, %v", a.Email, pw, err)
		}
	}
}
