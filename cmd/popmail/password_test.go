package main

import (
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/spf13/pflag"
)

// inUTF16 is text as Windows PowerShell writes it with ">", or with the octets the other way round.
func inUTF16(text string, order binary.AppendByteOrder) string {
	out := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// A password is what was typed, however the editor or the shell has written the file.
func TestPasswordFilesOfWindows(t *testing.T) {
	for _, pw := range []string{"x", "secret", " pässwörd 密码 ", "ÿþ", strings.Repeat("ü", maxPassword/2)} {
		for name, text := range map[string]string{
			"plain": pw, "lines": pw + "\r\nmore\r\n", "mark": "\ufeff" + pw + "\r\n", "mark, no line end": "\ufeff" + pw,
			"UTF-16": inUTF16(pw+"\r\n", binary.LittleEndian), "UTF-16, other way": inUTF16(pw+"\n", binary.BigEndian),
		} {
			file := filepath.Join(t.TempDir(), "pw.txt")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := passwordFile("--password-file", file); err != nil || got != pw {
				t.Errorf("%s of %.20q: %.20q, %v", name, pw, got, err)
			}
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "a mark alone": "\ufeff\r\n", "UTF-16, nothing": inUTF16("\r\n", binary.LittleEndian), "too long": "\ufeff" + strings.Repeat("x", maxPassword+1), "zero": "a\x00b\n",
	} {
		if got, err := firstLine(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %.20q is taken", name, got)
		}
	}
}

// What comes from a pipe that stays open is not waited for.
func TestPasswordFromAnOpenPipe(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	go func() { _, _ = w.Write([]byte("x\n")) }()
	if got, err := firstLine(r); got != "x" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// A settings file may be written by the same shells.
func TestSettingsFilesOfWindows(t *testing.T) {
	const text = "email = anna@example.org\r\nserver = pop.example.org\r\n"
	for _, text := range []string{text, "\ufeff" + text, inUTF16(text, binary.LittleEndian), inUTF16(text, binary.BigEndian)} {
		file := filepath.Join(t.TempDir(), "a.conf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var f addFlags
		fl := pflag.NewFlagSet("", pflag.ContinueOnError)
		f.register(fl)
		if err := fromFile(fl, file); err != nil || f.email != "anna@example.org" || f.server != "pop.example.org" {
			t.Errorf("%.4q: %+v, %v", text, f, err)
		}
	}
}
