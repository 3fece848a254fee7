package main

import (
	"bufio"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"popmail/cmd/popmail/internal/bus/bustest"
	"popmail/pop3/pop3test"
)

const (
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	portalSettings  = "org.freedesktop.portal.Settings"
	appearanceSpace = "org.freedesktop.appearance"
)

// wishing is the settings of a desktop.
type wishing struct {
	mu       sync.Mutex
	contrast uint32
}

var errUnknownSetting = dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)

// ReadOne implements the portal's method of that name.
func (w *wishing) ReadOne(namespace, key string) (dbus.Variant, *dbus.Error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case namespace != appearanceSpace:
	case key == "contrast":
		return dbus.MakeVariant(w.contrast), nil
	case key == "color-scheme":
		return dbus.MakeVariant(uint32(2)), nil // light
	}
	return dbus.Variant{}, errUnknownSetting
}

// mouth is a Speech Dispatcher that notes what it is to say, and takes its time for each piece until
// it is told to stop.
type mouth struct {
	mu   sync.Mutex
	said []string
	done []string // CANCEL and the like
}

func (m *mouth) heard() (said, done string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Join(m.said, "|"), strings.Join(m.done, "|")
}

func listenTo(t *testing.T) (m *mouth, address string) {
	t.Helper()
	sock := filepath.Join(t.TempDir(), "speechd.sock")
	l, err := net.Listen("unix", sock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m = &mouth{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go m.serve(c)
		}
	}()
	return m, "unix_socket:" + sock
}

func (m *mouth) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	for {
		s, err := r.ReadString('\n')
		if err != nil {
			return
		}
		s = strings.TrimSpace(s)
		note := func(list *[]string, what string) {
			m.mu.Lock()
			*list = append(*list, what)
			m.mu.Unlock()
		}
		switch {
		case s == "SPEAK":
			_, _ = fmt.Fprint(c, "230 OK RECEIVING DATA\r\n")
			var text []string
			for s != "." {
				if s, err = r.ReadString('\n'); err != nil {
					return
				}
				if s = strings.TrimSpace(s); s != "." {
					text = append(text, s)
				}
			}
			note(&m.said, strings.Join(text, " "))
			_, _ = fmt.Fprint(c, "225-9\r\n225 OK MESSAGE QUEUED\r\n")
			if !strings.Contains(strings.Join(text, " "), "apples") {
				_, _ = fmt.Fprint(c, "702-9\r\n702-1\r\n702 END\r\n") // the others take long
			}
		case strings.HasPrefix(s, "LIST"):
			_, _ = fmt.Fprint(c, "250-a-voice\r\n250 OK\r\n")
		case strings.HasPrefix(s, "CANCEL"), s == "QUIT":
			note(&m.done, s)
			if s == "QUIT" {
				return
			}
			_, _ = fmt.Fprint(c, "213 OK CANCELED\r\n")
		default:
			_, _ = fmt.Fprint(c, "208 OK\r\n")
		}
	}
}

// TestSeeingAndHearing follows the desktop's wish for high contrast in the real window, makes a message
// larger, and has one read aloud until the next is chosen.
func TestSeeingAndHearing(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	addr := bustest.Run(t)
	conn, err := dbus.Connect(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	w := &wishing{}
	if err := conn.Export(w, portalPath, portalSettings); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	m, voice := listenTo(t)
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for i, text := range []string{"There are plums, see https://plums.example/list?page=7.", "There are apples, and a long story about each of them."} {
		at := time.Now().Add(time.Duration(i-2) * time.Hour).UTC().Format(time.RFC1123Z)
		in.AddMessage(testUser, []byte("From: Dad <dad@orchard.example>\r\nTo: ann@example.org\r\nSubject: News "+fmt.Sprint(i)+"\r\nDate: "+at+"\r\n\r\n"+text+"\r\n"))
	}
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	pop(t, data, "receive").must(t, 0)
	s := newScreen(t, "seeing")
	n := openPopMail(s, data, "DBUS_SESSION_BUS_ADDRESS="+addr, "SPEECHD_ADDRESS="+voice)
	s.settled()
	s.wait("the newest is read, which has apples", func() bool {
		s.keys("Home")
		return len(rows[summaryRow](t, pop(t, data, "search", "is:unread", "--json").must(t, 0))) == 1
	})
	s.settled()
	s.shot("usual")
	// strong is how much of the screen has the color of a chosen row in high contrast.
	strong := func() (n int) {
		im := s.picture()
		for i := 0; i+3 < len(im.Pix); i += 4 {
			if c := [3]uint8(im.Pix[i : i+3]); c == [3]uint8{0xD6, 0xE4, 0xFF} || c == [3]uint8{0x14, 0x26, 0x4A} {
				n++
			}
		}
		return n
	}
	if strong() > 1000 {
		t.Error("the window is in high contrast unasked")
	}
	wish := func(contrast uint32) {
		w.mu.Lock()
		w.contrast = contrast
		w.mu.Unlock()
		if err := conn.Emit(portalPath, portalSettings+".SettingChanged", appearanceSpace, "contrast", dbus.MakeVariant(contrast)); err != nil {
			t.Fatal(err)
		}
	}
	wish(1)
	s.wait("high contrast", func() bool { return strong() > 1000 })
	s.settled()
	s.shot("contrast")
	wish(0)
	s.wait("the usual colors", func() bool { return strong() < 100 })

	s.keys("ctrl+shift+u")
	s.wait("the message is read", func() bool { said, _ := m.heard(); return strings.Contains(said, "apples") })
	if said, done := m.heard(); said != "Dad|News 1|There are apples, and a long story about each of them." || done != "" {
		t.Errorf("said is %q, and %q", said, done)
	}
	s.settled()
	s.shot("aloud")
	s.keys("Down")
	s.wait("the voice is silent", func() bool { _, done := m.heard(); return strings.HasPrefix(done, "CANCEL SELF") })
	s.keys("ctrl+shift+u")
	s.wait("the next one is read", func() bool { said, _ := m.heard(); return strings.Contains(said, "plums") })
	if said, _ := m.heard(); !strings.HasSuffix(said, "|Dad|News 0|There are plums, see plums.example.") {
		t.Errorf("said is %q", said)
	}
	s.keys("Up")
	s.settled()
	s.keys("ctrl+shift+u")
	s.wait("it is read once more", func() bool { said, _ := m.heard(); return strings.Count(said, "apples") == 2 })
	n.leave()
	if _, done := m.heard(); strings.Count(done, "CANCEL") < 3 {
		t.Errorf("quitting leaves the voice on: %q", done)
	}
}
