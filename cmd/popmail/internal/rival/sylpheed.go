package rival

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Sylpheed writes a home folder in which Sylpheed and Claws Mail fetch all mail of an account into
// SylpheedInbox and leave it on the server, where they are started with --receive-all.
func Sylpheed(home string, a Account) error {
	folders := ""
	for _, f := range []string{"inbox", "sent", "draft", "queue", "trash"} {
		if err := os.MkdirAll(filepath.Join(home, "Mail", f), 0o700); err != nil {
			return err
		}
		kind := f
		if f == "sent" {
			kind = "outbox"
		}
		folders += fmt.Sprintf("<folderitem type=%q name=%q path=%q/>", kind, f, f)
	}
	for in, box := range map[string]string{".claws-mail": "#mh/Mailbox/inbox", ".sylpheed-2.0": "inbox"} {
		for file, text := range map[string]string{
			"folderlist.xml":  `<?xml version="1.0"?><folderlist><folder type="mh" name="Mailbox" path="Mail">` + folders + "</folder></folderlist>\n",
			"passwordstorerc": "[config]\nversion 1\n\n[account:1]\nrecv " + a.Password + "\n",
			"clawsrc":         "[Common]\nconfig_version=4\nreceive_dialog_mode=2\nno_recv_err_panel=1\ncheck_on_startup=0\n",
			"sylpheedrc":      "[Common]\nreceive_dialog_mode=2\nshow_receive_dialog=2\nno_receive_error_panel=1\ncheck_on_startup=0\nfirst_time=0\n",
			"accountrc":       accountrc(a, box),
		} {
			if err := put(filepath.Join(home, in, file), text); err != nil {
				return err
			}
		}
	}
	return nil
}

func accountrc(a Account, box string) string {
	return fmt.Sprintf("[Account: 1]\naccount_name=a\nis_default=1\nname=Ann\naddress=%s\nprotocol=0\nreceive_server=%s\nuser_id=%s\npassword=%s\nremove_mail=0\nmessage_leave_time=0\ngetall_mail=0\nreceive_at_getall=1\ninbox=%s\nset_popport=1\npop_port=%d\nfilter_on_recv=0\nconfig_version=4\n",
		a.User, a.Host, a.User, a.Password, box, a.Port)
}

// SylpheedInbox is the folder in which a home of Sylpheed has its mail, each message a file named by
// a number.
func SylpheedInbox(home string) string { return filepath.Join(home, "Mail", "inbox") }

// SylpheedHas counts that mail.
func SylpheedHas(home string) (n int) {
	files, _ := os.ReadDir(SylpheedInbox(home)) // which is not there before there is mail
	for _, f := range files {
		if strings.Trim(f.Name(), "0123456789") == "" {
			n++
		}
	}
	return n
}
