//go:build !linux && !windows

package metered

import "context"

// Told reports whether this system may tell. macOS would tell, but only who asks
// in C or Swift (Network.framework, nw_path_is_expensive).
func Told() bool { return false }

// Watch calls tell with whether the connection is metered, whenever that changes, until ctx
// ends. Here nobody tells.
func Watch(ctx context.Context, _ func(metered bool)) { <-ctx.Done() }

// Now asks once. Here nobody tells.
func Now(context.Context) bool { return false }
