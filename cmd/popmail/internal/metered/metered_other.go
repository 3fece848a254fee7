//go:build !linux

package metered

import "context"

// Told reports whether this system may tell.
const Told = false

// Watch calls tell with whether the connection is metered, whenever that changes, until ctx
// ends. Here nobody tells.
func Watch(ctx context.Context, _ func(metered bool)) { <-ctx.Done() }
