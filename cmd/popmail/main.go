// Command popmail is PopMail: without arguments its window, with arguments the
// commands for power users, support and scripts.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	_ "popmail/cmd/popmail/internal/locale"
	"popmail/storage/mailbox"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // and says what
	exitUsage  = 2
)

func main() {
	openConsole(os.Args[1:])
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx = heedConsole(ctx)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// env is what every command has: where it reads and writes, and the flags that
// all commands share.
type env struct {
	in     *os.File
	out    *bufio.Writer // results
	term   *os.File      // out where it is a file, else nil
	err    io.Writer     // messages for people
	data   string        // --data
	name   string        // of the command
	window bool          // the window is wanted, and no command
	unlog  func()        // ends the log; nil: there is none
}

// usageError is a command line that cannot be understood.
type usageError struct{ error }

func usagef(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// errSaid ends a command that has already told what failed.
var errSaid = errors.New("failed")

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, in *os.File, out, errw io.Writer) int {
	e := &env{in: in, out: bufio.NewWriterSize(out, 64<<10), err: errw}
	e.term, _ = out.(*os.File)
	root := newRoot(e)
	cmd, _, err := root.Find(args)
	e.window = err == nil && cmd == root
	root.SetArgs(splitQuery(root, args))
	root.SetOut(e.out)
	root.SetErr(e.err)
	defer e.endLog()
	err = root.ExecuteContext(ctx)
	if ferr := e.out.Flush(); err == nil {
		err = ferr
	}
	return e.finish(ctx, root, err)
}

// finish tells the person what went wrong and chooses the exit code.
func (e *env) finish(ctx context.Context, root *cobra.Command, err error) int {
	if err == nil {
		return exitDone
	}
	if usage, ok := errors.AsType[usageError](err); ok {
		if e.window && !told(err) && tellInBox(oneLine(usage.Error())) {
			return exitUsage
		}
		fmt.Fprintf(e.err, "popmail: %s\nTry \"%s --help\".\n", oneLine(usage.Error()), root.Name())
		e.tellPerson(ctx, err)
		return exitUsage
	}
	switch {
	case errors.Is(err, errSaid), isBrokenPipe(err):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(e.err, "popmail: stopped")
	case e.window && !told(err) && tellInBox(oneLine(err.Error())):
	default:
		fmt.Fprintf(e.err, "popmail: %s\n", oneLine(err.Error()))
		if _, file := errors.AsType[*mailbox.FileError](err); file && errors.Is(err, mailbox.ErrDamaged) {
			fmt.Fprintln(e.err, "The window of PopMail offers to get your mail back; so does \"popmail restore FILE\" with a backup.")
		}
		e.tellPerson(ctx, err)
	}
	return exitFailed
}

// told reports whether a window has told the person of an error.
func told(err error) bool {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.told
	}
	_, ok := errors.AsType[*pageError](err)
	return ok
}

// newRoot builds the whole command tree.
func newRoot(e *env) *cobra.Command {
	cobra.MousetrapHelpText = "" // a double click in Windows' Explorer opens the window
	var w windowOptions
	root := &cobra.Command{
		Use:           "popmail",
		Short:         "Mail that stays with you: receive, read and search it offline",
		Long:          "PopMail receives mail from POP3 servers and keeps it on this computer.\nWithout a command it opens its window, with a mailto: address also a letter to be\nwritten, with a file that holds a message also that message.",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) (err error) {
			w.Open, err = toOpen(cmd, args)
			if w.refused, _ = errors.AsType[*refusal](err); w.refused != nil {
				return nil
			}
			return err
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if w.refused != nil {
				return e.refuse(cmd.Context(), w.refused, w.Demo)
			}
			if w.measures() {
				e.window = false // what fails is for the script that measures
			} else {
				closeConsole()
			}
			if w.Demo { // has a folder of its own, and leaves nothing
				return runWindow(cmd.Context(), w)
			}
			dir, err := e.dataDir()
			if err != nil {
				return err
			}
			w.Data = dir
			e.beginLog(dir)
			return runWindow(cmd.Context(), w)
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			e.name = cmd.CommandPath()
			return noneEmpty(cmd.Flags())
		},
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().StringVar(&e.data, "data", "", "keep everything in this folder `DIR` (or set POPMAIL_DATA)")
	root.Flags().BoolVar(&w.Demo, "demo", false, "open the window with sample mail from a built-in server")
	root.Flags().StringVar(&w.DemoPicture, "demo-picture", "", "with --demo: save a picture of the window in `FILE` and end")
	root.Flags().BoolVar(&w.Hidden, "hidden", false, "start in the tray; where there is none, minimized")
	root.Flags().BoolVar(&w.UntilDrawn, "until-drawn", false, "end once the list of messages is on the screen")
	root.Flags().BoolVar(&w.UntilDone, "until-done", false, "end once mail was looked for, and tell how quickly the window answered")
	for _, name := range []string{"until-drawn", "until-done"} { // for measurements
		_ = root.Flags().MarkHidden(name)
	}
	root.AddCommand(newAccount(e), newDiscover(e), newReceive(e), newList(e), newSearch(e), newShow(e), newSave(e), newRender(e), newSend(e), newOutbox(e), newServer(e), newImport(e), newExport(e), newBackup(e), newRestore(e), newVerify(e), newVersion(e), newHelper(e))
	root.SetHelpCommand(newHelp(root))
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args, c.RunE = noCommand, needsCommand
			for _, shell := range c.Commands() {
				shell.Args = exactly(0, "")
			}
		}
	}
	return root
}

// newHelp is the command that prints the help of others.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("there is no command %q", strings.Join(args, " "))
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// needsCommand refuses a command that is only a name for others.
func needsCommand(cmd *cobra.Command, _ []string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return usagef("%s needs one of: %s", cmd.CommandPath(), strings.Join(names, ", "))
}

// noCommand refuses words where only a command may stand.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%q is not a command of %s", args[0], cmd.CommandPath())
	}
	return nil
}

// exactly wants n arguments and names them when they are not there.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return usagef("%s needs %s", cmd.CommandPath(), what)
		case len(args) > n:
			return usagef("%s: unexpected argument %q", cmd.CommandPath(), args[n])
		}
		return nil
	}
}
