package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/storage/query"
)

// serverSizeRow is what server size --json prints.
type serverSizeRow struct {
	Account string `json:"account"`
	Used    *int64 `json:"used"` // octets at the last check; null: not known
	Size    *int64 `json:"size"` // octets that the mailbox may hold; null: nobody has said it
	Percent *int   `json:"percent"`
}

func newServerSize(e *env, f *serverFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "size [SIZE|unknown]",
		Short: "Tell how full the mailbox on the server is, or say how much it may hold",
		Long: `Tell how full the mailbox on the server was at the last check, or say how much it may hold, such as 2GB.
No server tells that by POP3; your provider says it on its website. The window then shows how full the mailbox is.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("server size takes one size, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return e.serverSize(cmd.Context(), f, args) },
	}
	cmd.Flags().StringVar(&f.account, "account", "", "the account with this `ADDRESS`; it may be left out where there is one only")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func (e *env) serverSize(ctx context.Context, f *serverFlags, args []string) error {
	quota := int64(0)
	if len(args) > 0 && args[0] != "unknown" {
		var ok bool
		if quota, ok = query.Size(args[0]); !ok || quota < account.LeastQuota || quota > account.MostQuota {
			return usagef("server size takes a size such as 500MB or 2GB, or unknown, not %q", args[0])
		}
	}
	app, a, err := e.serverAccount(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	if len(args) > 0 {
		if err := app.store.SetQuota(ctx, a.ID, quota); err != nil {
			return err
		}
	}
	known, err := app.store.Status(ctx)
	if err != nil {
		return err
	}
	st := known[a.ID]
	percent, full := account.Full(st.Held.Octets, st.Quota)
	told := st.Held.Known() && (st.Held.Octets > 0 || st.Held.Messages == 0)
	if f.json {
		row := serverSizeRow{Account: field(a.Email)}
		if told {
			row.Used = &st.Held.Octets
		}
		if st.Quota > 0 {
			row.Size = &st.Quota
		}
		if told && full {
			row.Percent = &percent
		}
		return e.json(row)
	}
	switch {
	case !told && st.Quota == 0:
		fmt.Fprintln(e.out, "Not known yet: no check has told what the server holds.")
	case !told:
		fmt.Fprintf(e.out, "%s; no check has told yet what the server holds\n", size(st.Quota))
	case !full:
		fmt.Fprintf(e.out, "%s on the server; how much it may hold is not known\n", size(st.Held.Octets))
	default:
		fmt.Fprintf(e.out, "%s of %s, %d %% full\n", size(st.Held.Octets), size(st.Quota), percent)
	}
	return nil
}
