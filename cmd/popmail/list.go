package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

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
	fl.StringVar(&f.folder, "folder", "", "only the folder `NAME`, such as Inbox or Work/Plans (default: all folders)")
	fl.IntVar(&f.limit, "limit", 0, "at most `N` messages (0: all)")
	fl.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (e *env) list(ctx context.Context, f *listFlags) error {
	if f.limit < 0 {
		return usagef("--limit must not be negative")
	}
	app, err := e.openToRead(ctx)
	if err != nil && f.folder == "" {
		return e.nothingThere(err)
	}
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
	entries, err := app.list(ctx, views, f.limit)
	if err != nil {
		return err
	}
	if len(entries) == 0 && !f.json {
		fmt.Fprintln(e.err, "There are no messages.")
	}
	return e.printEntries(ctx, app, entries, f.json)
}

// viewsOf finds the folders of a name, compared without case: "Inbox" is one folder of each
// account. One that lies in others is called by its path, and by its name where it is the only
// one of that name.
func (a *app) viewsOf(ctx context.Context, name string) ([]mailbox.View, error) {
	folders, err := a.store.Folders(ctx)
	if err != nil {
		return nil, err
	}
	key, paths := folderKey(name), folderPaths(folders)
	var views, inner []mailbox.View
	var names, innerPaths []string
	for _, f := range folders {
		path := paths[f.ID]
		switch {
		case folderKey(path) == key:
			views = append(views, mailbox.View{Folder: f.ID})
		case folderKey(f.Name) == key:
			inner, innerPaths = append(inner, mailbox.View{Folder: f.ID}), append(innerPaths, path)
		}
		if !slices.Contains(names, path) {
			names = append(names, path)
		}
	}
	switch {
	case len(views) > 0:
		return views, nil
	case len(inner) == 1:
		return inner, nil
	case len(inner) > 1:
		return nil, fmt.Errorf("more than one folder is called %q: name one of %s", name, strings.Join(innerPaths, ", "))
	case len(names) == 0:
		return nil, fmt.Errorf("there is no folder %q: there is no account yet", name)
	}
	return nil, fmt.Errorf("there is no folder %q; the folders are %s", name, strings.Join(names, ", "))
}

// folderPaths are what folders are called with those that they lie in.
func folderPaths(list []mailbox.Folder) map[mailbox.FolderID]string {
	paths := make(map[mailbox.FolderID]string, len(list))
	for _, f := range list {
		if paths[f.ID] = f.Name; f.Parent == 0 {
			continue
		}
		var names []string
		for _, p := range mailbox.FolderPath(list, f.ID) {
			names = append(names, p.Name)
		}
		paths[f.ID] = strings.Join(names, "/")
	}
	return paths
}

// folderKey is a name or a path in the form in which they are compared, as the store does.
func folderKey(name string) string {
	return strings.ToLower(strings.ToUpper(norm.NFC.String(strings.TrimSpace(name))))
}

// list puts the messages of several views together, newest first.
func (a *app) list(ctx context.Context, views []mailbox.View, limit int) ([]mailbox.Entry, error) {
	var all []mailbox.Entry
	for _, v := range views {
		some, err := a.store.Index(ctx, v, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	if len(views) > 1 {
		slices.SortStableFunc(all, func(x, y mailbox.Entry) int {
			return cmp.Or(y.Date.Compare(x.Date), cmp.Compare(y.ID, x.ID))
		})
	}
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all, nil
}
