package style

import (
	"context"
	"image/color"
	"strings"
	"testing"
)

// What :has() matches (Selectors 4, 4.5); the element with the id x is looked at.
func TestHas(t *testing.T) {
	for _, c := range []struct {
		selector, html string
		want           bool
	}{
		{"div:has(b)", `<div id=x><p><b>`, true},
		{"div:has(b)", `<div id=x></div><b>`, false},
		{"div:has(> b)", `<div id=x><p><b>`, false},
		{"div:has(>b)", `<div id=x><b>`, true},
		{"div:has(i, > b)", `<div id=x><b>`, true},
		{"div:has(p b)", `<div id=x><p><b>`, true},
		{"p b, div:has(section b)", `<section><div id=x><b>`, false}, // the section is outside
		{"p:has(+ ul)", `<p id=x>a</p><ul>`, true},
		{"p:has(+ ul)", `<p id=x>a</p><p>b</p><ul>`, false},
		{"p:has(~ ul)", `<p id=x>a</p><p>b</p><ul>`, true},
		{"p:has(~ ul i)", `<p id=x>a</p><p>b</p><ul><li><i>`, true},
		{"p:has(~ ul)", `<ul></ul><p id=x>a</p>`, false},
		{"div:not(:has(b))", `<div id=x><i>`, true},
		{"div:not(:has(b))", `<div id=x><b>`, false},
		{":is(div:has(b)) i", `<div><b></b><i id=x>`, true},
		{"div:has(:has(b))", `<div id=x><p><b>`, false}, // invalid
		{"div:has(x y z w v u", `<div id=x><b>`, false},
		{"div:has(::before)", `<div id=x><b>`, false},
		{"div:has()", `<div id=x><b>`, false},
		{"div:has(> )", `<div id=x><b>`, false},
	} {
		p := Parse(context.Background(), "<!DOCTYPE html><style>"+c.selector+"{color:red}</style>"+c.html, Media{Width: 700})
		var look func(n *Node) *Node
		look = func(n *Node) *Node {
			if n.Attrs["id"] == "x" {
				return n
			}
			for _, k := range n.Children {
				if f := look(k); f != nil {
					return f
				}
			}
			return nil
		}
		n := look(p.Root)
		if n == nil {
			t.Fatalf("%s: no element", c.html)
		}
		if got := n.Style.Color == (color.NRGBA{0xff, 0, 0, 0xff}); got != c.want {
			t.Errorf("%s on %s: %v", c.selector, c.html, got)
		}
	}
	// It costs no more than other selectors may.
	p := Parse(context.Background(), "<style>"+strings.Repeat("b:has(~ b i, x y){color:red}", 1000)+"</style>"+strings.Repeat("<b>x</b>", 10_000), Media{Width: 700})
	if len(p.Problems) == 0 {
		t.Error("nothing is told of what was left out")
	}
}
