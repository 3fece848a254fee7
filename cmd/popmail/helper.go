package main

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"popmail/storage/textin/helper"
	"popmail/storage/textin/pdf"
)

// newHelper are commands that PopMail itself starts.
func newHelper(e *env) *cobra.Command {
	var cache string
	text := &cobra.Command{
		Use:   "text",
		Short: "Read the text of files",
		Args:  exactly(0, ""),
		RunE: func(*cobra.Command, []string) error {
			helper.Bound()
			return helper.Serve(e.in, os.Stdout, &lazyPDF{cache: cache})
		},
	}
	text.Flags().StringVar(&cache, "cache", "", "keep in the folder `DIR` what takes long to make ready")
	cmd := &cobra.Command{Use: "helper", Short: "What PopMail starts itself", Hidden: true, Args: noCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(text)
	return cmd
}

// lazyPDF makes what reads PDF files ready when there is one.
type lazyPDF struct {
	cache  string
	engine *pdf.Engine
}

func (l *lazyPDF) Ready() (err error) {
	if l.engine == nil {
		l.engine, err = pdf.Open(l.cache)
	}
	return err
}

func (l *lazyPDF) Text(data []byte) (string, error) { return l.engine.Text(data) }

// readerFolder is the folder, within the data folder, for what the process that reads attached
// files would have to make anew at each start.
const readerFolder = "reader"

// fileReader reads attached files in a process of its own; nil where this program cannot be
// started again.
func fileReader(dir string) *helper.Client {
	self, err := os.Executable()
	if err != nil {
		slog.Info("attached files are not read", "error", err)
		return nil
	}
	return helper.New(func() *exec.Cmd {
		return exec.Command(self, "helper", "text", "--cache", filepath.Join(dir, readerFolder))
	})
}
