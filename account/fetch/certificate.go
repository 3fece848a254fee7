package fetch

import (
	"context"
	"crypto/tls"
	"time"

	"popmail/account"
	"popmail/account/line"
	"popmail/pop3"
)

// lookTime bounds the look for the date of a server.
const lookTime = 5 * time.Second

// certificate is err with all that is wrong with the certificate that the server has
// shown, where err is about that.
func (v *connection) certificate(ctx context.Context, err error, addr string, o *pop3.Options) error {
	now := time.Now()
	c := line.Faults(err, v.a, v.a.Incoming, now)
	if c == nil {
		return err
	}
	if line.OnlyDates(c) {
		line.Clock(c, v.serverDate(ctx, addr, o, now))
	}
	return &account.Problem{Trouble: c.Trouble(), Server: v.a.Incoming.Host, Err: err, Certificate: c}
}

// serverDate is the date in the greeting of the server; zero: there is none. Nothing is
// said to the server but STLS and QUIT, and nothing it says counts but for a sentence.
func (v *connection) serverDate(ctx context.Context, addr string, o *pop3.Options, now time.Time) time.Time {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	look := &pop3.Options{Timeout: min(o.Timeout, lookTime), Dial: o.Dial}
	var c *pop3.Client
	var err error
	if v.a.Incoming.Security == account.STARTTLS {
		c, err = pop3.Dial(ctx, addr, look) // the greeting comes before STLS
	} else {
		look.TLS = &tls.Config{InsecureSkipVerify: true} // no secret goes over this line
		c, err = pop3.DialTLS(ctx, addr, look)
	}
	if err != nil {
		return time.Time{}
	}
	defer func() { _ = c.Close() }()
	date := line.DateIn(c.Banner(), now)
	_ = c.Quit(ctx) // nothing to confirm
	return date
}
