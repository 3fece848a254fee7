package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// searchFlags are the flags of search.
type searchFlags struct {
	limit int
	count bool
	best  bool
	json  bool
}

func newSearch(e *env) *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search all mail, newest first",
		Long: `Search the mail on this computer, newest first, without Trash and Junk unless the
query names them or says in:anywhere.

  ferry maria              both words
  '"spare room"'           the words side by side
  'ferr*'                  words that begin so
  from:maria to:ann        sender, receivers
  from:@ferry.example      an address of that host, whatever the names say
  subject:invoice          in the subject
  has:attachment           with an attachment; also pdf, picture, calendar, document
  is:unread is:starred     in a state; also read, answered, forwarded
  before:2025-11-01        dates; also a month, a year, today, yesterday;
                           until: includes the day itself
  after:2025
  in:archive account:maria in a folder, of an account
  list:golang-nuts         of a mailing list, by its name or address
  larger:5mb smaller:500k  more or fewer octets
  newer_than:2w older_than:1y  by age
  -word                    without the word
  maria OR ann             either`,
		Args: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(strings.Join(args, "")) == "" {
				return usagef("%s needs what to search for", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.search(cmd.Context(), strings.Join(args, " "), &f)
		},
	}
	fl := cmd.Flags()
	fl.IntVar(&f.limit, "limit", 0, "at most `N` messages (0: all)")
	fl.BoolVar(&f.count, "count", false, "print only how many messages there are")
	fl.BoolVar(&f.best, "best", false, "what fits best first, of very many the best of the newest")
	fl.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (e *env) search(ctx context.Context, text string, f *searchFlags) error {
	if f.limit < 0 {
		return usagef("--limit must not be negative")
	}
	if _, err := e.asked(text); err != nil {
		return err
	}
	app, err := e.openToRead(ctx)
	if errors.Is(err, errNoMail) && f.count {
		fmt.Fprintln(e.out, 0)
	}
	if err != nil {
		return e.nothingThere(err)
	}
	defer e.close(app)
	return e.searchIn(ctx, app, text, f)
}

// asked is what a query asks for. One that asks for nothing would find everything, and is a
// wrong command line.
func (e *env) asked(text string) (*query.Query, error) {
	q := query.ParseWhole(text, time.Now())
	if !q.Empty() {
		return q, nil
	}
	e.tellNotes(q)
	return nil, usagef("%q asks for nothing", text)
}

// tellNotes says what of a query was not searched for as it stands.
func (e *env) tellNotes(q *query.Query) {
	for _, note := range q.Notes {
		fmt.Fprintln(e.err, oneLine(note.String()))
	}
}

// tellUnknown names what a query names and is not there.
func (e *env) tellUnknown(found *mailbox.Result) {
	for _, name := range found.NoFolders {
		fmt.Fprintf(e.err, "There is no folder “%s”.\n", oneLine(name))
	}
	for _, name := range found.NoAccounts {
		fmt.Fprintf(e.err, "There is no account “%s”.\n", oneLine(name))
	}
}

func (e *env) searchIn(ctx context.Context, app *app, text string, f *searchFlags) error {
	q, err := e.asked(text)
	if err != nil {
		return err
	}
	e.tellNotes(q)
	find, limit := app.store.SearchFirst, f.limit
	switch {
	case f.count:
		find, limit = app.store.Search, 1
	case f.best:
		find = app.store.SearchBest
	}
	found, err := find(ctx, q, limit)
	if err != nil {
		return err
	}
	e.tellUnknown(&found)
	if f.count {
		_, err := fmt.Fprintln(e.out, found.Total)
		return err
	}
	if found.Best > 0 && found.Best < found.Total {
		fmt.Fprintf(e.err, "Of %d messages, the newest %d were compared.\n", found.Total, found.Best)
	}
	if len(found.Entries) == 0 && !f.json {
		fmt.Fprintln(e.err, "Nothing was found.")
	}
	return e.printEntries(ctx, app, found.Entries, f.json)
}

// splitQuery lets a query hold words that begin with one "-" ("-spam"): of such
// a command line the flags come first, then "--", then the query. PopMail's flags
// begin with two, but for -h.
func splitQuery(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil || cmd.Name() != "search" || cmd.Parent() != root {
		return args
	}
	cmd.InheritedFlags() // merges the flags that all commands share
	var flags, words []string
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			words = append(words, args[i+1:]...)
			i = len(args)
		case a == "-h" || strings.HasPrefix(a, "--"):
			flags = append(flags, a)
			name, _, with := strings.Cut(strings.TrimPrefix(a, "--"), "=")
			if fl := cmd.Flags().Lookup(name); fl != nil && !with && fl.NoOptDefVal == "" {
				if i++; i == len(args) {
					return append(words[:1:1], flags...) // "--" would be its value: this says what is missing
				}
				flags = append(flags, args[i])
			}
		default:
			words = append(words, a)
		}
	}
	// The first word is the command itself.
	out := append([]string{words[0]}, flags...)
	return append(append(out, "--"), words[1:]...)
}
