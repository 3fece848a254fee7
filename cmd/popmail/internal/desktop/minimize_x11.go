//go:build !windows && !darwin

package desktop

import (
	"fyne.io/fyne/v2"
	"github.com/jezek/xgb/xproto"
)

// Minimize leaves of a window that is shown only what opens it again (ICCCM, section 4.1.4).
// It must be called on the window's thread; where the system has no way to tell, nothing is
// done.
func Minimize(w fyne.Window) {
	x, ok := reach(w)
	if !ok {
		return
	}
	defer x.Close()
	const iconic = 3 // IconicState
	e := xproto.ClientMessageEvent{Format: 32, Window: x.window, Type: x.atom("WM_CHANGE_STATE"), Data: xproto.ClientMessageDataUnionData32New([]uint32{iconic, 0, 0, 0, 0})}
	root := xproto.Setup(x.Conn).DefaultScreen(x.Conn).Root
	_ = xproto.SendEventChecked(x.Conn, false, root, xproto.EventMaskSubstructureRedirect|xproto.EventMaskSubstructureNotify, string(e.Bytes())).Check()
}
