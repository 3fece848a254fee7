package pictures

import (
	"bytes"
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// ErrUnsigned is that nobody vouches for what the header of a letter says about leaving a
// mailing list.
var ErrUnsigned = errors.New("no valid signature covers the fields of the mailing list")

// mostSignatures is how many signatures of a letter are looked at.
const mostSignatures = 5

// The fields that a signature has to cover (RFC 8058, section 4).
var vouched = []string{"list-unsubscribe", "list-unsubscribe-post"}

// confirm looks whether a letter has a valid DKIM signature over the fields of its mailing
// list (RFC 6376). Its key is asked for in the DNS. The error is ErrUnsigned when there is
// none, another one when no answer came.
func (f *Fetcher) confirm(ctx context.Context, letter []byte) error {
	head, _, _ := bytes.Cut(letter, []byte("\r\n\r\n"))
	for _, name := range vouched {
		// A second field would stand beside the one that is signed.
		if fieldsOf(head, name) != 1 {
			return ErrUnsigned
		}
	}
	lookup := f.txt
	if lookup == nil {
		lookup = net.DefaultResolver.LookupTXT
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(letter), &dkim.VerifyOptions{
		LookupTXT:        func(domain string) ([]string, error) { return lookup(ctx, domain) },
		MaxVerifications: mostSignatures,
	})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return errors.Join(ErrUnsigned, err)
	}
	err = ErrUnsigned
	for _, v := range found {
		switch {
		case v.Err == nil && covers(v.HeaderKeys):
			return nil
		case v.Err != nil && dkim.IsTempFail(v.Err):
			err = v.Err
		}
	}
	return err
}

func covers(signed []string) bool {
	for _, name := range vouched {
		if !slices.ContainsFunc(signed, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) }) {
			return false
		}
	}
	return true
}

// fieldsOf counts the fields of a header with a name.
func fieldsOf(head []byte, name string) (n int) {
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		if before, _, ok := bytes.Cut(line, []byte(":")); ok && strings.EqualFold(strings.TrimRight(string(before), " \t"), name) {
			n++
		}
	}
	return n
}
