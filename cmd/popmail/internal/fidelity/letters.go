package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The fonts that both sides draw with, and the names that mean the serif and the fixed one;
// every other name means the first (CONTRACT.md, render).
const (
	sans, serif, mono = "Noto Sans", "Noto Serif", "DejaVu Sans Mono"

	serifNames = "serif,Times,Times New Roman,Georgia,Garamond,Cambria,Palatino,Palatino Linotype,Book Antiqua,Merriweather,Playfair Display"
	monoNames  = "monospace,Courier,Courier New,Consolas,Menlo,Monaco,Lucida Console,ui-monospace"
)

// fontsConf is a fontconfig by which every family means one of the three fonts.
var fontsConf = func() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir>`)
	for _, f := range [][2]string{{serif, serifNames}, {mono, monoNames}} {
		for name := range strings.SplitSeq(f[1], ",") {
			fmt.Fprintf(&b, `<match><test name="family"><string>%s</string></test><edit name="family" mode="assign" binding="same"><string>%s</string></edit></match>`, name, f[0])
		}
	}
	b.WriteString(`<match>`)
	for _, f := range []string{sans, serif, mono} {
		fmt.Fprintf(&b, `<test name="family" compare="not_eq"><string>%s</string></test>`, f)
	}
	fmt.Fprintf(&b, `<edit name="family" mode="assign" binding="same"><string>%s</string></edit></match></fontconfig>`, sans)
	return b.String()
}()

// writeFonts writes the fontconfig into a folder, where its cache lies as well.
func writeFonts(dir string) (string, error) {
	conf := strings.Replace(fontsConf, "</fontconfig>", "<cachedir>"+filepath.Join(dir, "fonts")+"</cachedir></fontconfig>", 1)
	path := filepath.Join(dir, "fonts.conf")
	return path, os.WriteFile(path, []byte(conf), 0o644)
}
