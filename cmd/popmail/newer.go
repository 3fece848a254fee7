package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"popmail/account"
	"popmail/account/line"
	"popmail/cmd/popmail/internal/newer"
	"popmail/gui"
)

// newestAddress is where a signed file says which version is the newest, and newestKeys are the
// public keys of minisign that it may be signed with, with blanks between them. The releaser has
// both built in (make dist); without them this PopMail cannot look for new versions.
var newestAddress, newestKeys string

// newerPort fills gui.Newer.
type newerPort struct{ source newer.Source }

// newVersions is the way to new versions; nil: this PopMail was not made for it.
func newVersions() gui.Newer {
	p := newerPort{newer.Source{Address: newestAddress, Keys: newestKeys}}
	if !p.source.Made() {
		return nil
	}
	return &p
}

// Newest implements gui.Newer.
func (p *newerPort) Newest(ctx context.Context, seen time.Time) (gui.Release, error) {
	r, err := p.source.Newest(ctx, seen)
	if err != nil {
		if ctx.Err() != nil {
			return gui.Release{}, ctx.Err()
		}
		slog.InfoContext(ctx, "a new version could not be looked for", "error", err)
		return gui.Release{}, noAnswer(err)
	}
	return gui.Release{Version: r.Version, Date: r.Date, Page: r.Page, Words: r.Words}, nil
}

// Newer implements gui.Newer.
func (*newerPort) Newer(release string) bool { return newer.Newer(release, version) }

// noAnswer is the window's error for one of the question.
func noAnswer(err error) gui.NoAnswer {
	for of, is := range map[error]gui.NoAnswer{newer.ErrPlain: gui.NoAnswerPlain, newer.ErrTooLarge: gui.NoAnswerLong, newer.ErrUnsigned: gui.NoAnswerUnsigned, newer.ErrOld: gui.NoAnswerOld} {
		if errors.Is(err, of) {
			return is
		}
	}
	switch line.Net(err) {
	case account.TroubleOffline:
		return gui.NoAnswerOffline
	case account.TroubleSilent:
		return gui.NoAnswerSlow
	}
	return gui.NoAnswerOther
}
