package htmlview

import (
	"strings"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// Form reports whether something is seen in the documents that wants to be filled in or sent
// (HTML, section 4.10). It is drawn and nothing more.
func (v *View) Form() bool {
	if v.sheet == nil {
		return false
	}
	for _, p := range v.sheet.parts {
		for _, item := range p.laid.Items {
			if b, ok := item.(*layout.Box); ok && b.Node != nil && b.Opacity > 0 && b.W > 2 && b.H > 2 && asks(b.Node) {
				return true
			}
		}
	}
	return false
}

// asks reports whether an element is a field of a form, or a button that sends one.
func asks(n *style.Node) bool {
	switch n.Tag {
	case "textarea", "select":
		return true
	case "input":
		switch strings.ToLower(n.Attrs["type"]) {
		case "submit", "button", "reset", "image":
			return inForm(n)
		}
		return true
	case "button":
		return inForm(n)
	}
	return false
}

func inForm(n *style.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Tag == "form" {
			return true
		}
	}
	return false
}
