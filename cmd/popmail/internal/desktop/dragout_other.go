//go:build windows || darwin

package desktop

import (
	"context"

	"fyne.io/fyne/v2"
)

// DragOut has nothing that carries files to other programs here: Fyne has no word for it, and what the system has
// takes the thread of the window.
func DragOut(fyne.Window, []fyne.Window, func(on bool), func(ctx context.Context) ([]string, error)) func(ctx context.Context, letGo <-chan bool) bool {
	return nil
}
