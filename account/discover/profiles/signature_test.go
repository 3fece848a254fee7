package profiles

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// TestSignaturesInSettings reads signatures that stand in the settings themselves.
func TestSignaturesInSettings(t *testing.T) {
	for _, c := range []struct{ name, lines, want string }{
		{"none", "", ""},
		{"text", `user_pref("mail.identity.id1.htmlSigText", "Ann \"B\u00e4r\"\nPier 4\r\n");`, "Ann \"Bär\"\nPier 4"},
		{"as a page", `user_pref("mail.identity.id1.htmlSigText", "Ann<br>Pier 4"); ` + "\n" + `user_pref("mail.identity.id1.htmlSigFormat", true);`, ""},
		{"as a page that is said to be text", `user_pref("mail.identity.id1.htmlSigText", "<b>Ann</b>");`, ""},
		{"with signs of a page that is none", `user_pref("mail.identity.id1.htmlSigText", "Ann <ann@example.org> & more");`, "Ann <ann@example.org> & more"},
		{"too long", `user_pref("mail.identity.id1.htmlSigText", "` + strings.Repeat("x", 2001) + `");`, ""},
		{"too many lines", `user_pref("mail.identity.id1.htmlSigText", "` + strings.Repeat(`x\n`, 21) + `");`, ""},
		{"of another identity", `user_pref("mail.identity.id9.htmlSigText", "Ann");`, ""},
		{"in a file that is not there", `user_pref("mail.identity.id1.htmlSigText", "Ann"); ` + "\n" + `user_pref("mail.identity.id1.attach_signature", true);`, ""},
	} {
		f := readThunderbird(prefsJS + "\n" + c.lines + "\n")
		if len(f.Accounts) != 2 || f.Accounts[0].Account.Signature != c.want || f.Accounts[1].Account.Signature != "" {
			t.Errorf("Thunderbird, %s: %+v", c.name, f.Accounts)
		}
	}
	if f := readThunderbird(prefsJS + "\nuser_pref(\"mail.identity.id1.fullName\", \"Ann\\nB\");\n"); f.Accounts[0].Account.Name != "Ann B" {
		t.Errorf("%q", f.Accounts[0].Account.Name)
	}
	for lines, plain := range map[string][2]bool{
		"": {}, `user_pref("mail.identity.id1.compose_html", false);`: {true, false}, `user_pref("mail.identity.default.compose_html", false);`: {true, true},
		`user_pref("mail.identity.id1.compose_html", true);` + "\n" + `user_pref("mail.identity.default.compose_html", false);`: {false, true},
	} {
		if f := readThunderbird(prefsJS + "\n" + lines + "\n"); f.Accounts[0].Account.PlainOnly != plain[0] || f.Accounts[1].Account.PlainOnly != plain[1] {
			t.Errorf("%s: %+v", lines, f.Accounts)
		}
	}
	for lines, want := range map[string]string{
		"": "", "signature_text=Ann": "", `signature_type=2` + "\n" + `signature_text=Ann\nC:\\new\nPier 4\n`: "Ann\nC:\\new\nPier 4",
		"signature_type=2\nauto_signature=0\nsignature_text=Ann": "", "signature_type=1\nsignature_path=fortune": "",
	} {
		f := readAccountrc(strings.Replace(accountrc, "receive_server=pop.example.org\n", "receive_server=pop.example.org\n"+lines+"\n", 1))
		if f.Accounts[0].Account.Signature != want || f.Accounts[0].signature != "" {
			t.Errorf("%q: %q", lines, f.Accounts[0].Account.Signature)
		}
	}
}

// TestSignatureFiles reads signatures from files of their own, beside the settings and
// elsewhere, and no more than these.
func TestSignatureFiles(t *testing.T) {
	home := t.TempDir()
	was := xdg.Home
	xdg.Home = home
	t.Cleanup(func() { xdg.Home = was })
	put := func(name, text string) string {
		file := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	sig := put("papers/sig.txt", "\ufeffAnn\r\nPier 4\r\n")
	put("tb/profiles.ini", "[Profile0]\nIsRelative=1\nPath=p\n")
	evolution := map[string]string{
		"box": "[Mail Account]\nBackendName=pop\nIdentityUid=me\n[Authentication]\nHost=pop.example.org\n",
		"me":  "[Mail Identity]\nAddress=ann@example.org\nSignatureUid=s1\n", "s1": "[Mail Signature]\nMimeType=text/plain\n",
	}
	thunderbird := func(file string) string {
		put("tb/p/prefs.js", prefsJS+"\nuser_pref(\"mail.identity.id1.attach_signature\", true);\nuser_pref(\"mail.identity.id1.sig_file\", \""+strings.ReplaceAll(file, `\`, `\\`)+"\");\n")
		return Find(t.Context(), Places{Thunderbird: []string{filepath.Join(home, "tb")}}).Accounts[0].Account.Signature
	}
	claws := func(path string) string {
		put("claws/accountrc", strings.Replace(accountrc, "receive_server=pop.example.org\n", "receive_server=pop.example.org\nsignature_type=0\nsignature_path="+path+"\n", 1))
		return Find(t.Context(), Places{Claws: []string{filepath.Join(home, "claws")}}).Accounts[0].Account.Signature
	}
	evo := func() string {
		for name, text := range evolution {
			put("evo/sources/"+name+".source", text)
		}
		return Find(t.Context(), Places{Evolution: []string{filepath.Join(home, "evo", "sources")}}).Accounts[0].Account.Signature
	}
	want := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	want("Thunderbird", thunderbird(sig), "Ann\nPier 4")
	want("Claws", claws(sig), "Ann\nPier 4")
	want("Claws, at home", claws("~/papers/sig.txt"), "Ann\nPier 4")
	want("gone", claws("~/papers/none.txt"), "")
	want("a folder", claws("~/papers"), "")
	want("a page", thunderbird(put("papers/sig.html", "<html><p>Ann</p></html>")), "")
	want("a picture", thunderbird(put("papers/sig.png", "\x89PNG\r\n\x1a\n\x00\x00")), "")
	want("a program", claws(put("papers/sig", "#!/bin/sh\nfortune\n")), "")
	want("letters of old", claws(put("papers/latin", "Ann B\xe4r\n")), "")
	want("much", claws(put("papers/much", strings.Repeat("x\n", 100000))), "")
	want("Evolution without the text", evo(), "")
	put("evo/signatures/s1", "Ann\n")
	want("Evolution", evo(), "Ann")
	evolution["s1"] = "[Mail Signature]\nMimeType=text/html\n"
	want("Evolution, as a page", evo(), "")
	evolution["s1"] = "[Mail Signature]\nMimeType=text/plain\n"
	file := filepath.Join(home, "evo", "signatures", "s1")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(sig, file); err != nil {
		t.Skip(err)
	}
	want("Evolution, by a program", evo(), "")
	evolution["me"] = "[Mail Identity]\nAddress=ann@example.org\nSignatureUid=../../papers/sig.txt\n"
	evolution["../../papers/sig.txt"] = "[Mail Signature]\nMimeType=text/plain\n"
	if f := readEvolution(evolution); f.Accounts[0].signature != "" {
		t.Errorf("it leads to %s", f.Accounts[0].signature)
	}
}
