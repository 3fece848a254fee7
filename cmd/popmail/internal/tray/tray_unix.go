//go:build unix && !darwin

package tray

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"

	"popmail/cmd/popmail/internal/bus"
)

// Names of StatusNotifierItem (freedesktop.org, as KDE has made it) and of the bus.
const (
	watcher     = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
	itemFace    = "org.kde.StatusNotifierItem"
	itemPath    = dbus.ObjectPath("/StatusNotifierItem")
	ofBus       = "org.freedesktop.DBus"
	ofProps     = "org.freedesktop.DBus.Properties"
	ofLook      = "org.freedesktop.DBus.Introspectable"
)

// againAfter is how long it takes until the bus is looked for again.
const againAfter = 30 * time.Second

// sides are the sizes of the icon, in pixels; who shows it takes the one that fits.
var sides = []int{16, 22, 24, 32, 48, 64}

// Tray is the icon. Its methods return at once; Run does the work.
//
// Fyne's own way (fyne.io/systray) waits for the bus on the window's thread, ends the program
// where there is none, and does not know whether anybody shows the icon, without which a window
// must not be hidden.
type Tray struct {
	id, name string // of the program: that of its desktop entry, and the one people know
	icon     []byte
	chosen   func(key string)
	sight    func(shown bool)
	pictures func() [2][]pixmap // without and with the mark

	mu   sync.Mutex
	now  State
	ids  map[string]int32 // of lines of the menu, by their key
	rev  uint32           // of the menu
	kick chan struct{}    // room for one: something is to be shown
}

// New returns an icon that is not shown yet; icon is a square PNG. Run calls sight whenever
// it has come to or gone from where it is seen, and chosen, from any goroutine, with the key of
// what the person has chosen.
func New(id, name string, icon []byte, chosen func(key string), sight func(shown bool)) *Tray {
	return &Tray{id: id, name: name, icon: icon, chosen: chosen, sight: sight, ids: map[string]int32{}, kick: make(chan struct{}, 1),
		pictures: sync.OnceValue(func() (out [2][]pixmap) {
			for i, dot := range []bool{false, true} {
				for _, side := range sides {
					if p, err := pixels(icon, side, dot); err == nil {
						out[i] = append(out[i], p)
					}
				}
			}
			return out
		})}
}

// Show says what the icon shows.
func (t *Tray) Show(s State) {
	t.mu.Lock()
	if !slices.Equal(t.now.Menu, s.Menu) {
		t.rev++
	}
	s.Menu = slices.Clone(s.Menu)
	t.now = s
	for _, it := range s.Menu {
		if it.Key != "" && t.ids[it.Key] == 0 {
			t.ids[it.Key] = int32(len(t.ids) + 1)
		}
	}
	t.mu.Unlock()
	select {
	case t.kick <- struct{}{}:
	default:
	}
}

// Run shows the icon until ctx ends. Without a bus there is none; it is looked for again.
func (t *Tray) Run(ctx context.Context) {
	for {
		if conn, err := bus.Session(ctx); err == nil {
			l := &line{Tray: t, conn: conn}
			l.serve(ctx)
			l.seen(false)
			_ = conn.Close()
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(againAfter):
		}
	}
}

// line is the icon on one connection.
type line struct {
	*Tray
	conn  *dbus.Conn
	props *prop.Properties // of the icon
	menu  *prop.Properties // of its menu

	owner string // of the watcher that knows the icon; empty: none
	shown bool   // somebody shows what the watcher knows
	state State  // as it was told last
	rev   uint32
}

// serve shows the icon until ctx or the line ends.
func (l *line) serve(ctx context.Context) {
	signals := make(chan *dbus.Signal, 16)
	l.conn.Signal(signals)
	if l.export() != nil || l.listen(ctx) != nil {
		return
	}
	l.register(ctx)
	for {
		if err := l.tell(); err != nil && l.conn.Context().Err() != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-l.conn.Context().Done():
			return
		case <-l.kick:
		case s, ok := <-signals:
			if !ok {
				return
			}
			// Others on the bus can say this too; what is so is asked of the watcher.
			if s.Name == ofBus+".NameOwnerChanged" || s.Name == watcher+".StatusNotifierHostRegistered" || s.Name == watcher+".StatusNotifierHostUnregistered" {
				l.register(ctx)
			}
		}
	}
}

func (l *line) listen(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, bus.AskTime)
	defer cancel()
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(ofBus), dbus.WithMatchInterface(ofBus), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcher)},
		{dbus.WithMatchSender(watcher), dbus.WithMatchObjectPath(watcherPath), dbus.WithMatchInterface(watcher)},
	} {
		if err := l.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return err
		}
	}
	return nil
}

// register makes the icon known to the watcher, and looks whether anybody shows it.
func (l *line) register(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskTime)
	defer cancel()
	var owner string
	if err := l.conn.BusObject().CallWithContext(ctx, ofBus+".GetNameOwner", 0, watcher).Store(&owner); err != nil {
		l.owner = ""
		l.seen(false)
		return
	}
	obj := l.conn.Object(watcher, watcherPath)
	if owner != l.owner {
		// The path stands for the sender's own name, which programs in a sandbox have too.
		if obj.CallWithContext(ctx, watcher+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, string(itemPath)).Err != nil {
			l.seen(false)
			return
		}
		l.owner = owner
	}
	var there dbus.Variant
	err := obj.CallWithContext(ctx, ofProps+".Get", dbus.FlagNoAutoStart, watcher, "IsStatusNotifierHostRegistered").Store(&there)
	l.seen(err == nil && there.Value() == true)
}

func (l *line) seen(shown bool) {
	if l.shown != shown {
		l.shown = shown
		l.sight(shown)
	}
}

// pixmap is a picture of a property (StatusNotifierItem, "Icons"): ARGB, 32 bits, in network
// byte order.
type pixmap struct {
	Width, Height int32
	Data          []byte
}

func pixels(png []byte, side int, dot bool) (pixmap, error) {
	m, err := drawn(png, side, dot)
	if err != nil {
		return pixmap{}, err
	}
	out := make([]byte, 0, len(m.Pix))
	for p := m.Pix; len(p) >= 4; p = p[4:] {
		out = append(out, p[3], p[0], p[1], p[2])
	}
	return pixmap{int32(side), int32(side), out}, nil
}

// toolTip is the property ToolTip: an icon, by name and as pixels, a title, a text.
type toolTip struct {
	Icon        string
	Pixels      []pixmap
	Title, Text string
}

// export puts icon and menu on the bus.
func (l *line) export() error {
	l.mu.Lock()
	l.state, l.rev = l.now, l.Tray.rev
	l.mu.Unlock()
	constant := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitConst} }
	var err error
	l.props, err = prop.Export(l.conn, itemPath, prop.Map{itemFace: {
		"Category": constant("Communications"), "Id": constant(l.id), "Title": constant(l.name), "Status": constant("Active"),
		"WindowId": constant(int32(0)), "ItemIsMenu": constant(false), "Menu": constant(menuPath), "IconThemePath": constant(""),
		"IconName": constant(""), "OverlayIconName": constant(""), "OverlayIconPixmap": constant([]pixmap{}),
		"AttentionIconName": constant(""), "AttentionIconPixmap": constant([]pixmap{}), "AttentionMovieName": constant(""),
		"IconPixmap": {Value: l.picture(l.state.Dot), Emit: prop.EmitFalse},
		"ToolTip":    {Value: toolTip{Pixels: []pixmap{}, Title: l.name, Text: short(l.state.Tip)}, Emit: prop.EmitFalse},
	}})
	if err != nil {
		return err
	}
	none := []introspect.Signal{{Name: "NewIcon"}, {Name: "NewToolTip"}}
	return l.offer(itemPath, itemFace, item{l.Tray}, l.props, none, func() error { return l.exportMenu() })
}

// offer puts an object with its description on the bus, then what else belongs to it.
func (l *line) offer(path dbus.ObjectPath, face string, o any, props *prop.Properties, signals []introspect.Signal, then func() error) error {
	if err := l.conn.Export(o, path, face); err != nil {
		return err
	}
	node := &introspect.Node{Name: string(path), Interfaces: []introspect.Interface{
		introspect.IntrospectData, prop.IntrospectData,
		{Name: face, Methods: introspect.Methods(o), Properties: props.Introspection(face), Signals: signals},
	}}
	if err := l.conn.Export(introspect.NewIntrospectable(node), path, ofLook); err != nil {
		return err
	}
	return then()
}

func (l *line) picture(dot bool) []pixmap {
	if dot {
		return l.pictures()[1]
	}
	return l.pictures()[0]
}

// tell says what has changed.
func (l *line) tell() error {
	l.mu.Lock()
	now, rev := l.now, l.Tray.rev
	l.mu.Unlock()
	was, wasRev := l.state, l.rev
	l.state, l.rev = now, rev
	if now.Dot != was.Dot {
		l.props.SetMust(itemFace, "IconPixmap", l.picture(now.Dot))
		if err := l.conn.Emit(itemPath, itemFace+".NewIcon"); err != nil {
			return err
		}
	}
	if now.Tip != was.Tip {
		l.props.SetMust(itemFace, "ToolTip", toolTip{Pixels: []pixmap{}, Title: l.name, Text: short(now.Tip)})
		if err := l.conn.Emit(itemPath, itemFace+".NewToolTip"); err != nil {
			return err
		}
	}
	if now.RightToLeft != was.RightToLeft {
		l.menu.SetMust(menuFace, "TextDirection", direction(now.RightToLeft))
	}
	if rev != wasRev {
		return l.conn.Emit(menuPath, menuFace+".LayoutUpdated", rev, int32(0))
	}
	return nil
}

// item takes what is done with the icon.
type item struct{ t *Tray }

// Activate is a click.
func (i item) Activate(_, _ int32) *dbus.Error {
	i.t.chosen(Opened)
	return nil
}

// SecondaryActivate is a click with another button.
func (i item) SecondaryActivate(_, _ int32) *dbus.Error { return i.Activate(0, 0) }

// ContextMenu is for programs that draw their menus themselves.
func (item) ContextMenu(_, _ int32) *dbus.Error { return nil }

// Scroll is the wheel.
func (item) Scroll(_ int32, _ string) *dbus.Error { return nil }
