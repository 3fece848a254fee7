package notices

import (
	"encoding/base64"
	"strings"
	"testing"
)

// What Windows' PowerShell is told is the same for all notices; their words stand in variables as they are.
func TestToast(t *testing.T) {
	args := toastArgs()
	raw, err := base64.StdEncoding.DecodeString(args[len(args)-1])
	if err != nil || len(raw) != 2*len(toastScript) || strings.ReplaceAll(string(raw), "\x00", "") != toastScript {
		t.Fatalf("%v: %q", err, raw)
	}
	for i, r := range toastScript {
		if r > '~' {
			t.Errorf("%q at %d: a letter that PowerShell may take for another one", r, i)
		}
	}
	const title, text = `$(calc) ”; calc; "`, "Ann Maria: 50 % `off` ’now’\nDad"
	env := toastEnv("org.popmail.PopMail", title, text, `C:\Users\Ann Maria\AppData\Local\Temp\popmail-icon.png`)
	for _, want := range []string{"TITLE=" + title, "TEXT=" + text, "ID=org.popmail.PopMail", "ICON=file:///C:/Users/Ann Maria/AppData/Local/Temp/popmail-icon.png"} {
		found := false
		for _, v := range env {
			found = found || v == "POPMAIL_TOAST_"+want
		}
		if !found {
			t.Errorf("%q is not in %q", want, env)
		}
	}
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		if !strings.Contains(toastScript, "$env:"+name+")") {
			t.Errorf("the script does not read %s", name)
		}
	}
}
