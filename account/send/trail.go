package send

import (
	"context"
	"crypto/tls"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"popmail/account"
)

// logOpen notes for the log how a line was opened.
func (s *session) logOpen(ctx context.Context) {
	version := "none"
	if s.tls != nil {
		version = tls.VersionName(s.tls.Version)
	}
	slog.InfoContext(ctx, "connected for sending", "account", s.of.ID, "server", s.server.Addr(), "encryption", version,
		"extensions", strings.Join(slices.Sorted(maps.Keys(s.extras)), " "))
}

// logLetter notes what became of a letter: sizes and codes. A server may repeat in its
// words what is in the letter, so they are left out.
func (s *session) logLetter(ctx context.Context, l Letter, o Outcome) {
	args := []any{"account", s.of.ID, "state", string(o.State), "bytes", len(l.Raw), "people", len(l.To), "try", l.Tries}
	if o.Problem != nil {
		args = append(args, "trouble", account.FailureOf(&account.Problem{Trouble: account.TroubleOf(o.Problem)}).String())
		if code, _, ok := said(o.Problem); ok {
			args = append(args, "code", code)
		}
	}
	for _, r := range o.Refusals {
		args = append(args, "refusal", r.Code)
	}
	slog.InfoContext(ctx, "letter", args...)
}
