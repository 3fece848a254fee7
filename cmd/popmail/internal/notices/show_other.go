//go:build (!unix || darwin) && !windows

package notices

import (
	"context"

	"fyne.io/fyne/v2"
)

// show has Fyne show a notice.
func (*Board) show(_ context.Context, title, text string) {
	if a := fyne.CurrentApp(); a != nil {
		a.SendNotification(fyne.NewNotification(inert(title), inert(text)))
	}
}
