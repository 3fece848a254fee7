package metered

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// NetworkManager tells it, and whenever it changes (its D-Bus interface, property Metered).
const (
	service  = "org.freedesktop.NetworkManager"
	path     = dbus.ObjectPath("/org/freedesktop/NetworkManager")
	property = "Metered"
	changed  = "org.freedesktop.DBus.Properties.PropertiesChanged"
	owner    = "org.freedesktop.DBus.NameOwnerChanged"
)

const (
	askTime   = 10 * time.Second // for one answer of the bus
	askedTime = 2 * time.Second  // for all of Now
	again     = time.Minute      // after which a bus that is not there, or has gone, is looked for again
)

// Told reports whether this system may tell.
func Told() bool { return true }

// Watch calls tell with whether the connection is metered, at first where it is and then
// whenever that changes, until ctx ends.
func Watch(ctx context.Context, tell func(metered bool)) {
	last := false
	say := func(on bool) {
		if on != last {
			last = on
			tell(on)
		}
	}
	for ctx.Err() == nil {
		follow(ctx, say)
		say(false) // nobody tells any more
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// Now asks once, for askedTime at most.
func Now(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, askedTime)
	defer cancel()
	conn, err := connect(ctx)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	return ask(ctx, conn)
}

// follow listens to the system's bus until that ends.
func follow(ctx context.Context, say func(bool)) {
	conn, err := connect(ctx)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	asked, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(service), dbus.WithMatchObjectPath(path), dbus.WithMatchInterface("org.freedesktop.DBus.Properties"), dbus.WithMatchMember("PropertiesChanged"), dbus.WithMatchArg(0, service)},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, service)},
	} {
		if err := conn.AddMatchSignalContext(asked, match...); err != nil {
			return
		}
	}
	say(ask(ctx, conn))
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
				say(ask(ctx, conn)) // it has come, or gone
			case changed:
				if on, ok := changedTo(s); ok {
					say(on)
				}
			}
		}
	}
}

// connect opens a line to the system's bus, which ends with ctx.
func connect(ctx context.Context) (*dbus.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(askTime, cancel) // logging in has no limit of its own
	conn, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if late.Stop(); err != nil {
		cancel()
		return nil, err
	}
	context.AfterFunc(conn.Context(), cancel)
	return conn, nil
}

// ask asks NetworkManager; false: it is not metered, or nobody knows. It is not started for this.
func ask(ctx context.Context, conn *dbus.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	var v dbus.Variant
	err := conn.Object(service, path).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, service, property).Store(&v)
	if err != nil {
		return false
	}
	on, _ := costs(v)
	return on
}

// changedTo is what a signal tells of the property; false: nothing.
func changedTo(s *dbus.Signal) (on, ok bool) {
	if len(s.Body) < 2 || s.Path != path {
		return false, false
	}
	if of, _ := s.Body[0].(string); of != service {
		return false, false
	}
	values, _ := s.Body[1].(map[string]dbus.Variant)
	v, ok := values[property]
	if !ok {
		return false, false
	}
	return costs(v)
}

// costs reads NMMetered: 1 yes, 3 probably yes; 0 not known, 2 no, 4 probably not.
func costs(v dbus.Variant) (on, ok bool) {
	n, ok := v.Value().(uint32)
	return ok && (n == 1 || n == 3), ok
}
