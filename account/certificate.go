package account

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Fault is one thing that is wrong with the certificate of a server.
type Fault uint8

// The faults, the worst first.
const (
	FaultChanged    Fault = iota + 1 // it is not the one that the person has trusted, see Exception
	FaultSelfSigned                  // the server has signed it itself
	FaultIssuer                      // nobody that this computer trusts has signed it
	FaultIncomplete                  // the same, and the server has left out who stands between it and them
	FaultWeak                        // it is signed in a way that can be forged (SHA-1, MD5)
	FaultPurpose                     // it is not for servers
	FaultRule                        // it, or one between, breaks another rule of RFC 5280
	FaultName                        // it is for other names
	FaultExpired                     // it is out of date
	FaultIssuerEnds                  // it is valid today, one between it and the authority is not
	FaultNotYet                      // it is not valid yet
	FaultClock                       // its dates are fine, this computer's clock is wrong; stands beside FaultExpired or FaultNotYet
)

// trouble is the kind of a Problem with this fault.
func (f Fault) trouble() Trouble {
	switch f {
	case FaultChanged:
		return TroubleCertChanged
	case FaultName:
		return TroubleCertName
	case FaultExpired, FaultIssuerEnds:
		return TroubleCertExpired
	case FaultNotYet:
		return TroubleCertNotYet
	case FaultClock:
		return TroubleClock
	}
	return TroubleCertUnknown
}

// Certificate is what a server has shown to prove its name (RFC 5280), and what is wrong
// with it. Its texts are fit to be shown.
type Certificate struct {
	Server   string   // the name that it was asked for
	Names    []string // the names and addresses that it is for
	Owner    string   // whom it was given to; may be empty
	Issuer   string   // who has signed it; may be empty
	From, To time.Time
	Sum      [32]byte // SHA-256 of all of it
	Faults   []Fault  // the worst first; none: it is good
	// Today is the date of this computer, and Shown the one that the server shows; zero:
	// it shows none.
	Today, Shown time.Time
	Elsewhere    bool // Shown is the date of another server, one of the web
}

// Has reports whether f is among the faults.
func (c *Certificate) Has(f Fault) bool {
	for _, is := range c.Faults {
		if is == f {
			return true
		}
	}
	return false
}

// Trouble is the kind of trouble that the worst fault is. A wrong clock explains what
// else is wrong with dates.
func (c *Certificate) Trouble() Trouble {
	if len(c.Faults) == 0 {
		return TroubleOther
	}
	if t := c.Faults[0].trouble(); t != TroubleCertExpired && t != TroubleCertNotYet || !c.Has(FaultClock) {
		return t
	}
	return TroubleClock
}

// Fingerprint is the SHA-256 of a certificate as people compare it: "AB:CD:…".
func Fingerprint(sum [32]byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// ParseFingerprint reads the SHA-256 of a certificate in hexadecimal, with or without
// colons and spaces.
func ParseFingerprint(s string) (sum [32]byte, err error) {
	b, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(s))
	if err != nil || len(b) != len(sum) {
		return sum, fmt.Errorf("%q is not the SHA-256 fingerprint of a certificate", s)
	}
	return [32]byte(b), nil
}

// day is a date in the zone of the person, for the command line.
func day(t time.Time) string { return t.Local().Format("2 January 2006") }

// String says in English what is wrong.
func (c *Certificate) String() string {
	var said []string
	for _, f := range c.Faults {
		switch f {
		case FaultChanged:
			said = append(said, "it is not the certificate that you trusted")
		case FaultSelfSigned:
			said = append(said, "the server has signed it itself")
		case FaultIssuer:
			said = append(said, "nobody this computer trusts has signed it")
		case FaultIncomplete:
			said = append(said, "nobody this computer trusts has signed it, or the server leaves out the certificates between")
		case FaultWeak:
			said = append(said, "it is signed in a way that can be forged")
		case FaultPurpose:
			said = append(said, "it is not meant for servers")
		case FaultRule:
			said = append(said, "it breaks a rule for certificates")
		case FaultName:
			if said = append(said, "it is for no name"); len(c.Names) > 0 {
				said[len(said)-1] = "it is for " + strings.Join(c.Names[:min(len(c.Names), 3)], ", ")
			}
		case FaultExpired:
			said = append(said, "it expired on "+day(c.To))
		case FaultIssuerEnds:
			said = append(said, "the certificate of its issuer is out of date")
		case FaultNotYet:
			said = append(said, "it is valid only from "+day(c.From))
		case FaultClock:
			said = append(said, "this computer’s date is "+day(c.Today))
			if !c.Shown.IsZero() {
				whose := "the server’s"
				if c.Elsewhere {
					whose = "a website’s"
				}
				said[len(said)-1] += " and " + whose + " is " + day(c.Shown)
			}
		}
	}
	return strings.Join(said, "; ")
}
