package tray

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"popmail/assets"
	"popmail/cmd/popmail/internal/bus/bustest"
)

// panel is the desktop's side, as KDE describes it: the watcher that icons register with, and
// the host that shows them.
type panel struct {
	t     *testing.T
	conn  *dbus.Conn
	props *prop.Properties
	came  chan string // the unique names of who has registered
	heard chan *dbus.Signal
	item  string
}

func newPanel(t *testing.T, addr string, hosts bool) *panel {
	t.Helper()
	conn, err := dbus.Connect(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p := &panel{t: t, conn: conn, came: make(chan string, 8), heard: make(chan *dbus.Signal, 64)}
	if err := conn.Export(p, watcherPath, watcher); err != nil {
		t.Fatal(err)
	}
	p.props, err = prop.Export(conn, watcherPath, prop.Map{watcher: {"IsStatusNotifierHostRegistered": {Value: hosts, Emit: prop.EmitFalse}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.AddMatchSignal(dbus.WithMatchPathNamespace(itemPath)); err != nil {
		t.Fatal(err)
	}
	conn.Signal(p.heard)
	if r, err := conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(r, err)
	}
	return p
}

// RegisterStatusNotifierItem is called by who has an icon.
func (p *panel) RegisterStatusNotifierItem(sender dbus.Sender, path string) *dbus.Error {
	if path != string(itemPath) {
		return dbus.MakeFailedError(fmt.Errorf("path %q", path))
	}
	p.came <- string(sender)
	return nil
}

// hosts says whether anybody shows the icons.
func (p *panel) hosts(on bool) {
	p.t.Helper()
	p.props.SetMust(watcher, "IsStatusNotifierHostRegistered", on)
	name := ".StatusNotifierHostUnregistered"
	if on {
		name = ".StatusNotifierHostRegistered"
	}
	if err := p.conn.Emit(watcherPath, watcher+name); err != nil {
		p.t.Fatal(err)
	}
}

func (p *panel) call(path dbus.ObjectPath, method string, args ...any) *dbus.Call {
	p.t.Helper()
	c := p.conn.Object(p.item, path).Call(method, 0, args...)
	if c.Err != nil {
		p.t.Fatalf("%s: %v", method, c.Err)
	}
	return c
}

// menu is the menu as the host reads it, with the numbers of its lines by their names.
func (p *panel) menu() (string, map[string]int32) {
	p.t.Helper()
	var rev uint32
	var root layout
	if err := p.call(menuPath, menuFace+".GetLayout", int32(0), int32(-1), []string{}).Store(&rev, &root); err != nil {
		p.t.Fatal(err)
	}
	ids := map[string]int32{}
	var lines []string
	for _, c := range root.Children {
		var l layout
		if err := dbus.Store([]any{c.Value()}, &l); err != nil {
			p.t.Fatal(err)
		}
		if l.Props["type"].Value() == "separator" {
			lines = append(lines, "-")
			continue
		}
		name, _ := l.Props["label"].Value().(string)
		ids[name] = l.ID
		icon, _ := l.Props["icon-name"].Value().(string)
		if l.Props["toggle-state"].Value() == int32(1) {
			icon += "*"
		}
		lines = append(lines, name+" "+icon)
	}
	return strings.Join(lines, "|"), ids
}

// icon is the icon in a size, and the text beside the pointer.
func (p *panel) icon(side int) (pixmap, string) {
	p.t.Helper()
	var all map[string]dbus.Variant
	if err := p.call(itemPath, ofProps+".GetAll", itemFace).Store(&all); err != nil {
		p.t.Fatal(err)
	}
	if all["Id"].Value() != "org.popmail.PopMail" || all["Title"].Value() != "PopMail" || all["Status"].Value() != "Active" || all["Menu"].Value() != menuPath || all["ItemIsMenu"].Value() != false {
		p.t.Fatalf("the icon says %v", all)
	}
	var tip toolTip
	var pics []pixmap
	if err := dbus.Store([]any{all["ToolTip"].Value(), all["IconPixmap"].Value()}, &tip, &pics); err != nil {
		p.t.Fatal(err)
	}
	for _, pic := range pics {
		if int(pic.Width) == side && len(pic.Data) == side*side*4 {
			return pic, tip.Title + ": " + tip.Text
		}
	}
	p.t.Fatalf("there is no icon of %d pixels", side)
	return pixmap{}, ""
}

func next[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case got := <-c:
		return got
	case <-time.After(time.Minute):
		t.Fatalf("nothing came: %s", what)
	}
	panic("not reached")
}

// hears waits for a signal of the icon.
func (p *panel) hears(name string) {
	p.t.Helper()
	for {
		if s := next(p.t, p.heard, name); s.Sender == p.item && s.Name == name {
			return
		}
	}
}

func running(t *testing.T) (tr *Tray, chosen chan string, sight chan bool, end func()) {
	t.Helper()
	chosen, sight = make(chan string, 16), make(chan bool, 16)
	tr = New("org.popmail.PopMail", "PopMail", assets.IconPNG, func(key string) { chosen <- key }, func(on bool) { sight <- on })
	ctx, stop := context.WithCancel(context.Background())
	var runs sync.WaitGroup
	end = func() { stop(); runs.Wait() }
	t.Cleanup(end)
	runs.Go(func() { tr.Run(ctx) })
	return tr, chosen, sight, end
}

// TestTray: what a host shows of the icon and its menu, and what is done with them.
func TestTray(t *testing.T) {
	p := newPanel(t, bustest.Run(t), true)
	tr, chosen, sight, end := running(t)
	p.item = next(t, p.came, "the icon")
	if !next(t, sight, "in sight") {
		t.Fatal("out of sight at first")
	}
	plain, _ := p.icon(22)
	tr.Show(State{Dot: true, Tip: "14 unread", Menu: []Item{{Key: "show", Name: "Open a_b"}, {}, {Key: "offline", Name: "Work offline", Icon: "network-offline", Checked: true}, {Key: "quit", Name: "Quit\nnow"}}})
	p.hears(itemFace + ".NewIcon")
	p.hears(itemFace + ".NewToolTip")
	p.hears(menuFace + ".LayoutUpdated")
	marked, tip := p.icon(22)
	if tip != "PopMail: 14 unread" {
		t.Errorf("beside the pointer stands %q", tip)
	}
	at := (4*22 + 18) * 4 // the middle of the mark: alpha, red, green, blue
	if a, b := plain.Data[at:at+4], marked.Data[at:at+4]; b[0] != 255 || b[1] != dotColor.R || b[3] != dotColor.B || string(a) == string(b) {
		t.Errorf("the mark is %v, without it there is %v", b, a)
	}
	got, ids := p.menu()
	if want := "Open a__b |-|Work offline network-offline*|Quit now "; got != want {
		t.Errorf("the menu reads %q, want %q", got, want)
	}
	click := func(id int32, what string) {
		p.call(menuPath, menuFace+".Event", id, what, dbus.MakeVariant(""), uint32(0))
	}
	click(ids["Quit now"], "hovered")
	click(ids["Work offline"], "clicked")
	if k := next(t, chosen, "a line"); k != "offline" {
		t.Errorf("chosen is %q", k)
	}
	quit := ids["Quit now"]
	runs := func(want string) {
		t.Helper()
		var v dbus.Variant
		if err := p.call(menuPath, ofProps+".Get", menuFace, "TextDirection").Store(&v); err != nil || v.Value() != want {
			t.Errorf("the menu runs %v, %v, want %s", v, err, want)
		}
	}
	runs("ltr")
	tr.Show(State{Menu: []Item{{Key: "quit", Name: "إنهاء"}}, RightToLeft: true})
	p.hears(menuFace + ".LayoutUpdated")
	runs("rtl")
	tr.Show(State{Menu: []Item{{Key: "quit", Name: "Quit"}}})
	p.hears(menuFace + ".LayoutUpdated")
	runs("ltr")
	if got, ids := p.menu(); got != "Quit " || ids["Quit"] != quit {
		t.Errorf("the menu reads %q, and its line is %d and was %d", got, ids["Quit"], quit)
	}
	var wrong []int32
	if err := p.call(menuPath, menuFace+".EventGroup", []happening{{ids["Work offline"], "clicked", dbus.MakeVariant(""), 0}, {77, "clicked", dbus.MakeVariant(""), 0}, {quit, "clicked", dbus.MakeVariant(""), 0}}).Store(&wrong); err != nil || len(wrong) != 2 {
		t.Errorf("%v, %v", wrong, err)
	}
	if k := next(t, chosen, "a line"); k != "quit" {
		t.Errorf("chosen is %q, what is not in the menu any more counts", k)
	}
	p.call(itemPath, itemFace+".Activate", int32(0), int32(0))
	if k := next(t, chosen, "a click"); k != Opened {
		t.Errorf("chosen is %q", k)
	}
	var text string
	if err := p.call(menuPath, ofLook+".Introspect").Store(&text); err != nil || !strings.Contains(text, "GetLayout") {
		t.Errorf("%v: %s", err, text)
	}
	if err := p.conn.AddMatchSignal(dbus.WithMatchInterface(ofBus), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, p.item)); err != nil {
		t.Fatal(err)
	}
	end()
	for s := next(t, p.heard, "the end"); s.Name != ofBus+".NameOwnerChanged"; s = next(t, p.heard, "the end") {
	}
	if next(t, sight, "out of sight") || len(chosen) > 0 {
		t.Error("it is in sight although it has ended, or more was chosen")
	}
}

// TestTrayOutOfSight: an icon that nobody shows is out of sight, and it comes back with
// whoever shows it.
func TestTrayOutOfSight(t *testing.T) {
	addr := bustest.Run(t)
	_, _, sight, _ := running(t)
	p := newPanel(t, addr, false) // knows icons, and shows none
	p.item = next(t, p.came, "the icon")
	p.hosts(true)
	if !next(t, sight, "in sight") {
		t.Fatal("the first that is told is that it is out of sight")
	}
	p.hosts(false)
	if next(t, sight, "out of sight") {
		t.Fatal("it is in sight although nobody shows it")
	}
	p.hosts(true)
	next(t, sight, "in sight")
	if err := p.conn.Close(); err != nil { // the panel crashes
		t.Fatal(err)
	}
	if next(t, sight, "out of sight") {
		t.Fatal("it is in sight without a panel")
	}
	p = newPanel(t, addr, true)
	next(t, p.came, "the icon again")
	if !next(t, sight, "in sight") {
		t.Fatal("it does not come back")
	}
}

// TestTrayWithoutBus: without a bus nothing is shown, and it ends when it is to.
func TestTrayWithoutBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	tr, _, sight, end := running(t)
	tr.Show(State{Menu: []Item{{Key: "quit", Name: "Quit"}}})
	end()
	if len(sight) > 0 {
		t.Error("it is in sight")
	}
}
