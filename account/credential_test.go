package account

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// A credential shows nothing of itself, however it is printed.
func TestCredentialIsNotShown(t *testing.T) {
	const secret = "open sesame"
	c := Password(secret)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "c", c)
	type holder struct{ C Credential }
	for _, s := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c, c), fmt.Sprintf("%v %+v %#v", holder{c}, holder{c}, holder{c}), fmt.Sprint(&c), log.String()} {
		if strings.Contains(s, "sesame") || s == "" {
			t.Errorf("it shows %q", s)
		}
	}
	if !c.Given() || (Credential{}).Given() || c.Password != secret {
		t.Error("it is not what was given")
	}
}
