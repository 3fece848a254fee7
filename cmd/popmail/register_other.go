//go:build !windows

package main

import "github.com/spf13/cobra"

// installerCommands are none: packages say themselves what the program is for.
func installerCommands() []*cobra.Command { return nil }
