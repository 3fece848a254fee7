package main

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"testing"
)

// TestWorldAuthority adds a company's certificate authority by its file, by keyboard alone:
// the file is chosen, what it means is read, and the mail of the company's server arrives.
func TestWorldAuthority(t *testing.T) {
	authorityByHand(t, "world-authority", func(v *sighted) hands { return keyboard{v} }, func(v *sighted, _ hands) {
		v.typ("comp") // of the name
		v.until("company.pem")
		v.shot("found")
		v.keys("Return")
	})
}

// TestWorldAuthorityByMouse does so by mouse alone.
func TestWorldAuthorityByMouse(t *testing.T) {
	authorityByHand(t, "world-authority-mouse", func(v *sighted) hands { return mouse{v} }, func(_ *sighted, h hands) {
		h.press("work")
		h.press("Open folder")
		h.press("company.pem")
		h.press("Open")
	})
}

func authorityByHand(t *testing.T, name string, by func(v *sighted) hands, choose func(v *sighted, h hands)) {
	if os.Getenv(worldVar) != "all" {
		t.Skip("make world runs this")
	}
	w := enterTown(t, false)
	if w == nil {
		return
	}
	cert, file := w.Company("pop.company.example")
	w.publish("company.example", "pop.company.example", 995, "SSL")
	shows(func(*town, string) *tls.Config { return cert })(w, "company.example")
	home := t.TempDir()
	for _, dir := range []string{home, filepath.Join(home, "work")} {
		err := os.MkdirAll(dir, 0o700)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "company.pem"), file, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	v := openSighted(newScreen(t, name), dataFolder(t), "HOME="+home)
	h := by(v)
	v.until("Welcome!")
	v.typ("Ann Example")
	h.fill("ann@company.example", townPassword)
	h.goOn("Continue")
	v.until("Test and continue")
	h.goOn("Test and continue")
	v.until("sure this is your mail server")
	h.press("Add a certificate authority…")
	v.until("Certificate authority", "company.pem", "work")
	v.shot("file")
	choose(v, h)
	v.until("Trust this certificate authority?", "the world's own")
	v.shot("meaning")
	h.press("Trust it for this account")
	v.until("Connected to pop.company.example")
	v.shot("trusted")
	v.leave()
}
