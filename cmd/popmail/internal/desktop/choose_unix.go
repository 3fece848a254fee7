//go:build !windows && !darwin

package desktop

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	portalName  = "org.freedesktop.portal.Desktop"
	portalPath  = "/org/freedesktop/portal/desktop"
	chooserName = "org.freedesktop.portal.FileChooser"
	requestName = "org.freedesktop.portal.Request"
)

// portalTime is how long the portal may take to say that it is there, and then that
// its dialog will come.
const portalTime = 5 * time.Second

// Choose asks for the place of a file to be saved, or for a folder, in the dialog of
// the person's desktop (XDG Desktop Portal, org.freedesktop.portal.FileChooser). It
// returns a path, several with a.Many, none when the person has changed their mind, or
// ErrNoDialog when no portal answers in time. The dialog stays until the person answers or ctx ends.
func Choose(ctx context.Context, a Ask) ([]string, error) {
	conn, err := sessionBus(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDialog, err)
	}
	defer func() { _ = conn.Close() }()
	return choose(ctx, conn, a, portalTime)
}

// sessionBus connects anew, so that the signals of nobody else come here.
func sessionBus(ctx context.Context) (*dbus.Conn, error) {
	type result struct {
		conn *dbus.Conn
		err  error
	}
	done := make(chan result, 1)
	go func() { // ends with the handshake, or when a silent bus hangs up
		conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx)) // no bus is started for this
		if err == nil {
			if err = errors.Join(conn.Auth(nil), conn.Hello()); err != nil {
				_ = conn.Close()
			}
		}
		done <- result{conn, err}
	}()
	late := time.NewTimer(portalTime)
	defer late.Stop()
	select {
	case r := <-done:
		return r.conn, r.err
	case <-ctx.Done():
	case <-late.C:
	}
	go func() {
		if r := <-done; r.err == nil {
			_ = r.conn.Close()
		}
	}()
	return nil, context.DeadlineExceeded
}

func choose(ctx context.Context, conn *dbus.Conn, a Ask, limit time.Duration) ([]string, error) {
	portal := conn.Object(portalName, portalPath)
	quick, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var version dbus.Variant
	err := portal.CallWithContext(quick, "org.freedesktop.DBus.Properties.Get", 0, chooserName, "version").Store(&version)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDialog, err)
	}
	if v, _ := version.Value().(uint32); a.Name == "" && !a.Read && v < 3 {
		return nil, fmt.Errorf("%w: the portal cannot choose folders", ErrNoDialog)
	}

	token := "popmail" + rand.Text()
	sender := strings.ReplaceAll(strings.TrimPrefix(conn.Names()[0], ":"), ".", "_")
	path := dbus.ObjectPath(portalPath + "/request/" + sender + "/" + token)
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface(requestName), dbus.WithMatchMember("Response"), dbus.WithMatchPathNamespace(portalPath + "/request")},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portalName)},
	} {
		if err := conn.AddMatchSignalContext(quick, match...); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoDialog, err)
		}
	}

	options := map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token), "modal": dbus.MakeVariant(true)}
	if a.Accept != "" {
		options["accept_label"] = dbus.MakeVariant(a.Accept)
	}
	if a.Dir != "" {
		options["current_folder"] = dbus.MakeVariant(append([]byte(a.Dir), 0))
	}
	method := chooserName + ".SaveFile"
	switch {
	case a.Read:
		method = chooserName + ".OpenFile"
		options["multiple"] = dbus.MakeVariant(a.Many)
	case a.Name == "":
		method = chooserName + ".OpenFile"
		options["directory"] = dbus.MakeVariant(true)
	default:
		options["current_name"] = dbus.MakeVariant(a.Name)
	}
	var handle dbus.ObjectPath
	if err := portal.CallWithContext(quick, method, 0, a.Parent, a.Title, options).Store(&handle); err != nil {
		_ = conn.Object(portalName, path).Call(requestName+".Close", dbus.FlagNoReplyExpected).Err
		return nil, fmt.Errorf("%w: %w", ErrNoDialog, err)
	}
	for {
		select {
		case <-ctx.Done():
			_ = conn.Object(portalName, handle).Call(requestName+".Close", dbus.FlagNoReplyExpected).Err
			return nil, ctx.Err()
		case s, ok := <-signals:
			switch {
			case !ok:
				return nil, fmt.Errorf("%w: the bus is gone", ErrNoDialog)
			case s.Name == "org.freedesktop.DBus.NameOwnerChanged":
				return nil, fmt.Errorf("%w: the portal is gone", ErrNoDialog)
			case s.Name == requestName+".Response" && (s.Path == handle || s.Path == path):
				return answer(s.Body)
			}
		}
	}
}

// answer reads the response of a request: a number (0 done, 1 the person has changed
// their mind, 2 ended otherwise) and what was chosen.
func answer(body []any) ([]string, error) {
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &code, &results); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDialog, err)
	}
	switch code {
	case 0:
	case 1:
		return nil, nil
	default:
		return nil, fmt.Errorf("%w: the dialog ended with %d", ErrNoDialog, code)
	}
	uris, _ := results["uris"].Value().([]string)
	var paths []string
	for _, uri := range uris {
		u, err := url.Parse(uri)
		if err != nil || u.Scheme != "file" || u.Path == "" {
			return nil, fmt.Errorf("%w: %q was chosen", ErrNoDialog, uri)
		}
		paths = append(paths, u.Path)
	}
	return paths, nil
}
