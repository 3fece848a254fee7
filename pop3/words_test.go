package pop3

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestReadable: answers in the charsets of servers' countries can be read, and UTF-8 stays as it is.
func TestReadable(t *testing.T) {
	for _, c := range []struct {
		text    string
		charset encoding.Encoding
	}{
		{"密码错误或者未开启POP3服务", simplifiedchinese.GBK},
		{"用户不存在", simplifiedchinese.GB18030},
		{"Mot de passe refusé, accès bloqué", charmap.Windows1252},
		{"Contraseña no válida", charmap.ISO8859_1},
		{"Ungültiges Paßwort – gesperrt", charmap.Windows1252},
		{"Неверный пароль", charmap.Windows1251},
		{"Неверный пароль", charmap.KOI8R},
		{"Неверный пароль, refusé 密码", encoding.Nop},
		{"plain", encoding.Nop},
		{"", encoding.Nop},
	} {
		raw, err := c.charset.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := readable(raw); got != c.text {
			t.Errorf("%v: %q, want %q", c.charset, got, c.text)
		}
	}
}
