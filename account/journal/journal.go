// Package journal keeps the log of the data folder: what the program did, in lines that
// say nothing of the mail, for those who help. It holds no password, no token, no subject
// and no text of a message; of an address only its first letter and its domain.
//
// The parts of the program log through log/slog. What they hand over may hold addresses
// and errors: both are made safe here.
package journal

import (
	"context"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Folder is where the log lies within the data folder, and Name the newest file of it.
// Older ones are Name with a number before its end, the higher the older.
const (
	Folder = "log"
	Name   = "popmail.log"
)

// Path is the newest file of the log of a data folder.
func Path(dir string) string { return filepath.Join(dir, Folder, Name) }

// DebugEnv is the variable that, with the value "debug", brings the dialogue with servers
// into the log.
const DebugEnv = "POPMAIL_LOG"

// Level is what DebugEnv asks for.
func Level() slog.Level {
	if strings.EqualFold(os.Getenv(DebugEnv), "debug") {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// Start makes the log of a data folder what slog writes to, and notes who starts. The
// folder is there already, or there is no log. stop writes what is left; it waits two
// seconds at most, and what is logged afterwards goes nowhere.
func Start(dir, who, version string) (stop func()) {
	f := open(filepath.Join(dir, Folder))
	before := slog.Default()
	flags, out := log.Flags(), log.Writer()
	mine := slog.New(New(f, Level(), os.Stderr)).With("pid", os.Getpid())
	slog.SetDefault(mine)
	// Fyne's and Go's own words stay where they were: nobody knows what is in them.
	log.SetFlags(flags)
	log.SetOutput(out)
	mine.Info("start", "version", version, "as", who, "system", runtime.GOOS+"/"+runtime.GOARCH, "go", runtime.Version())
	return func() {
		mine.Info("end", "as", who)
		if slog.Default() == mine {
			slog.SetDefault(before)
			log.SetFlags(flags)
			log.SetOutput(out)
		}
		f.close()
	}
}

// New returns a handler that writes records to w, a line each. Those that warn go to aside
// as well, if it is not nil.
func New(w io.Writer, level slog.Level, aside io.Writer) slog.Handler {
	h := &handler{Handler: slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: clean})}
	if aside != nil {
		h.aside = slog.NewTextHandler(aside, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: clean})
	}
	return h
}

// clean makes the value of an attribute safe.
func clean(_ []string, a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindTime:
		return slog.String(a.Key, v.Time().Format("2006-01-02T15:04:05.000Z07:00"))
	case slog.KindDuration:
		return slog.String(a.Key, v.Duration().Round(time.Millisecond).String())
	case slog.KindString:
		return slog.String(a.Key, Safe(v.String()))
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			return slog.String(a.Key, Chain(err))
		}
		if _, ok := v.Any().(slog.Level); ok {
			return a
		}
		return slog.String(a.Key, Safe(slog.AnyValue(v.Any()).String()))
	}
	return a
}

// handler writes to the file, and warnings to the terminal as well.
type handler struct {
	slog.Handler
	aside slog.Handler // nil: none
}

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	if h.aside != nil && h.aside.Enabled(ctx, r.Level) {
		_ = h.aside.Handle(ctx, r.Clone())
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler. The terminal is not told of them.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.Handler.WithAttrs(attrs), h.aside}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.Handler.WithGroup(name), h.aside}
}
