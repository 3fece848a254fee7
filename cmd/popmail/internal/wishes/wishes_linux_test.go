package wishes

import (
	"context"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"popmail/cmd/popmail/internal/bus/bustest"
)

// portal is the settings of a desktop, on a bus of the test's own.
type portal struct {
	t      *testing.T
	conn   *dbus.Conn
	values map[setting]any
	twice  bool // it is of the first version, which has Read alone
}

var errNone = dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)

func (p *portal) ReadOne(namespace, key string) (dbus.Variant, *dbus.Error) {
	v, ok := p.values[setting{namespace, key}]
	if !ok || p.twice {
		return dbus.Variant{}, errNone
	}
	return dbus.MakeVariant(v), nil
}

func (p *portal) Read(namespace, key string) (dbus.Variant, *dbus.Error) {
	v, ok := p.values[setting{namespace, key}]
	if !ok {
		return dbus.Variant{}, errNone
	}
	return dbus.MakeVariant(dbus.MakeVariant(v)), nil
}

func (p *portal) changes(s setting, v any) {
	p.t.Helper()
	if err := p.conn.Emit(path, changed, s.namespace, s.key, dbus.MakeVariant(v)); err != nil {
		p.t.Fatal(err)
	}
}

func openPortal(t *testing.T, twice bool, values map[setting]any) *portal {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p := &portal{t: t, conn: conn, values: values, twice: twice}
	if err := conn.Export(p, path, settings); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPortal: what the desktop says is told at first and whenever it changes, and once each time.
func TestPortal(t *testing.T) {
	contrast, animations := setting{"org.freedesktop.appearance", "contrast"}, setting{"org.gnome.desktop.interface", "enable-animations"}
	for _, twice := range []bool{false, true} {
		bustest.Run(t)
		p := openPortal(t, twice, map[setting]any{contrast: uint32(1), animations: true})
		ctx, cancel := context.WithCancel(t.Context())
		told, ended := make(chan Wishes, 16), make(chan struct{})
		go func() { defer close(ended); Watch(ctx, func(w Wishes) { told <- w }) }()
		next := func(want Wishes) {
			t.Helper()
			select {
			case got := <-told:
				if got != want {
					t.Errorf("told %+v, want %+v", got, want)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("%+v is not told", want)
			}
		}
		next(Wishes{Contrast: true})
		p.changes(animations, false)
		next(Wishes{Contrast: true, Still: true})
		p.changes(setting{"org.gnome.desktop.interface", "clock-format"}, "24h") // of no concern
		p.changes(contrast, uint32(1))                                           // nothing new
		p.changes(contrast, "broken")
		next(Wishes{Still: true})
		p.changes(animations, true)
		next(Wishes{})
		cancel()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatal("it does not end")
		}
		if len(told) > 0 {
			t.Errorf("and %+v is told", <-told)
		}
	}
}

// TestNoPortal: without a bus, or with one on which nobody knows, nothing is told, and it ends
// when it is to.
func TestNoPortal(t *testing.T) {
	for _, has := range []bool{false, true} {
		if has {
			bustest.Run(t)
		} else {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		Watch(ctx, func(w Wishes) { t.Errorf("has bus %v: told %+v", has, w) })
		cancel()
	}
}
