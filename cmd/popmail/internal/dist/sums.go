package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"popmail/cmd/popmail/internal/newer"
)

// sumsName is the file with the checksums, in the form that sha256sum -c reads.
const sumsName = "SHA256SUMS"

// sums writes the checksums of all files that are handed out. What tells of the newest version is for
// the web site alone.
func (j *job) sums() error {
	list, err := os.ReadDir(j.to)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, e := range list {
		if !e.Type().IsRegular() || slices.Contains([]string{sumsName, signatureName, newer.FileName, newer.FileName + newer.SignatureSuffix}, e.Name()) {
			continue
		}
		sum, err := sumOf(filepath.Join(j.to, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x  %s\n", sum, e.Name())
	}
	return os.WriteFile(filepath.Join(j.to, sumsName), b.Bytes(), 0o644)
}

func sumOf(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return h.Sum(nil), err
}
