//go:build unix && !darwin

package notices

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	_ "image/png" // of the icon
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"
	xdraw "golang.org/x/image/draw"

	"popmail/cmd/popmail/internal/bus"
)

const (
	service  = "org.freedesktop.Notifications"
	path     = dbus.ObjectPath("/org/freedesktop/Notifications")
	invoked  = service + ".ActionInvoked"
	closed   = service + ".NotificationClosed"
	ofBus    = "org.freedesktop.DBus"
	launcher = dbus.ObjectPath("/com/canonical/unity/launcherentry/1")
	counts   = "com.canonical.Unity.LauncherEntry.Update"
)

// iconSide is the width and height of the icon beside a notice, in pixels.
const iconSide = 64

// Board is where notices stand: one at most, a new one takes the place of the one before.
// Its methods return at once; Run does the work.
type Board struct {
	id, name string // of the program: that of its desktop entry, and the one people know
	icon     func() (picture, bool)
	chosen   func(Choice)

	mu     sync.Mutex
	notice *Notice // that is to stand; nil: none
	unread int
	kick   chan struct{} // room for one: something is to be shown
}

// New returns an empty board; icon is a PNG, for which systems that want a file have a folder of the program's
// own. chosen is called by Run, one call after the other.
func New(id, name string, icon []byte, _ string, chosen func(Choice)) *Board {
	return &Board{id: id, name: name, icon: sync.OnceValues(func() (picture, bool) { return pixels(icon) }), chosen: chosen, kick: make(chan struct{}, 1)}
}

// Offered reports whether this system may be told.
func (*Board) Offered() bool { return true }

// Tell puts a notice on the board.
func (b *Board) Tell(n Notice) { b.set(func() { b.notice = &n }) }

// Withdraw takes it away.
func (b *Board) Withdraw() { b.set(func() { b.notice = nil }) }

// SetUnread puts a number on the launcher; 0: none.
func (b *Board) SetUnread(n int) { b.set(func() { b.unread = n }) }

func (b *Board) set(f func()) {
	b.mu.Lock()
	f()
	b.mu.Unlock()
	select {
	case b.kick <- struct{}{}:
	default:
	}
}

// Run shows what is put on the board until ctx ends, and takes away what stands there then.
// Without a bus nothing is shown; it is looked for again with the next notice.
func (b *Board) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.kick:
		}
		if conn, err := bus.Session(ctx); err == nil {
			l := &line{Board: b, conn: conn}
			l.serve(ctx)
			_ = conn.Close()
		}
		b.mu.Lock()
		b.notice = nil // it would be old news later
		b.mu.Unlock()
	}
}

// line is the board on one connection.
type line struct {
	*Board
	conn *dbus.Conn

	shown   *Notice
	number  uint32 // of the notice that stands on the desktop; 0: none does
	owner   string // who has put it there
	counted int    // on the launcher
}

// serve shows what is on the board until ctx or the line ends.
func (l *line) serve(ctx context.Context) {
	signals := make(chan *dbus.Signal, 16)
	l.conn.Signal(signals)
	asked, cancel := context.WithTimeout(ctx, bus.AskTime)
	defer cancel()
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(service), dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(service)},
		{dbus.WithMatchSender(ofBus), dbus.WithMatchInterface(ofBus), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, service)},
	} {
		if err := l.conn.AddMatchSignalContext(asked, match...); err != nil {
			return
		}
	}
	for {
		if err := l.show(ctx); err != nil && l.conn.Context().Err() != nil {
			return
		}
		select {
		case <-ctx.Done():
			l.end(context.WithoutCancel(ctx))
			return
		case <-l.conn.Context().Done():
			return
		case <-l.kick:
		case s, ok := <-signals:
			if !ok {
				return
			}
			if c, ok := l.hears(s); ok {
				l.gone(ctx)
				l.chosen(c)
			}
		}
	}
}

// end takes away what stands on the desktop.
func (l *line) end(ctx context.Context) {
	l.close(ctx)
	if l.counted > 0 {
		_ = l.count(0)
	}
}

// show brings to the desktop what is on the board.
func (l *line) show(ctx context.Context) error {
	l.mu.Lock()
	n, unread := l.notice, l.unread
	l.mu.Unlock()
	var err error
	if unread != l.counted {
		err = l.count(unread)
	}
	switch {
	case n == nil:
		l.close(ctx)
	case n != l.shown:
		l.shown = n
		if e := l.notify(ctx, n); e != nil {
			return e
		}
	}
	return err
}

// count puts a number on the launcher.
func (l *line) count(n int) error {
	l.counted = n
	return l.conn.Emit(launcher, counts, "application://"+l.id+".desktop",
		map[string]dbus.Variant{"count": dbus.MakeVariant(int64(n)), "count-visible": dbus.MakeVariant(n > 0)})
}

// notify puts a notice on the desktop, in the place of the one that stands there. The end of
// ctx does not cut it off: a notice whose number is not known cannot be taken away.
func (l *line) notify(ctx context.Context, n *Notice) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bus.AskTime)
	defer cancel()
	desk := l.conn.Object(service, path)
	var can []string
	if err := desk.CallWithContext(ctx, service+".GetCapabilities", 0).Store(&can); err != nil {
		return err
	}
	actions := []string{}
	if slices.Contains(can, "actions") {
		for _, a := range [][2]string{{"default", n.Open}, {"open", n.Open}, {"read", n.Read}} {
			if a[1] != "" {
				actions = append(actions, a[0], a[1])
			}
		}
	}
	hints := map[string]dbus.Variant{
		"desktop-entry": dbus.MakeVariant(l.id),
		"category":      dbus.MakeVariant("email.arrived"),
		"urgency":       dbus.MakeVariant(byte(1)),
	}
	if p, ok := l.icon(); ok {
		hints["image-data"] = dbus.MakeVariant(p)
	}
	err := desk.CallWithContext(ctx, service+".Notify", 0, l.name, l.number, l.id, clean(n.Title),
		body(n.Lines, slices.Contains(can, "body-markup")), actions, hints, int32(-1)).Store(&l.number)
	if err != nil {
		return err
	}
	return l.conn.BusObject().CallWithContext(ctx, ofBus+".GetNameOwner", 0, service).Store(&l.owner)
}

// close takes the notice away from the desktop.
func (l *line) close(ctx context.Context) {
	if l.number != 0 {
		ctx, cancel := context.WithTimeout(ctx, bus.AskTime)
		defer cancel()
		_ = l.conn.Object(service, path).CallWithContext(ctx, service+".CloseNotification", dbus.FlagNoAutoStart, l.number).Err
	}
	l.number, l.shown = 0, nil
}

// gone clears the board after the person has chosen.
func (l *line) gone(ctx context.Context) {
	l.mu.Lock()
	if l.notice == l.shown {
		l.notice = nil
	}
	l.mu.Unlock()
	l.close(ctx)
}

// hears is what a signal tells of the notice that stands on the desktop; false: nothing.
// Only who has put it there is believed.
func (l *line) hears(s *dbus.Signal) (Choice, bool) {
	if l.number == 0 {
		return 0, false
	}
	if s.Name == ofBus+".NameOwnerChanged" {
		var name, old, now string
		if dbus.Store(s.Body, &name, &old, &now) != nil || name != service || s.Sender != ofBus || now != "" && now == l.owner {
			return 0, false
		}
		l.number = 0 // it has gone with its owner
		return Dismissed, true
	}
	if s.Sender != l.owner || s.Path != path || len(s.Body) != 2 {
		return 0, false
	}
	if n, ok := s.Body[0].(uint32); !ok || n != l.number {
		return 0, false
	}
	switch s.Name {
	case closed:
		l.number = 0
		return Dismissed, true
	case invoked:
		switch s.Body[1] {
		case "default", "open":
			return Opened, true
		case "read":
			return MarkedRead, true
		}
	}
	return 0, false
}

// picture is the hint image-data (section "Icons and Images").
type picture struct {
	Width, Height, Stride int32
	Alpha                 bool
	Bits, Channels        int32
	Data                  []byte
}

// pixels is an icon as a hint.
func pixels(png []byte) (picture, bool) {
	src, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		return picture{}, false
	}
	dst := image.NewNRGBA(image.Rect(0, 0, iconSide, iconSide))
	xdraw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	return picture{iconSide, iconSide, int32(dst.Stride), true, 8, 4, dst.Pix}, true
}
