package words

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
)

// FaultSays is a sentence for one thing that is wrong with a certificate.
func FaultSays(f account.Fault, c *account.Certificate, now time.Time) string {
	d := map[string]any{"Server": c.Server, "Issuer": c.Issuer, "Names": namesOf(c, 3)}
	date := func(t time.Time) map[string]any {
		return map[string]any{"Date": wholeDate(t.In(now.Location()))}
	}
	switch f {
	case account.FaultChanged:
		return lang.L("It isn’t the certificate that you trusted.")
	case account.FaultSelfSigned:
		return lang.L("Nobody vouches for it: the server made it itself.")
	case account.FaultIncomplete:
		return lang.L("This computer doesn’t know who issued it. Perhaps the server leaves out a part that would lead to someone known.")
	case account.FaultWeak:
		return lang.L("It’s signed in an old way that can be forged.")
	case account.FaultPurpose:
		return lang.L("It isn’t meant for servers.")
	case account.FaultName:
		if len(c.Names) == 0 {
			return lang.L("It doesn’t say which server it’s for.")
		}
		return lang.L("It’s for {{.Names}}, not for {{.Server}}.", d)
	case account.FaultExpired:
		return lang.L("It expired on {{.Date}}.", date(c.To))
	case account.FaultIssuerEnds:
		return lang.L("The certificate of whoever issued it is out of date.")
	case account.FaultNotYet:
		return lang.L("It’s only valid from {{.Date}} on.", date(c.From))
	case account.FaultClock:
		return clockSays(c, now)
	case account.FaultIssuer:
		if c.Issuer != "" {
			return lang.L("It comes from “{{.Issuer}}”, and this computer doesn’t know who that is.", d)
		}
		return lang.L("This computer doesn’t know who issued it.")
	}
	return lang.L("It breaks a rule that makes certificates safe.")
}

// clockSays says which dates do not agree.
func clockSays(c *account.Certificate, now time.Time) string {
	d := map[string]any{"Today": wholeDate(c.Today.In(now.Location()))}
	if c.Shown.IsZero() {
		return lang.L("This computer’s date is {{.Today}}, which can’t be right.", d)
	}
	d["Shown"] = wholeDate(c.Shown.In(now.Location()))
	if c.Elsewhere {
		return lang.L("This computer’s date is {{.Today}}. A website says it’s {{.Shown}}.", d)
	}
	return lang.L("This computer’s date is {{.Today}}. The server says it’s {{.Shown}}.", d)
}

// wholeDate is a day with its year.
func wholeDate(t time.Time) string { return dayMonthYear(t.Day(), longMonth(t.Month()), t.Year()) }

// namesOf are the first n names of a certificate.
func namesOf(c *account.Certificate, n int) string {
	s := strings.Join(c.Names[:min(n, len(c.Names))], ", ")
	if len(c.Names) > n {
		s += ", …"
	}
	return s
}

// Fact is something that a certificate says.
type Fact struct{ Name, Value string }

// Facts are what a person can compare with what somebody tells them.
func Facts(c *account.Certificate, now time.Time) []Fact {
	return append([]Fact{{lang.L("Names"), or(namesOf(c, 12))}, {lang.L("Issued to"), or(c.Owner)}, {lang.L("Issued by"), or(c.Issuer)}}, proof(c, now)...)
}

// FactsOfAuthority is the same for the certificate of an authority.
func FactsOfAuthority(c *account.Certificate, now time.Time) []Fact {
	return append([]Fact{{lang.L("Authority"), or(c.Owner)}}, proof(c, now)...)
}

func proof(c *account.Certificate, now time.Time) []Fact {
	from, to := c.From.In(now.Location()), c.To.In(now.Location())
	return []Fact{
		{lang.L("Valid"), lang.L("from {{.From}} to {{.To}}", map[string]any{"From": wholeDate(from), "To": wholeDate(to)})},
		{lang.L("Fingerprint (SHA-256)"), Fingerprint(c.Sum)},
	}
}

func or(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// BeforeTrust says what to do before a certificate is trusted that something is wrong with.
func BeforeTrust() string {
	return lang.L("If you know why the certificate is like this, you can still use it. First compare the fingerprint with the one that the person who looks after the server tells you, by phone for example. If they don’t match, someone else could read your password and mail.")
}

// AuthorityProblem says why a file is not one of a certificate authority.
func AuthorityProblem(err error) string {
	switch {
	case errors.Is(err, account.ErrNoAuthority):
		return lang.L("The certificate in this file belongs to a server or a person, not to a certificate authority. Ask for the certificate of the authority.")
	case errors.Is(err, account.ErrAuthorityEnds):
		return lang.L("The certificate in this file is out of date. Ask for the new one.")
	case errors.Is(err, account.ErrAuthorityLarge):
		return lang.L("This file is too large for a certificate authority.")
	case errors.Is(err, account.ErrPrivateKey):
		return lang.L("This file holds a private key, which must stay secret. Ask for the certificate alone, and tell whoever gave you the file.")
	case errors.Is(err, account.ErrNoCertificate):
		return lang.L("There is no certificate in this file. Files with certificates often end in .pem, .crt, .cer, or .der.")
	}
	return lang.L("The file can’t be read.")
}

// Fingerprint is the SHA-256 of a certificate in groups that lines can end between.
func Fingerprint(sum [32]byte) string {
	s := account.Fingerprint(sum)
	return fmt.Sprintf("%s %s %s %s", s[:23], s[24:47], s[48:71], s[72:])
}

// withDates is x with the dates that do not agree, where that is what is wrong.
func withDates(x Explanation, p *account.Problem) Explanation {
	if c := p.Certificate; c != nil && p.Trouble == account.TroubleClock {
		x.What = clockSays(c, c.Today) + " " + x.What
	}
	return x
}
