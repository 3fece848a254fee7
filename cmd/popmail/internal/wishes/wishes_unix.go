//go:build unix && !darwin

package wishes

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"

	"popmail/cmd/popmail/internal/bus"
)

// The portal of the desktop tells it, and whenever it changes (XDG Desktop Portal,
// org.freedesktop.portal.Settings).
const (
	service  = "org.freedesktop.portal.Desktop"
	path     = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	settings = "org.freedesktop.portal.Settings"
	changed  = settings + ".SettingChanged"
	owner    = "org.freedesktop.DBus.NameOwnerChanged"
)

// again is the time after which a bus that is not there, or has gone, is looked for again.
const again = time.Minute

// A setting is one of the desktop's.
type setting struct{ namespace, key string }

// means is what values of settings ask for; false: nothing.
var means = map[setting]func(value any) Wishes{
	{"org.freedesktop.appearance", "contrast"}:               func(v any) Wishes { return Wishes{Contrast: v == uint32(1)} },
	{"org.freedesktop.appearance", "reduced-motion"}:         func(v any) Wishes { return Wishes{Still: v == uint32(1)} },
	{"org.gnome.desktop.a11y.interface", "high-contrast"}:    func(v any) Wishes { return Wishes{Contrast: v == true} },
	{"org.gnome.desktop.interface", "enable-animations"}:     func(v any) Wishes { return Wishes{Still: v == false} },
	{"org.cinnamon.desktop.a11y.interface", "high-contrast"}: func(v any) Wishes { return Wishes{Contrast: v == true} },
}

// Watch calls tell with what is asked for, at first where that is anything and then whenever it
// changes, until ctx ends.
func Watch(ctx context.Context, tell func(Wishes)) {
	var last Wishes
	for ctx.Err() == nil {
		follow(ctx, func(w Wishes) {
			if w != last {
				last = w
				tell(w)
			}
		})
		select { // what was told last stays: the desktop has not taken it back
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// follow listens to the session's bus until that ends.
func follow(ctx context.Context, say func(Wishes)) {
	conn, err := bus.Session(ctx)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	asked, cancel := context.WithTimeout(ctx, bus.AskTime)
	defer cancel()
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(service), dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(settings), dbus.WithMatchMember("SettingChanged")},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, service)},
	} {
		if err := conn.AddMatchSignalContext(asked, match...); err != nil {
			return
		}
	}
	values := map[setting]any{}
	ask(ctx, conn, values)
	say(sum(values))
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-signals:
			if !ok {
				return
			}
			switch s.Name {
			case owner:
				ask(ctx, conn, values) // the portal has come, or gone
			case changed:
				take(s, values)
			}
			say(sum(values))
		}
	}
}

// ask reads all settings. Those that the desktop does not have stay as they are.
func ask(ctx context.Context, conn *dbus.Conn, values map[setting]any) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskTime)
	defer cancel()
	o := conn.Object(service, path)
	for s := range means {
		var v dbus.Variant
		err := o.CallWithContext(ctx, settings+".ReadOne", 0, s.namespace, s.key).Store(&v)
		if err != nil { // QUIRK: portals before version 2 of the interface have Read alone, which packs the value twice
			err = o.CallWithContext(ctx, settings+".Read", 0, s.namespace, s.key).Store(&v)
		}
		if err == nil {
			values[s] = bare(v)
		}
	}
}

// take notes what a signal tells.
func take(s *dbus.Signal, values map[setting]any) {
	if len(s.Body) < 3 || s.Path != path {
		return
	}
	namespace, _ := s.Body[0].(string)
	key, _ := s.Body[1].(string)
	if v, ok := s.Body[2].(dbus.Variant); ok && means[setting{namespace, key}] != nil {
		values[setting{namespace, key}] = bare(v)
	}
}

// bare is what a variant holds.
func bare(v dbus.Variant) any {
	if in, ok := v.Value().(dbus.Variant); ok {
		v = in
	}
	return v.Value()
}

// sum is what all settings ask for together.
func sum(values map[setting]any) (w Wishes) {
	for s, v := range values {
		of := means[s](v)
		w.Contrast, w.Still = w.Contrast || of.Contrast, w.Still || of.Still
	}
	return w
}
