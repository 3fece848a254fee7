//go:build unix && !darwin

package tray

import (
	"slices"
	"strings"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"
)

// Names of com.canonical.dbusmenu, version 3, as libdbusmenu describes it.
const (
	menuFace    = "com.canonical.dbusmenu"
	menuPath    = dbus.ObjectPath("/StatusNotifierItem/menu")
	menuVersion = 3
)

// ruleBase is the first number of a rule between lines; lines have smaller ones.
const ruleBase = 1000

// layout is a line of the menu with those below it.
type layout struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// properties are those of one line.
type properties struct {
	ID    int32
	Props map[string]dbus.Variant
}

// happening is what is done with a line.
type happening struct {
	ID   int32
	What string
	Data dbus.Variant
	When uint32
}

// direction is the value of TextDirection.
func direction(rightToLeft bool) string {
	if rightToLeft {
		return "rtl"
	}
	return "ltr"
}

func (l *line) exportMenu() error {
	constant := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitConst} }
	var err error
	l.menu, err = prop.Export(l.conn, menuPath, prop.Map{menuFace: {
		"Version": constant(uint32(menuVersion)), "TextDirection": {Value: direction(l.state.RightToLeft), Emit: prop.EmitTrue}, "Status": constant("normal"), "IconThemePath": constant([]string{}),
	}})
	if err != nil {
		return err
	}
	signals := []introspect.Signal{
		{Name: "LayoutUpdated", Args: []introspect.Arg{{Name: "revision", Type: "u"}, {Name: "parent", Type: "i"}}},
		{Name: "ItemsPropertiesUpdated", Args: []introspect.Arg{{Name: "updated", Type: "a(ia{sv})"}, {Name: "removed", Type: "a(ias)"}}},
	}
	return l.offer(menuPath, menuFace, menu{l.Tray}, l.menu, signals, func() error { return nil })
}

// menu is the menu of the icon.
type menu struct{ t *Tray }

// lines are the root, number 0, and its lines as they are now.
func (m menu) lines() (list []properties, rev uint32) {
	m.t.mu.Lock()
	defer m.t.mu.Unlock()
	list = append(list, properties{0, map[string]dbus.Variant{"children-display": dbus.MakeVariant("submenu")}})
	for i, it := range m.t.now.Menu {
		if it.Key == "" {
			list = append(list, properties{ruleBase + int32(i), map[string]dbus.Variant{"type": dbus.MakeVariant("separator")}})
			continue
		}
		p := map[string]dbus.Variant{"label": dbus.MakeVariant(strings.ReplaceAll(short(it.Name), "_", "__"))} // one alone marks a key
		if it.Icon != "" {
			p["icon-name"] = dbus.MakeVariant(it.Icon)
		}
		if it.Checked {
			p["toggle-type"], p["toggle-state"] = dbus.MakeVariant("checkmark"), dbus.MakeVariant(int32(1))
		}
		list = append(list, properties{m.t.ids[it.Key], p})
	}
	return list, m.t.rev
}

// only leaves of the properties those that are asked for; none asked for: all.
func only(p map[string]dbus.Variant, names []string) map[string]dbus.Variant {
	if len(names) == 0 {
		return p
	}
	out := map[string]dbus.Variant{}
	for name, v := range p {
		if slices.Contains(names, name) {
			out[name] = v
		}
	}
	return out
}

// GetLayout is the menu, or one line of it.
func (m menu) GetLayout(parent, depth int32, names []string) (uint32, layout, *dbus.Error) {
	list, rev := m.lines()
	at := slices.IndexFunc(list, func(p properties) bool { return p.ID == parent })
	if at < 0 {
		return rev, layout{}, gone()
	}
	out := layout{list[at].ID, only(list[at].Props, names), []dbus.Variant{}}
	if at == 0 && depth != 0 {
		for _, p := range list[1:] {
			out.Children = append(out.Children, dbus.MakeVariant(layout{p.ID, only(p.Props, names), []dbus.Variant{}}))
		}
	}
	return rev, out, nil
}

func gone() *dbus.Error { return dbus.NewError(menuFace+".Gone", []any{"no such line"}) }

// GetGroupProperties are those of several lines; none: of all.
func (m menu) GetGroupProperties(ids []int32, names []string) ([]properties, *dbus.Error) {
	list, _ := m.lines()
	out := []properties{}
	for _, p := range list {
		if len(ids) == 0 || slices.Contains(ids, p.ID) {
			out = append(out, properties{p.ID, only(p.Props, names)})
		}
	}
	return out, nil
}

// GetProperty is one of one line.
func (m menu) GetProperty(id int32, name string) (dbus.Variant, *dbus.Error) {
	list, _ := m.lines()
	for _, p := range list {
		if v, ok := p.Props[name]; ok && p.ID == id {
			return v, nil
		}
	}
	return dbus.MakeVariant(""), gone()
}

// Event is what is done with a line.
func (m menu) Event(id int32, what string, _ dbus.Variant, _ uint32) *dbus.Error {
	if what != "clicked" {
		return nil
	}
	m.t.mu.Lock()
	key := ""
	for _, it := range m.t.now.Menu { // only what is there to be seen
		if it.Key != "" && m.t.ids[it.Key] == id {
			key = it.Key
		}
	}
	m.t.mu.Unlock()
	if key == "" {
		return gone()
	}
	m.t.chosen(key)
	return nil
}

// EventGroup is Event for several lines; it returns those that are not there.
func (m menu) EventGroup(list []happening) ([]int32, *dbus.Error) {
	wrong := []int32{}
	for _, h := range list {
		if m.Event(h.ID, h.What, h.Data, h.When) != nil {
			wrong = append(wrong, h.ID)
		}
	}
	return wrong, nil
}

// AboutToShow asks whether the menu has changed unnoticed.
func (menu) AboutToShow(int32) (bool, *dbus.Error) { return false, nil }

// AboutToShowGroup is AboutToShow for several lines.
func (menu) AboutToShowGroup([]int32) ([]int32, []int32, *dbus.Error) {
	return []int32{}, []int32{}, nil
}
