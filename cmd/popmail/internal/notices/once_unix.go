//go:build unix && !darwin

package notices

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"popmail/cmd/popmail/internal/bus"
)

const (
	onceTime = 30 * time.Second // how long a notification stands, where the desktop lets that be said
	boxTime  = time.Minute      // how long a box waits for the person
)

// ErrNobodyTells is that the desktop has nothing by which the person could be told.
var ErrNobodyTells = errors.New("nothing on this desktop tells the person")

// Once tells the person one thing for a program that has no window: by a notification where the
// session has a daemon for them, else by a program that shows a box, which it waits for. id and name
// are the program's, as in New; icon is a PNG. english says the same for a box that knows no other
// letters than those of Western Europe.
func Once(ctx context.Context, id, name string, icon []byte, title, text, english string) error {
	if notifyOnce(ctx, id, name, icon, title, text) == nil {
		return nil
	}
	return showBox(ctx, name, title, text, english)
}

// notifyOnce puts up a notification that stands on after the program has ended.
func notifyOnce(ctx context.Context, id, name string, icon []byte, title, text string) error {
	ctx, cancel := context.WithTimeout(ctx, bus.AskTime)
	defer cancel()
	conn, err := bus.Session(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	desk := conn.Object(service, path)
	var can []string
	if err := desk.CallWithContext(ctx, service+".GetCapabilities", 0).Store(&can); err != nil {
		return err
	}
	hints := map[string]dbus.Variant{
		"desktop-entry": dbus.MakeVariant(id),
		"urgency":       dbus.MakeVariant(byte(1)),
	}
	if p, ok := pixels(icon); ok {
		hints["image-data"] = dbus.MakeVariant(p)
	}
	return desk.CallWithContext(ctx, service+".Notify", 0, name, uint32(0), id, cleanTo(title, mostOnce), bodyOnce(text, slices.Contains(can, "body-markup")),
		[]string{}, hints, int32(onceTime.Milliseconds())).Err
}

// boxes are the programs that show a box, the first one that is there is taken: those of GNOME and of
// KDE, and that of X.
var boxes = []struct {
	program string
	args    func(name, text, english string) []string
	onlyX   bool // it knows no Wayland
}{
	{"zenity", func(name, text, _ string) []string {
		return []string{"--error", "--no-markup", "--width=420", "--title=" + name, "--text=" + text}
	}, false},
	{"kdialog", func(name, text, _ string) []string {
		// QUIRK: Qt takes what looks like a page for one.
		return []string{"--title", name, "--error", strings.NewReplacer("<", "‹", ">", "›").Replace(text)}
	}, false},
	{"xmessage", func(name, text, english string) []string {
		said, ok := latin1(text)
		if !ok {
			said, _ = latin1(english)
		}
		return []string{"-title", name, "-name", name, "-center", "-buttons", "OK:0", "-default", "OK", wrapped(said, 72)}
	}, true},
}

// latin1 is text in ISO 8859-1, which is all that xmessage shows wherever it runs; false: not all of it is.
func latin1(text string) (string, bool) {
	text = strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "„", "\"", "–", "-", "…", "...", "\u00a0", " ", "\u202f", " ").Replace(text)
	var out strings.Builder
	all := true
	for _, r := range text {
		if r > 0xFF {
			r, all = '?', false
		}
		out.WriteByte(byte(r))
	}
	return out.String(), all
}

// showBox has a program show the text, and waits until the person has seen it, a minute at most.
func showBox(ctx context.Context, name, title, text, english string) error {
	x := os.Getenv("DISPLAY") != ""
	if !x && os.Getenv("WAYLAND_DISPLAY") == "" {
		return ErrNobodyTells
	}
	said := cleanTo(title, mostOnce)
	if text != "" {
		said += "\n\n" + cleanTo(text, mostOnce)
	}
	ctx, cancel := context.WithTimeout(ctx, boxTime)
	defer cancel()
	for _, b := range boxes {
		path, err := exec.LookPath(b.program)
		if err != nil || b.onlyX && !x {
			continue
		}
		c := exec.CommandContext(ctx, path, b.args(name, said, cleanTo(english, mostOnce))...)
		began := time.Now()
		err = c.Run()
		// One that ends well, or that somebody has closed in another way, was seen; one that cannot
		// reach the screen ends at once.
		if err == nil || time.Since(began) > time.Second {
			return nil
		}
	}
	return ErrNobodyTells
}

// wrapped is text in lines of at most n octets, as xmessage shows it as it is.
func wrapped(text string, n int) string {
	var out []string
	for par := range strings.SplitSeq(text, "\n") {
		line, size := "", 0
		for _, w := range strings.Split(par, " ") {
			long := len(w)
			if size > 0 && size+1+long > n {
				out = append(out, line)
				line, size = "", 0
			}
			if size > 0 {
				line, size = line+" ", size+1
			}
			line, size = line+w, size+long
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
