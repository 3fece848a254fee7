package widgets

import (
	"bytes"
	"embed"
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
)

//go:embed icons/*.svg
var iconFiles embed.FS

// IconName names one of PopMail's icons, which are of one colour.
type IconName string

// The icons.
const (
	IconInbox      IconName = "inbox"
	IconInboxes    IconName = "inboxes" // of several accounts
	IconSuitcase   IconName = "suitcase"
	IconFunnel     IconName = "funnel"  // rules
	IconStar       IconName = "star"    // outline
	IconStarred    IconName = "starred" // filled
	IconArchive    IconName = "archive"
	IconJunk       IconName = "junk"
	IconTrash      IconName = "trash"
	IconFolder     IconName = "folder"
	IconMail       IconName = "mail"
	IconMailOpen   IconName = "mail-open"
	IconSearch     IconName = "search"
	IconGear       IconName = "gear"
	IconAttachment IconName = "attachment" // paperclip
	IconLock       IconName = "lock"
	IconPlane      IconName = "plane" // offline
	IconRefresh    IconName = "refresh"
	IconClose      IconName = "close"
	IconPlus       IconName = "plus"
	IconMore       IconName = "more" // three dots
	IconDocument   IconName = "document"
	IconPicture    IconName = "picture"
	IconCalendar   IconName = "calendar"
	IconWarning    IconName = "warning"
	IconCheck      IconName = "check"
	IconSave       IconName = "save"
	IconBack       IconName = "back"
	IconMenu       IconName = "menu" // three lines
	IconUp         IconName = "up"
	IconDown       IconName = "down"
	IconNext       IconName = "next" // a submenu, or what follows
	IconLeft       IconName = "left" // what comes before
	IconMinus      IconName = "minus"
	IconClock      IconName = "clock"
	IconPin        IconName = "pin" // a place
	IconPeople     IconName = "people"
	IconPerson     IconName = "person"
	IconRestore    IconName = "restore" // out of the Trash
	IconLink       IconName = "link"
	IconBrowser    IconName = "browser"
	IconKey        IconName = "key"
	IconGrip       IconName = "grip" // by which a thing is dragged
	IconPause      IconName = "pause"
	IconPlay       IconName = "play"
	IconOutbox     IconName = "outbox"
	IconEye        IconName = "eye"
	IconSun        IconName = "sun"
	IconHelp       IconName = "help"
	IconForward    IconName = "forward" // a message, or all mail
	IconSend       IconName = "send"
	IconWrite      IconName = "write" // a pencil
	IconReply      IconName = "reply"
	IconReplyAll   IconName = "reply-all"
	IconQuote      IconName = "quote" // lines beside a bar
	IconServer     IconName = "server"
	IconBackup     IconName = "backup"
	IconComputer   IconName = "computer"
	IconUSB        IconName = "usb" // a stick
	IconSort       IconName = "sort"
	IconBell       IconName = "bell"
	IconBellOff    IconName = "bell-off"
	IconJump       IconName = "jump" // to any place
	IconDrop       IconName = "drop" // what opens a menu
	IconBlock      IconName = "block"
)

var icons sync.Map // string -> fyne.Resource

// directed are the icons that point along the lines of text, or stand for such lines. A mirrored
// window has them mirrored.
var directed = map[IconName]bool{
	IconBack: true, IconNext: true, IconLeft: true, IconReply: true, IconReplyAll: true, IconForward: true, IconSend: true,
	IconQuote: true, IconSort: true, IconRestore: true, IconJump: true, IconHelp: true,
}

// file is how an icon is called as it is seen now.
func (n IconName) file() string {
	if directed[n] && lang.RightToLeft() {
		return string(n) + "-mirrored"
	}
	return string(n)
}

// ColoredIcon is an icon in the colour of a role.
func ColoredIcon(name IconName, role fyne.ThemeColorName) fyne.Resource {
	return fynetheme.NewColoredResource(plainIcon(name), role)
}

// colored is the octets of an icon in a color. The icons are filled paths that name none.
func colored(name IconName, c color.NRGBA) []byte {
	fill := fmt.Sprintf(`<path fill="#%02x%02x%02x" fill-opacity="%.3f" `, c.R, c.G, c.B, float64(c.A)/255)
	return bytes.ReplaceAll(plainIcon(name).Content(), []byte("<path "), []byte(fill))
}

func plainIcon(name IconName) fyne.Resource {
	file := name.file()
	if r, ok := icons.Load(file); ok {
		return r.(fyne.Resource)
	}
	data, err := iconFiles.ReadFile("icons/" + string(name) + ".svg")
	if err != nil {
		fyne.LogError("there is no icon "+string(name), err)
	}
	if file != string(name) { // the icons are 24 wide
		data = bytes.ReplaceAll(data, []byte("<path "), []byte(`<path transform="translate(24 0) scale(-1 1)" `))
	}
	r, _ := icons.LoadOrStore(file, fyne.NewStaticResource("popmail-"+file+".svg", data))
	return r.(fyne.Resource)
}

// newIcon makes a picture of an icon; setIcon gives it its look.
func newIcon() *canvas.Image {
	i := &canvas.Image{FillMode: canvas.ImageFillContain}
	return i
}

// setIcon draws an icon in a role's present colour, only when it has changed.
// Pictures of a name share their octets, so that Fyne can share its cache.
func setIcon(i *canvas.Image, name IconName, role fyne.ThemeColorName) {
	drawIcon(i, name, theme.Color(role))
}

// drawIcon is setIcon in any color.
func drawIcon(i *canvas.Image, name IconName, in color.Color) {
	c := color.NRGBAModel.Convert(in).(color.NRGBA)
	key := fmt.Sprintf("popmail-%s-%02x%02x%02x%02x.svg", name.file(), c.R, c.G, c.B, c.A)
	if i.Resource != nil && i.Resource.Name() == key {
		return
	}
	r, ok := icons.Load(key)
	if !ok {
		r, _ = icons.LoadOrStore(key, fyne.NewStaticResource(key, colored(name, c)))
	}
	i.Resource = r.(fyne.Resource)
	i.Refresh()
}
