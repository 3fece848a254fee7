package fetch

import (
	"context"
	"crypto/tls"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/journal"
	"popmail/pop3"
)

// What of a session goes into the log: servers, counts and times, and never anything of
// a message.

// tracing returns what the dialogue with a server is told to; nil unless the log takes it.
func tracing(ctx context.Context, a account.Account) func(sent bool, line string) {
	if !slog.Default().Enabled(ctx, slog.LevelDebug) {
		return nil
	}
	return func(sent bool, line string) {
		by := "server"
		if sent {
			by = "client"
		}
		slog.DebugContext(ctx, "pop3", "account", a.ID, by, journal.Safe(line, a.User, a.Email))
	}
}

// logOpen notes how a line was opened.
func (v *connection) logOpen(ctx context.Context, c client, caps pop3.Capabilities) {
	p, ok := c.(*pop3.Client)
	if !ok {
		return
	}
	version := "none"
	if state, on := p.TLS(); on {
		version = tls.VersionName(state.Version)
	}
	slog.InfoContext(ctx, "connected", "account", v.a.ID, "server", v.a.Incoming.Addr(), "encryption", version,
		"capabilities", strings.Join(slices.Sorted(maps.Keys(caps)), " "))
}

// logEnd notes what a session has done.
func logEnd(ctx context.Context, a account.Account, rep Report, err error) {
	args := []any{
		"account", a.ID, "server", a.Incoming.Addr(), "on_server", rep.OnServer, "received", rep.Received, "bytes", rep.Bytes,
		"already_here", rep.AlreadyHere, "removed", rep.Removed, "failed", len(rep.Failed), "kept", len(rep.Kept), "took", rep.Took.Round(time.Millisecond),
	}
	if rep.LoginDelay > 0 {
		args = append(args, "login_delay", rep.LoginDelay)
	}
	if err != nil {
		args = append(args, "error", journal.Chain(err, a.User, a.Email))
	}
	slog.InfoContext(ctx, "session ended", args...)
	logEach(ctx, a, "message not received", rep.Failed)
	logEach(ctx, a, "message not removed", rep.Kept)
}

func logEach(ctx context.Context, a account.Account, what string, failed []Failure) {
	for _, f := range failed[:min(len(failed), maxLoggedFailures)] {
		slog.InfoContext(ctx, what, "account", a.ID, "error", journal.Chain(f.Err, a.User, a.Email))
	}
}

// maxLoggedFailures bounds the messages of one session that the log tells of.
const maxLoggedFailures = 20
