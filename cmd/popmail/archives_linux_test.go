package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// installed skips the test where a program is not installed.
func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// begin starts a program of a home folder, which is ended with the test or by end.
func begin(t *testing.T, home string, argv ...string) (end func()) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = home
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool {
		return strings.HasPrefix(s, "DBUS") || strings.HasPrefix(s, "XDG") || strings.HasPrefix(s, "WAYLAND")
	}), "HOME="+home, "XDG_RUNTIME_DIR="+home, "LC_ALL=C.UTF-8", "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "MOZ_CRASHREPORTER_DISABLE=1")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	end = func() {
		if !ended {
			ended = true
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
			late := time.AfterFunc(10*time.Second, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
			_ = cmd.Wait() // it was ended
			late.Stop()
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it has started
		}
	}
	t.Cleanup(func() {
		end()
		if t.Failed() {
			t.Log(said.String()[max(0, said.Len()-2000):])
		}
	})
	return end
}

// wait waits until done says so, generously.
func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !done(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// putFile writes a file, with its folders.
func putFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lines counts the lines of a file that begin with a text.
func lines(path, begin string) (n int) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, begin) && strings.HasSuffix(line, "\n") {
			n++
		}
	}
	return n
}

// TestThunderbirdWrites: what Thunderbird itself has fetched is read with the very octets of
// the server, and does not come over the line again.
func TestThunderbirdWrites(t *testing.T) {
	thunderbird, python := installed(t, "thunderbird"), installed(t, "python3")
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := append(letters(30), oddLetters()...)
	fill(t, s, mail)
	home := t.TempDir()
	profile := filepath.Join(home, "tb")
	thunderbirdProfile(t, python, profile, s)
	end := begin(t, home, thunderbird, "--headless", "--profile", profile)
	inbox, state := filepath.Join(profile, "Mail", s.Host, "Inbox"), filepath.Join(profile, "Mail", s.Host, "popstate.dat")
	// It writes the last line of the list at once or when it ends.
	wait(t, "Thunderbird fetches all mail", func() bool { return lines(inbox, "From - ") == len(mail) && lines(state, "k ") >= len(mail)-1 })
	end()
	told := lines(state, "k ")
	addAccount(t, data, s, "tls", "--leave", "forever")
	if r := pop(t, data, "import", profile, "--json").must(t, 0); r.stdout != fmt.Sprintf(`{"imported":%d,"duplicates":0,"failed":0}`+"\n", len(mail)) {
		t.Error(r.stdout, r.stderr)
	}
	if got := receive(t, data, 0); got.OnServer != len(mail) || got.Received != 0 || told == len(mail) && got.Bytes != 0 {
		t.Errorf("after the import, of which Thunderbird has told %d: %+v", told, got)
	}
	compareRaw(t, data, s, mail, make([]string, len(mail)))
}

// oddLetters are those that programs write into files otherwise than others.
func oddLetters() (mail [][]byte) {
	const head = "From: Bob <bob@example.net>\nTo: ann@example.org\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n"
	for i, text := range []string{
		"\nFrom here on all is quoted\n>From there\n>>From\nFrom \n", "\n\n\n", "\nthe last line has two ends\n\n", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGrüße €\n",
		"Status: RO\nX-Status: F\nX-Mozilla-Status: 0009\n\nmarks of others\n", "Content-Length: 3\n\nno such length\n", "\n" + strings.Repeat("long ", 180) + "\n", "\n" + strings.Repeat("many lines\n", 20_000),
	} {
		mail = append(mail, fmt.Appendf(nil, "Message-ID: <odd%d@example.net>\nSubject: odd %d\n%s%s", i, i, head, text))
	}
	return mail
}

// thunderbirdProfile makes a profile with testUser's account on a server.
func thunderbirdProfile(t *testing.T, python, profile string, s *dovecot.Server) {
	t.Helper()
	prefs := map[string]any{
		"mail.accountmanager.accounts": "account1,account2", "mail.accountmanager.defaultaccount": "account1", "mail.accountmanager.localfoldersserver": "server2",
		"mail.account.account1.server": "server1", "mail.account.account1.identities": "id1", "mail.account.account2.server": "server2", "mail.identity.id1.useremail": testUser, "mail.identity.id1.valid": true,
		"mail.server.server1.type": "pop3", "mail.server.server1.hostname": s.Host, "mail.server.server1.port": s.Plain, "mail.server.server1.userName": testUser, "mail.server.server1.socketType": 0, "mail.server.server1.authMethod": 3,
		"mail.server.server1.leave_on_server": true, "mail.server.server1.login_at_startup": true, "mail.server.server1.check_new_mail": true, "mail.server.server1.download_on_biff": true,
		"mail.server.server1.directory-rel": "[ProfD]Mail/" + s.Host, "mail.server.server1.storeContractID": "@mozilla.org/msgstore/berkeleystore;1",
		"mail.server.server2.type": "none", "mail.server.server2.hostname": "Local Folders", "mail.server.server2.userName": "nobody", "mail.server.server2.directory-rel": "[ProfD]Mail/Local Folders",
		"mail.provider.suppress_dialog_on_startup": true, "mailnews.start_page.enabled": false, "mail.shell.checkDefaultClient": false, "mail.rights.version": 1, "datareporting.policy.dataSubmissionEnabled": false,
		"app.update.enabled": false, "extensions.update.enabled": false, "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "services.settings.server": "http://127.0.0.1:9",
		"mail.spam.version": 1, "mail.ui-rdf.version": 99, "mail.inappnotifications.enabled": false, "app.donation.eoy.version.viewed": 999,
	}
	var user strings.Builder
	for name, v := range prefs {
		value, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&user, "user_pref(%q, %s);\n", name, value)
	}
	putFile(t, filepath.Join(profile, "user.js"), user.String())
	// The password lies in a file that only the library of Mozilla writes.
	const secret = `
import base64, ctypes, sys
class Item(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("data", ctypes.c_char_p), ("size", ctypes.c_uint)]
class Out(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("data", ctypes.c_void_p), ("size", ctypes.c_uint)]
nss = ctypes.CDLL("libnss3.so")
nss.PK11_GetInternalKeySlot.restype = ctypes.c_void_p
if nss.NSS_InitReadWrite(("sql:" + sys.argv[1]).encode()): sys.exit("no store of keys")
slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
if nss.PK11_NeedUserInit(slot) and nss.PK11_InitPin(slot, None, b""): sys.exit("no key")
for word in sys.argv[2:]:
    key, text, out = Item(0, None, 0), Item(0, word.encode(), len(word.encode())), Out(0, None, 0)
    if nss.PK11SDR_Encrypt(ctypes.byref(key), ctypes.byref(text), ctypes.byref(out), None): sys.exit("not encrypted")
    print(base64.b64encode(ctypes.string_at(out.data, out.size)).decode())
nss.NSS_Shutdown()
`
	out, err := exec.Command(python, "-c", secret, profile, testUser, testPassword).Output()
	words := strings.Fields(string(out))
	if err != nil || len(words) != 2 {
		t.Skipf("the library of Mozilla is not there: %v", err)
	}
	type login struct {
		ID                int    `json:"id"`
		Hostname          string `json:"hostname"`
		Realm             string `json:"httpRealm"`
		Submit            any    `json:"formSubmitURL"`
		UserField         string `json:"usernameField"`
		PasswordField     string `json:"passwordField"`
		EncryptedUsername string `json:"encryptedUsername"`
		EncryptedPassword string `json:"encryptedPassword"`
		GUID              string `json:"guid"`
		Kind              int    `json:"encType"`
	}
	var all []login
	for i, at := range []string{"mailbox://" + s.Host, "pop3://" + s.Host} {
		all = append(all, login{ID: i + 1, Hostname: at, Realm: at, EncryptedUsername: words[0], EncryptedPassword: words[1], GUID: fmt.Sprintf("{00000000-0000-4000-8000-00000000000%d}", i), Kind: 1})
	}
	list, err := json.Marshal(map[string]any{"nextId": 3, "logins": all, "version": 3})
	if err != nil {
		t.Fatal(err)
	}
	putFile(t, filepath.Join(profile, "logins.json"), string(list))
}

// TestClawsWrites: what Claws Mail and Sylpheed have fetched themselves is read with the very
// octets of the server, unread as it came, and is found where they say that they keep it.
func TestClawsWrites(t *testing.T) {
	for name, in := range map[string]string{"claws-mail": ".claws-mail", "sylpheed": ".sylpheed-2.0"} {
		t.Run(name, func(t *testing.T) {
			path, xvfb := installed(t, name), installed(t, "xvfb-run")
			bus := installed(t, "dbus-run-session")
			s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
			mail := append(letters(12), oddLetters()...)
			fill(t, s, mail)
			home := t.TempDir()
			put := func(file, text string) { putFile(t, filepath.Join(home, in, file), text) }
			list := ""
			for _, f := range []string{"inbox", "sent", "draft", "queue", "trash"} {
				if err := os.MkdirAll(filepath.Join(home, "Mail", f), 0o700); err != nil {
					t.Fatal(err)
				}
				list += fmt.Sprintf("<folderitem type=%q name=%q path=%q/>", map[string]string{"sent": "outbox"}[f]+strings.TrimSuffix(f, "sent"), f, f)
			}
			put("folderlist.xml", `<?xml version="1.0"?><folderlist><folder type="mh" name="Mailbox" path="Mail">`+list+"</folder></folderlist>\n")
			box := map[string]string{"claws-mail": "#mh/Mailbox/inbox", "sylpheed": "inbox"}[name]
			put("accountrc", fmt.Sprintf("[Account: 1]\naccount_name=a\nis_default=1\nname=Ann\naddress=%s\nprotocol=0\nreceive_server=%s\nuser_id=%s\npassword=%s\nremove_mail=0\nmessage_leave_time=0\ngetall_mail=0\nreceive_at_getall=1\ninbox=%s\nset_popport=1\npop_port=%d\nfilter_on_recv=0\nconfig_version=4\n",
				testUser, s.Host, testUser, testPassword, box, s.Plain))
			put("passwordstorerc", "[config]\nversion 1\n\n[account:1]\nrecv "+testPassword+"\n")
			put("clawsrc", "[Common]\nconfig_version=4\nreceive_dialog_mode=2\nno_recv_err_panel=1\ncheck_on_startup=0\n")
			put("sylpheedrc", "[Common]\nreceive_dialog_mode=2\nshow_receive_dialog=2\nno_receive_error_panel=1\ncheck_on_startup=0\nfirst_time=0\n")
			end := begin(t, home, xvfb, "-a", bus, "--", path, "--receive-all")
			inbox := filepath.Join(home, "Mail", "inbox")
			wait(t, name+" fetches all mail", func() bool {
				got, _ := filepath.Glob(filepath.Join(inbox, "[0-9]*"))
				return len(got) == len(mail) && strings.Contains(s.Log(), fmt.Sprintf("retr=%d/", len(mail)))
			})
			end()
			addAccount(t, data, s, "tls", "--leave", "forever")
			if r := pop(t, data, "import", filepath.Join(home, "Mail"), "--json").must(t, 0); r.stdout != fmt.Sprintf(`{"imported":%d,"duplicates":0,"failed":0}`+"\n", len(mail)) {
				t.Error(r.stdout, r.stderr)
			}
			if got := receive(t, data, 0); got.OnServer != len(mail) || got.Received != 0 {
				t.Errorf("after the import: %+v", got)
			}
			compareRaw(t, data, s, mail, make([]string, len(mail)))
		})
	}
}
