package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"aead.dev/minisign"

	"popmail/cmd/popmail/internal/newer"
)

// newest writes the file that tells PopMails which version is the newest, with its signature, for
// the web site of the project. Only a release is told of.
func (j *job) newest(key minisign.PrivateKey) error {
	if j.version.commit != "" {
		fmt.Fprintf(os.Stderr, "dist: %s is made for releases alone, and this is none (tag the commit)\n", newer.FileName)
		return nil
	}
	r := newer.Release{Version: j.version.number, Date: j.time, Page: j.site}
	if j.news != "" {
		text, err := os.ReadFile(j.news)
		if err == nil {
			err = json.Unmarshal(text, &r.Words)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", j.news, err)
		}
	}
	data, err := newer.Marshal(r)
	if err != nil {
		return err
	}
	signed, err := signatureOf(key, data, fmt.Sprintf("PopMail %s is the newest timestamp:%d", j.version.number, j.time.Unix()), newer.FileName)
	if err != nil {
		return err
	}
	path := filepath.Join(j.to, newer.FileName)
	return errors.Join(os.WriteFile(path, data, 0o644), os.WriteFile(path+newer.SignatureSuffix, signed, 0o644))
}

// known reports by its error whether the keys that are built into the program, if there are any,
// take what this key signs.
func (j *job) known(key minisign.PrivateKey) error {
	public, ok := key.Public().(minisign.PublicKey)
	if !ok {
		return errors.New("the key has no public half")
	}
	if j.publicKeys == "" {
		fmt.Fprintln(os.Stderr, "dist: PopMail is made without a public key (PUBLIC_KEYS), so it cannot look for new versions")
		return nil
	}
	ok, err := newer.Signs(j.publicKeys, public)
	if err == nil && !ok {
		err = fmt.Errorf("PUBLIC_KEYS does not have the public half of the key, which is %s", public)
	}
	return err
}
