package secret

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"popmail/account/disk"
)

// folderFile holds the name under which the passwords of a data folder are kept in the password store of
// the system. It is no secret.
const folderFile = "keyring-name"

var folderNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]{16,64}$`) })

// folderName is the name of the data folder dir, which lies in it and goes along wherever it is moved. A
// folder without one gets a new one with create; empty: it has none.
func folderName(dir string, create bool) string {
	path := filepath.Join(dir, folderFile)
	name, err := readMade(path)
	if err == nil || !create {
		return name
	}
	name = strings.ToLower(rand.Text())
	if errors.Is(err, fs.ErrNotExist) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			name, _ = readMade(path) // another PopMail was first
			return name
		}
		if err != nil {
			return ""
		}
		_, err = f.WriteString(name + "\n")
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			_ = os.Remove(path)
			return ""
		}
		return name
	}
	if !errors.Is(err, errDamaged) && !errors.Is(err, errEmpty) || disk.Replace(path, []byte(name+"\n")) != nil {
		return ""
	}
	return name
}

// making is how long another PopMail may take between making the file and writing into it.
const making = 2 * time.Second

// readMade is readName, after another PopMail that is just making the file. One that has lain there empty
// for longer nobody is making.
func readMade(path string) (name string, err error) {
	for range making / (20 * time.Millisecond) {
		if name, err = readName(path); !errors.Is(err, errEmpty) {
			break
		}
		if st, err := os.Stat(path); err == nil && time.Since(st.ModTime()).Abs() > making {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return name, err
}

// errEmpty: there is a file for the name, and nothing in it yet.
var errEmpty = errors.New(folderFile + " is empty")

// readName reads a name. errDamaged: there is a file, and no name in it.
func readName(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, 100))
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(text))
	if name == "" {
		return "", errEmpty
	}
	if !folderNames().MatchString(name) {
		return "", errDamaged
	}
	return name, nil
}
