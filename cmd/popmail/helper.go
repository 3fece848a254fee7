package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"popmail/storage/textin"
	"popmail/storage/textin/helper"
	"popmail/storage/textin/pdf"
)

// newHelper are commands that PopMail itself and its installer start.
func newHelper(e *env) *cobra.Command {
	var cache string
	var awaited bool
	text := &cobra.Command{
		Use:   "text",
		Short: "Read the text of files",
		Args:  exactly(0, ""),
		RunE: func(*cobra.Command, []string) error {
			helper.Bound(awaited)
			return helper.Serve(e.in, os.Stdout, &lazyPDF{cache: cache})
		},
	}
	text.Flags().StringVar(&cache, "cache", "", "keep in the folder `DIR` what takes long to make ready")
	text.Flags().BoolVar(&awaited, "awaited", false, "somebody waits for it, so others don't go first")
	cmd := &cobra.Command{Use: "helper", Short: "What PopMail starts itself", Hidden: true, Args: noCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(text)
	cmd.AddCommand(installerCommands()...)
	return cmd
}

// lazyPDF makes what reads PDF files ready when there is one.
type lazyPDF struct {
	cache  string
	engine *pdf.Engine
}

func (l *lazyPDF) Ready() (err error) {
	if l.engine == nil {
		if l.engine, err = pdf.Open(l.cache); err != nil && l.cache != "" {
			l.engine, err = pdf.Open("") // where nothing can be written it is made anew each time
		}
	}
	return err
}

func (l *lazyPDF) Text(data []byte) (string, error) { return l.engine.Text(data) }

func (l *lazyPDF) Draw(data []byte, v textin.View) (*textin.Picture, error) {
	return l.engine.Draw(data, v)
}

// A command reads attached files of so many messages at most, and begins no further one after
// so long: what waits beyond, the window reads when it has nothing else to do.
const (
	fewFiles  = 200
	filesTime = 5 * time.Second
)

// catchUp does, after what a command had to say, what the window would do later, as far as
// that is little: a folder that only commands use has no window.
func (e *env) catchUp(ctx context.Context, app *app) error {
	if err := e.out.Flush(); err != nil {
		return err
	}
	if err := app.store.Settle(ctx); err != nil && ctx.Err() == nil {
		slog.InfoContext(ctx, "new mail is put in order later", "error", err)
	}
	if !app.store.CatchUpSome(ctx) {
		return nil
	}
	if err := app.store.ReadFiles(ctx, fewFiles, filesTime); err != nil && ctx.Err() == nil {
		slog.InfoContext(ctx, "attached files are read later", "error", err)
	}
	return nil
}

// readerCache is a folder for what the process that reads attached files would have to make anew
// at each start, which takes long: that of the system for such things, which all data folders
// share, or else one in the data folder, as a portable program has it.
func readerCache(dir string) string {
	if cache, err := os.UserCacheDir(); err == nil && portableHere() == "" {
		return filepath.Join(cache, "popmail", "reader")
	}
	return filepath.Join(dir, "reader")
}

// fileHelpers read attached files, and draw pages of them, in processes of their own: who looks at
// a message does not wait until a file is read that nobody looks at.
type fileHelpers struct{ reader, drawer *helper.Client }

func (f *fileHelpers) Text(ctx context.Context, data []byte, typ, name string) (string, error) {
	return f.reader.Text(ctx, data, typ, name)
}

func (f *fileHelpers) Draw(ctx context.Context, data []byte, typ, name string, v textin.View) (*textin.Picture, error) {
	return f.drawer.Draw(ctx, data, typ, name, v)
}

// Close ends the processes.
func (f *fileHelpers) Close() error { return errors.Join(f.reader.Close(), f.drawer.Close()) }

// fileReader reads attached files; nil where this program cannot be started again.
func fileReader(dir string) *fileHelpers {
	self, err := os.Executable()
	if err != nil {
		slog.Info("attached files are not read", "error", err)
		return nil
	}
	start := func(more ...string) *helper.Client {
		return helper.New(func() *exec.Cmd {
			c := exec.Command(self, append([]string{"helper", "text", "--cache", readerCache(dir)}, more...)...)
			c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "POPMAIL_") }) // none of which is meant for it
			return c
		})
	}
	return &fileHelpers{reader: start(), drawer: start("--awaited")}
}
