package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"aead.dev/minisign"
	"golang.org/x/term"
)

// signatureName is the file with the signature of the checksums, as minisign makes them: who has
// the public key of the project checks one file, and by it all others.
const signatureName = sumsName + ".minisig"

// passwordVariable may hold the password of the key; without it, it is asked for.
const passwordVariable = "POPMAIL_SIGN_PASSWORD"

// sign signs the checksums with the releaser's key, and the file that tells of the newest version.
// Without a key nothing is signed.
func (j *job) sign() error {
	if j.key == "" {
		fmt.Fprintln(os.Stderr, "dist: nothing is signed, as no key was given (KEY=FILE)")
		return nil
	}
	key, err := readKey(j.key, askPassword)
	if err == nil {
		err = j.known(key)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", j.key, err)
	}
	sums, err := os.ReadFile(filepath.Join(j.to, sumsName))
	if err != nil {
		return err
	}
	// The comment that is signed, too, tells for which version it is: an old signature with its
	// files cannot be passed for a new one.
	signed, err := signatureOf(key, sums, fmt.Sprintf("PopMail %s timestamp:%d", j.version.whole(), j.time.Unix()), sumsName)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(j.to, signatureName), signed, 0o644); err != nil {
		return err
	}
	return j.newest(key)
}

// signatureOf is the signature of a file with the name, and of a comment.
func signatureOf(key minisign.PrivateKey, data []byte, comment, name string) ([]byte, error) {
	r := minisign.NewReader(bytes.NewReader(data))
	if _, err := io.Copy(io.Discard, r); err != nil {
		return nil, err
	}
	signed := r.SignWithComments(key, comment, "signature of "+name+" of PopMail")
	if public, ok := key.Public().(minisign.PublicKey); !ok || !minisign.Verify(public, data, signed) {
		return nil, errors.New("the signature is not good")
	}
	return signed, nil
}

// readKey reads a secret key, and asks for its password where it has one.
func readKey(path string, ask func() (string, error)) (key minisign.PrivateKey, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return key, err
	}
	if !minisign.IsEncrypted(text) {
		return key, key.UnmarshalText(text)
	}
	password, ok := os.LookupEnv(passwordVariable)
	if !ok {
		if password, err = ask(); err != nil {
			return key, err
		}
	}
	return minisign.DecryptKey(password, text)
}

// askPassword asks for a password on the terminal.
func askPassword() (string, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return "", fmt.Errorf("its password is needed: set %s", passwordVariable)
	}
	fmt.Fprint(os.Stderr, "Password of the key: ")
	defer fmt.Fprintln(os.Stderr)
	password, err := term.ReadPassword(fd)
	return string(password), err
}
