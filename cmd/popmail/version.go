package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"popmail/assets/licenses"
)

// version is PopMail's version as in FyneApp.toml; make build puts in the commit as well.
var version = "0.1.0"

func newVersion(e *env) *cobra.Command {
	var terms bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  exactly(0, ""),
		RunE: func(*cobra.Command, []string) error {
			if terms {
				_, err := e.out.WriteString(licenses.Text)
				return err
			}
			_, err := fmt.Fprintf(e.out, "popmail %s%s %s %s/%s\n", version, revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	cmd.Flags().BoolVar(&terms, "licenses", false, "print what PopMail is made of, and under which licenses")
	return cmd
}

// revision is the commit that the program was built from, where Go has noted it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	rev, dirty := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			rev = s.Value[:min(len(s.Value), 12)]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+"
			}
		}
	}
	if rev == "" {
		return ""
	}
	return " (" + rev + dirty + ")"
}
