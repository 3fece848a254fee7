// Package docs holds the pages that people read about PopMail, as they lie here, with their pictures.
package docs

import "embed"

// Files are the pages of the guide that the window shows, and the pictures in them.
//
//go:embed first-ten-minutes.md guide.md helpers.md commands.md pictures/*.png
var Files embed.FS
