package main

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWorldAuthority adds a company's certificate authority by its file, by mouse alone:
// the file is chosen, what it means is read, and the mail of the company's server arrives.
func TestWorldAuthority(t *testing.T) {
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
	if err := os.WriteFile(filepath.Join(home, "company.pem"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	v := openSighted(newScreen(t, "world-authority"), dataFolder(t), "HOME="+home)
	h := mouse{v}
	h.fill("ann@company.example", townPassword)
	h.goOn("Continue")
	v.until("Test and continue")
	h.goOn("Test and continue")
	v.until("sure this is your mail server")
	h.press("Add a certificate authority…")
	v.until("company")
	v.shot("file")
	for _, s := range v.see() {
		if strings.HasPrefix(s.Text, "company") && !strings.Contains(s.Text, "@") {
			h.press(s.Text)
			break
		}
	}
	h.press("Open")
	v.until("Trust this certificate authority?", "the world's own")
	v.shot("meaning")
	h.press("Trust it for this account")
	v.until("Connected to pop.company.example")
	v.shot("trusted")
	v.leave()
}
