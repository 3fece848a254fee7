package line

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"popmail/account"
)

func TestTrouble(t *testing.T) {
	op := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	noSuch := account.TroubleNoHost
	if !networkUp() {
		noSuch = account.TroubleOffline
	}
	for _, c := range []struct {
		err  error
		want account.Trouble
	}{
		{op(errsOffline[0]), account.TroubleOffline},
		{op(errsOffline[1]), account.TroubleOffline},
		{op(errsRefused[0]), account.TroubleRefused},
		{op(errsSilent[0]), account.TroubleSilent},
		{op(errsCut[0]), account.TroubleCut},
		{op(errsCut[1]), account.TroubleCut},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}}, noSuch},
		{&net.DNSError{Err: "server misbehaving", IsTemporary: true}, account.TroubleOffline},
		{fmt.Errorf("read: %w", os.ErrDeadlineExceeded), account.TroubleSilent},
		{context.DeadlineExceeded, account.TroubleSilent},
		{io.ErrUnexpectedEOF, account.TroubleCut},
		{net.ErrClosed, account.TroubleCut},
		{x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}, account.TroubleCertUnknown},
		{x509.CertificateInvalidError{Reason: x509.Expired}, account.TroubleCertExpired},
		{&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}}, account.TroubleCertName},
		{errors.New("remote error: tls: handshake failure"), account.TroubleOldCiphers},
		{errors.New("something else"), account.TroubleOther},
	} {
		if got := Trouble(c.err); got != c.want {
			t.Errorf("%v: trouble %d, want %d", c.err, got, c.want)
		}
	}
}
