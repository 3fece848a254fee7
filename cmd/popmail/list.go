package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"popmail/storage/mailbox"
)

// listFlags are the flags of list.
type listFlags struct {
	folder string
	limit  int
	json   bool
}

func newList(e *env) *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List messages, newest first",
		Long:  "List messages, newest first. Marks: N not read, * starred, @ with attachments.",
		Args:  exactly(0, ""),
		RunE:  func(cmd *cobra.Command, _ []string) error { return e.list(cmd.Context(), &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.folder, "folder", "", "only the folder `NAME`, such as Inbox (default: all folders)")
	fl.IntVar(&f.limit, "limit", 0, "at most `N` messages (0: all)")
	fl.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (e *env) list(ctx context.Context, f *listFlags) error {
	if f.limit < 0 {
		return usagef("--limit must not be negative")
	}
	app, err := e.openToRead(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	views := []mailbox.View{{}}
	if f.folder != "" {
		if views, err = app.viewsOf(ctx, f.folder); err != nil {
			return err
		}
	}
	rows, err := app.list(ctx, views, f.limit)
	if err != nil {
		return err
	}
	if len(rows) == 0 && !f.json {
		fmt.Fprintln(e.err, "There are no messages.")
	}
	return e.printSummaries(ctx, app, rows, f.json)
}

// viewsOf finds the folders of a name, compared without case: "Inbox" is one
// folder of each account.
func (a *app) viewsOf(ctx context.Context, name string) ([]mailbox.View, error) {
	folders, err := a.store.Folders(ctx)
	if err != nil {
		return nil, err
	}
	var views []mailbox.View
	var names []string
	for _, f := range folders {
		if strings.EqualFold(f.Name, strings.TrimSpace(name)) {
			views = append(views, mailbox.View{Folder: f.ID})
		}
		if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	if len(views) == 0 {
		if len(names) == 0 {
			return nil, fmt.Errorf("there is no folder %q: there is no account yet", name)
		}
		return nil, fmt.Errorf("there is no folder %q; the folders are %s", name, strings.Join(names, ", "))
	}
	return views, nil
}

// list puts the messages of several views together, newest first.
func (a *app) list(ctx context.Context, views []mailbox.View, limit int) ([]mailbox.Summary, error) {
	var rows []mailbox.Summary
	for _, v := range views {
		some, err := a.store.List(ctx, v, limit)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	if len(views) > 1 {
		slices.SortStableFunc(rows, func(x, y mailbox.Summary) int {
			return cmp.Or(y.SortKey.Compare(x.SortKey), cmp.Compare(y.ID, x.ID))
		})
	}
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
	}
	return rows, nil
}
