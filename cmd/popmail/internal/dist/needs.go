package main

import (
	"cmp"
	"debug/elf"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// needs are the packages that the program needs, by the names that each kind of system has
// for them.
type needs struct {
	deb, rpm, arch []string
}

// library is a library that the program is linked with, or that GLFW opens when it runs.
type library struct {
	deb, arch string
	unused    bool // it is another way to a picture, which PopMail does not go
}

// libraries are all that the program names. Of those that GLFW opens at run time (x11_init.c,
// glx_context.c) no tool knows but by the names in the program.
var libraries = map[string]library{
	"libc.so.6":       {deb: "libc6", arch: "glibc"},
	"libm.so.6":       {deb: "libc6", arch: "glibc"},
	"libdl.so.2":      {deb: "libc6", arch: "glibc"},
	"librt.so.1":      {deb: "libc6", arch: "glibc"},
	"libpthread.so.0": {deb: "libc6", arch: "glibc"},
	"libresolv.so.2":  {deb: "libc6", arch: "glibc"},

	"libGL.so.1":       {deb: "libgl1", arch: "libglvnd"},
	"libGLX.so.0":      {deb: "libgl1", arch: "libglvnd"},
	"libX11.so.6":      {deb: "libx11-6", arch: "libx11"},
	"libX11-xcb.so.1":  {deb: "libx11-xcb1", arch: "libx11"},
	"libXcursor.so.1":  {deb: "libxcursor1", arch: "libxcursor"},
	"libXi.so.6":       {deb: "libxi6", arch: "libxi"},
	"libXinerama.so.1": {deb: "libxinerama1", arch: "libxinerama"},
	"libXrandr.so.2":   {deb: "libxrandr2", arch: "libxrandr"},
	"libXrender.so.1":  {deb: "libxrender1", arch: "libxrender"},
	"libXxf86vm.so.1":  {deb: "libxxf86vm1", arch: "libxxf86vm"},

	"libEGL.so.1":       {unused: true},
	"libGLES_CM.so.1":   {unused: true},
	"libGLESv1_CM.so.1": {unused: true},
	"libGLESv2.so.2":    {unused: true},
	"libOpenGL.so.0":    {unused: true},
	"libOSMesa.so.6":    {unused: true},
	"libOSMesa.so.8":    {unused: true},
	"libvulkan.so.1":    {unused: true},
}

// everywhere is needed whatever the program is linked with: servers are known by these.
const everywhere = "ca-certificates"

var libraryName = regexp.MustCompile(`\blib[A-Za-z0-9_+-]+\.so(?:\.[0-9]+)+\b`)

// needsOf reads out of the program which packages it needs. A library that libraries does not
// know is an error: nobody has thought about the package that has it.
func needsOf(binary string) (needs, error) {
	f, err := elf.Open(binary)
	if err != nil {
		return needs{}, err
	}
	defer f.Close()
	linked, err := f.ImportedLibraries()
	if err != nil {
		return needs{}, err
	}
	symbols, err := f.ImportedSymbols()
	if err != nil {
		return needs{}, err
	}
	var text []byte
	if s := f.Section(".rodata"); s != nil {
		if text, err = s.Data(); err != nil {
			return needs{}, err
		}
	}
	names := slices.Concat(linked, libraryName.FindAllString(string(text), -1))
	return packagesFor(names, newestC(symbols))
}

// newestC is the newest version of the C library that a symbol wants, such as 2.31; empty: none.
func newestC(symbols []elf.ImportedSymbol) string {
	newest := ""
	for _, s := range symbols {
		if v, ok := strings.CutPrefix(s.Version, "GLIBC_"); ok && compareDots(v, newest) > 0 {
			newest = v
		}
	}
	return newest
}

// compareDots compares numbers with dots between them.
func compareDots(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return cmp.Compare(x, y)
	})
}

// packagesFor says which packages have the libraries of these names; c is newestC.
func packagesFor(names []string, c string) (needs, error) {
	n := needs{deb: []string{everywhere}, rpm: []string{everywhere}, arch: []string{everywhere}}
	for _, name := range names {
		l, ok := libraries[name]
		switch {
		case !ok:
			return needs{}, fmt.Errorf("the program names %s, and needs.go does not know which package has it", name)
		case l.unused:
			continue
		case l.deb == "libc6" && c != "":
			l.deb += " (>= " + c + ")"
			n.rpm = append(n.rpm, "libc.so.6(GLIBC_"+c+")(64bit)")
		}
		n.deb, n.arch = append(n.deb, l.deb), append(n.arch, l.arch)
		n.rpm = append(n.rpm, name+"()(64bit)")
	}
	for _, list := range []*[]string{&n.deb, &n.rpm, &n.arch} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return n, nil
}
