// Package notices tells the person outside of the window that there is new mail: by a
// notification of the desktop, and by the number on the launcher.
//
// It speaks to the desktop over the session's bus, where there is one: the Desktop
// Notifications Specification 1.2 and com.canonical.Unity.LauncherEntry.
package notices

import (
	"html"
	"strings"
	"unicode/utf8"
)

// Notice is what is told.
type Notice struct {
	Title      string
	Lines      []Line
	Open, Read string // the buttons; empty: there is none
}

// Line is one line of a notice. Its texts come from mail and are plain.
type Line struct{ Who, What string }

// Choice is what the person has done about a notice.
type Choice int

// The choices.
const (
	Dismissed Choice = iota // it is gone, by the person's will or after its time
	Opened
	MarkedRead
)

// mostText is the length of a text of a notice, in characters.
const mostText = 120

// body is the text of a notice for a desktop that draws markup (section "Markup"), or
// none.
func body(lines []Line, markup bool) string {
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		who, what := clean(l.Who), clean(l.What)
		if markup {
			who, what = html.EscapeString(who), html.EscapeString(what)
			if who != "" {
				who = "<b>" + who + "</b>"
			}
		} else if who != "" && what != "" {
			who += ":"
		}
		out = append(out, strings.TrimSpace(who+" "+what))
	}
	return strings.Join(out, "\n")
}

// mostOnce is mostText of what is told once.
const mostOnce = 600

// bodyOnce is the text of what is told once, for a desktop that draws markup or none.
func bodyOnce(text string, markup bool) string {
	text = cleanTo(text, mostOnce)
	if markup {
		text = html.EscapeString(text)
	}
	return text
}

// clean makes one short line of s that can go over the bus (UTF-8 without NUL; D-Bus
// Specification, "Valid UTF-8") and stand in XML.
func clean(s string) string { return cleanTo(s, mostText) }

// cleanTo is clean for up to so many characters.
func cleanTo(s string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n == most {
			b.WriteRune('…')
			break
		}
		if r < ' ' || r >= 0x7F && r < 0xA0 || r&0xFFFE == 0xFFFE {
			r = ' '
		}
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
		n++
	}
	return strings.TrimSpace(b.String())
}

// inert is s without what a script could take for a command: Fyne hands the text of a notice to
// AppleScript on macOS, within quotation marks.
func inert(s string) string { return scripted.Replace(s) }

var scripted = strings.NewReplacer(
	"$", "\uFF04", "`", "’", `\`, "\uFF3C",
	`"`, "’", "“", "’", "”", "’", "„", "’", "‟", "’", "\uFF02", "’",
)
