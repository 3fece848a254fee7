package rival

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ErrNoKeys says that Mozilla's library, which keeps passwords, or Python, which calls it, is not here.
var ErrNoKeys = errors.New("python3 or Mozilla's libnss3 is not here")

// secret is a program in Python: encrypts words as only Mozilla's library can.
//
//go:embed secret.py
var secret string

// Thunderbird writes a profile with which Thunderbird fetches all mail of an account once it is
// started, into ThunderbirdInbox, and leaves it on the server.
func Thunderbird(profile string, a Account) error {
	prefs := map[string]any{
		"mail.accountmanager.accounts": "account1,account2", "mail.accountmanager.defaultaccount": "account1", "mail.accountmanager.localfoldersserver": "server2",
		"mail.account.account1.server": "server1", "mail.account.account1.identities": "id1", "mail.account.account2.server": "server2", "mail.identity.id1.useremail": a.User, "mail.identity.id1.valid": true,
		"mail.server.server1.type": "pop3", "mail.server.server1.hostname": a.Host, "mail.server.server1.port": a.Port, "mail.server.server1.userName": a.User, "mail.server.server1.socketType": 0, "mail.server.server1.authMethod": 3,
		"mail.server.server1.leave_on_server": true, "mail.server.server1.login_at_startup": true, "mail.server.server1.check_new_mail": true, "mail.server.server1.download_on_biff": true,
		"mail.server.server1.directory-rel": "[ProfD]Mail/" + a.Host, "mail.server.server1.storeContractID": "@mozilla.org/msgstore/berkeleystore;1",
		"mail.server.server2.type": "none", "mail.server.server2.hostname": "Local Folders", "mail.server.server2.userName": "nobody", "mail.server.server2.directory-rel": "[ProfD]Mail/Local Folders",
		"mail.provider.suppress_dialog_on_startup": true, "mailnews.start_page.enabled": false, "mail.shell.checkDefaultClient": false, "mail.rights.version": 1, "datareporting.policy.dataSubmissionEnabled": false,
		"app.update.enabled": false, "extensions.update.enabled": false, "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "services.settings.server": "http://127.0.0.1:9",
		"mail.spam.version": 1, "mail.ui-rdf.version": 99, "mail.inappnotifications.enabled": false, "app.donation.eoy.version.viewed": 999,
	}
	var user strings.Builder
	for name, v := range prefs {
		value, err := json.Marshal(v)
		if err != nil {
			return err
		}
		fmt.Fprintf(&user, "user_pref(%q, %s);\n", name, value)
	}
	if err := put(filepath.Join(profile, "user.js"), user.String()); err != nil {
		return err
	}
	out, err := exec.Command("python3", "-c", secret, profile, a.User, a.Password).Output()
	words := strings.Fields(string(out))
	if err != nil || len(words) != 2 {
		return errors.Join(ErrNoKeys, err)
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
	for i, at := range []string{"mailbox://" + a.Host, "pop3://" + a.Host} {
		all = append(all, login{ID: i + 1, Hostname: at, Realm: at, EncryptedUsername: words[0], EncryptedPassword: words[1], GUID: fmt.Sprintf("{00000000-0000-4000-8000-00000000000%d}", i), Kind: 1})
	}
	list, err := json.Marshal(map[string]any{"nextId": 3, "logins": all, "version": 3})
	if err != nil {
		return err
	}
	return put(filepath.Join(profile, "logins.json"), string(list))
}

// ThunderbirdInbox is the mbox file of a profile whose account is on a host.
func ThunderbirdInbox(profile, host string) string {
	return filepath.Join(profile, "Mail", host, "Inbox")
}

// Begun counts the whole lines of a file that begin with a text: "From - " the messages that
// Thunderbird has begun to write.
func Begun(path, begin string) (n int) {
	f, err := os.Open(path)
	if err != nil {
		return 0 // it is not there yet
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewReaderSize(f, 1<<20)
	for start := true; ; {
		line, err := lines.ReadSlice('\n')
		if start && err == nil && bytes.HasPrefix(line, []byte(begin)) {
			n++
		}
		start = err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return n
		}
	}
}
