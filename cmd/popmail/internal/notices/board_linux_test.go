package notices

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"popmail/assets"
	"popmail/cmd/popmail/internal/bus/bustest"
)

// desk is the desktop's side: a notification daemon as the specification describes it.
type desk struct {
	t    *testing.T
	conn *dbus.Conn
	can  []string
	told chan string // what it is asked, as it would be read

	mu    sync.Mutex
	next  uint32
	stand map[uint32]bool
}

func newDesk(t *testing.T, addr string, can ...string) *desk {
	t.Helper()
	conn, err := dbus.Connect(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	d := &desk{t: t, conn: conn, can: can, told: make(chan string, 64), stand: map[uint32]bool{}}
	if err := conn.Export(d, path, service); err != nil {
		t.Fatal(err)
	}
	if r, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(r, err)
	}
	return d
}

func (d *desk) GetCapabilities() ([]string, *dbus.Error) { return d.can, nil }

func (d *desk) Notify(app string, replaces uint32, icon, title, body string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := replaces
	if !d.stand[n] {
		d.next++
		n = d.next
	}
	d.stand[n] = true
	_, picture := hints["image-data"]
	d.told <- fmt.Sprintf("%d %s|%s|%s|%s|%s|%v|%v %v", n, app, icon, title, body, strings.Join(actions, ","), picture, hints["desktop-entry"].Value(), hints["category"].Value())
	return n, nil
}

func (d *desk) CloseNotification(n uint32) *dbus.Error {
	d.mu.Lock()
	stood := d.stand[n]
	delete(d.stand, n)
	d.mu.Unlock()
	if !stood {
		return dbus.NewError("org.freedesktop.Notifications.Error", nil)
	}
	d.told <- fmt.Sprintf("closed %d", n)
	if err := d.conn.Emit(path, closed, n, uint32(3)); err != nil {
		return dbus.MakeFailedError(err)
	}
	return nil
}

// presses is what happens when the person presses a button of a notice, or clicks on it.
func (d *desk) presses(n uint32, action string) {
	stood := d.goes(n) // before it is told, as who hears of it may close it
	d.emit(invoked, n, action)
	if stood {
		d.emit(closed, n, uint32(2))
	}
}

// goes takes a notification off the desktop, and reports whether it stood there.
func (d *desk) goes(n uint32) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	stood := d.stand[n]
	delete(d.stand, n)
	return stood
}

// dismisses is the person closing it.
func (d *desk) dismisses(n uint32) {
	if d.goes(n) {
		d.emit(closed, n, uint32(2))
	}
}

func (d *desk) emit(name string, body ...any) {
	d.t.Helper()
	if err := d.conn.Emit(path, name, body...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) hears(want string) {
	d.t.Helper()
	got := next(d.t, d.told, want)
	if got != want {
		d.t.Fatalf("the desktop was told\n%q, want\n%q", got, want)
	}
}

func next[T any](t *testing.T, c <-chan T, want T) T {
	t.Helper()
	select {
	case got := <-c:
		return got
	case <-time.After(time.Minute):
		t.Fatalf("nothing came, want %v", want)
	}
	panic("not reached")
}

// board is a board that runs.
func board(t *testing.T) (b *Board, chosen chan Choice, end func()) {
	t.Helper()
	chosen = make(chan Choice, 16)
	b = New("org.popmail.PopMail", "PopMail", assets.IconPNG, "", func(c Choice) { chosen <- c })
	ctx, stop := context.WithCancel(context.Background())
	var runs sync.WaitGroup
	runs.Go(func() { b.Run(ctx) })
	end = func() { stop(); runs.Wait() }
	t.Cleanup(end)
	return b, chosen, end
}

// letters is a notice that names n letters.
func letters(n int) Notice {
	return Notice{Title: fmt.Sprint(n, " new letters"), Lines: []Line{{"Tom & Co", "<hello>"}}, Open: "Open", Read: "Mark all read"}
}

const (
	buttons = "default,Open,open,Open,read,Mark all read"
	marks   = "true|org.popmail.PopMail email.arrived"
)

// TestNotices: one notice stands at a time; what the person does with it is told, and of it
// alone.
func TestNotices(t *testing.T) {
	addr := bustest.Run(t)
	d := newDesk(t, addr, "actions", "body", "body-markup")
	b, chosen, end := board(t)
	says := func(n, of int) string {
		return fmt.Sprintf("%d PopMail|org.popmail.PopMail|%d new letters|<b>Tom &amp; Co</b> &lt;hello&gt;|%s|%s", n, of, buttons, marks)
	}
	b.Tell(letters(1))
	d.hears(says(1, 1))
	b.Tell(letters(2))
	d.hears(says(1, 2)) // in the place of the one before
	d.emit(invoked, uint32(99), "open")
	d.emit(invoked, uint32(1), "else")
	d.emit(closed, uint32(99), uint32(2))
	stranger, err := dbus.Connect(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	// It is said to each on the bus by name, which no match keeps away.
	var names []string
	if err := stranger.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&names); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name[0] != ':' {
			continue
		}
		dot := strings.LastIndexByte(invoked, '.')
		m := &dbus.Message{Type: dbus.TypeSignal, Flags: dbus.FlagNoReplyExpected, Body: []any{uint32(1), "read"}, Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldInterface: dbus.MakeVariant(invoked[:dot]), dbus.FieldMember: dbus.MakeVariant(invoked[dot+1:]), dbus.FieldPath: dbus.MakeVariant(path),
			dbus.FieldSignature: dbus.MakeVariant(dbus.SignatureOf(uint32(1), "read")), dbus.FieldDestination: dbus.MakeVariant(name),
		}}
		if call := stranger.Send(m, nil); call != nil && call.Err != nil {
			t.Fatal(call.Err)
		}
	}
	d.presses(1, "open")
	if got := next(t, chosen, Opened); got != Opened {
		t.Fatalf("chosen is %v", got)
	}
	b.Tell(letters(3))
	d.hears(says(2, 3))
	d.presses(2, "read")
	if got := next(t, chosen, MarkedRead); got != MarkedRead {
		t.Fatalf("chosen is %v", got)
	}
	b.Tell(letters(4))
	d.hears(says(3, 4))
	d.dismisses(3)
	if got := next(t, chosen, Dismissed); got != Dismissed {
		t.Fatalf("chosen is %v", got)
	}
	b.Tell(letters(5))
	d.hears(says(4, 5))
	b.Withdraw()
	d.hears("closed 4")
	b.Tell(letters(6))
	d.hears(says(5, 6))
	end()
	d.hears("closed 5")
	if len(chosen) > 0 || len(d.told) > 0 {
		t.Errorf("more was told: %d, %d", len(chosen), len(d.told))
	}
}

// TestPlainDesk: a desktop without markup and buttons is given neither.
func TestPlainDesk(t *testing.T) {
	d := newDesk(t, bustest.Run(t), "body")
	b, _, _ := board(t)
	b.Tell(letters(2))
	d.hears("1 PopMail|org.popmail.PopMail|2 new letters|Tom & Co: <hello>||" + marks)
}

// TestDeskBegunAgain: where the desktop's daemon ends, its notice is gone; the next one comes
// to the one that has taken its place. Without any, nothing is told.
func TestDeskBegunAgain(t *testing.T) {
	addr := bustest.Run(t)
	b, chosen, _ := board(t)
	b.Tell(letters(1)) // nobody is there
	d := newDesk(t, addr, "body")
	b.Tell(letters(2))
	for n := 1; ; n++ { // the first may still be under way
		got := next(t, d.told, "2 new letters")
		if strings.Contains(got, "|2 new letters|") {
			break
		}
		if n == 2 {
			t.Fatal(got)
		}
	}
	time.Sleep(500 * time.Millisecond) // the answer to Notify goes out first
	if err := d.conn.Close(); err != nil {
		t.Fatal(err)
	}
	if got := next(t, chosen, Dismissed); got != Dismissed {
		t.Fatalf("chosen is %v", got)
	}
	d = newDesk(t, addr, "body")
	b.Tell(letters(3))
	d.hears("1 PopMail|org.popmail.PopMail|3 new letters|Tom & Co: <hello>||" + marks)
}

// TestBadge: the launcher's number follows what is unread, and goes with the program.
func TestBadge(t *testing.T) {
	addr := bustest.Run(t)
	conn, err := dbus.Connect(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.AddMatchSignal(dbus.WithMatchInterface("com.canonical.Unity.LauncherEntry")); err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	b, _, end := board(t)
	says := func(n int64) {
		t.Helper()
		s := next(t, signals, nil)
		want := []any{"application://org.popmail.PopMail.desktop", map[string]dbus.Variant{"count": dbus.MakeVariant(n), "count-visible": dbus.MakeVariant(n > 0)}}
		if s.Name != counts || s.Path != launcher || !reflect.DeepEqual(s.Body, want) {
			t.Fatalf("%s of %s says %v, want %v", s.Name, s.Path, s.Body, want)
		}
	}
	b.SetUnread(14)
	says(14)
	b.SetUnread(0)
	says(0)
	b.SetUnread(2)
	says(2)
	end()
	says(0)
}
