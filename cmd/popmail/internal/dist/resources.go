package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"golang.org/x/image/bmp"
	"golang.org/x/image/draw"
)

// winres makes what Windows shows of a program: it is run as nfpm is.
const winres = "github.com/tc-hib/go-winres@v0.3.3"

// windowsIcons are the sizes of icons that Windows asks for, in pixels.
var windowsIcons = []int{16, 20, 24, 32, 40, 48, 64, 128, 256}

// The names of resources: GLFW takes the icon of its windows by this one, and Explorer the first.
const (
	iconName     = "GLFW_ICON"
	firstOf      = "#1"
	anyLanguage  = "0000"
	inEnglish    = "0409"
	manifestName = "popmail.manifest"
)

// resources writes into a folder what the program for Windows is linked with: icon, manifest and
// version, as rsrc_windows_amd64.syso, and for the installer popmail.ico and side.bmp.
func (j *job) resources(ctx context.Context, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	var pictures []string
	var drawn [][]byte
	for _, size := range windowsIcons {
		data, err := icon(size)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("icon%d.png", size)
		if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil {
			return err
		}
		pictures, drawn = append(pictures, name), append(drawn, data)
	}
	if err := os.WriteFile(filepath.Join(to, "popmail.ico"), icoOf(windowsIcons, drawn), 0o644); err != nil {
		return err
	}
	side, err := sidePicture()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "side.bmp"), side, 0o644); err != nil {
		return err
	}
	manifest, err := os.ReadFile(filepath.Join(j.repo, "assets", "dist", "windows", manifestName))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, manifestName), manifest, 0o644); err != nil {
		return err
	}
	recipe, err := json.MarshalIndent(j.shown(pictures), "", " ")
	if err != nil {
		return err
	}
	list := filepath.Join(to, "winres.json")
	if err := os.WriteFile(list, recipe, 0o644); err != nil {
		return err
	}
	return j.tool(ctx, winres, "make", "--in", list, "--arch", "amd64", "--out", filepath.Join(to, "rsrc"))
}

// shown is the recipe of winres.
func (j *job) shown(pictures []string) map[string]any {
	return map[string]any{
		"RT_GROUP_ICON": map[string]any{iconName: map[string]any{anyLanguage: pictures}},
		"RT_MANIFEST":   map[string]any{firstOf: map[string]any{inEnglish: manifestName}},
		"RT_VERSION": map[string]any{firstOf: map[string]any{anyLanguage: map[string]any{
			"fixed": map[string]string{"file_version": j.version.windows(), "product_version": j.version.windows()},
			"info": map[string]any{inEnglish: map[string]string{
				"CompanyName": "PopMail", "FileDescription": "PopMail", "ProductName": "PopMail",
				"FileVersion": j.version.windows(), "ProductVersion": j.version.whole(),
				"InternalName": "PopMail", "OriginalFilename": windowsProgram, "LegalCopyright": "The authors of PopMail",
			}},
		}}},
	}
}

// sidePicture is what the installer shows beside its words, in the size and the form that NSIS
// wants: the icon.
func sidePicture() ([]byte, error) {
	const width, height, size, top = 164, 314, 96, 40
	small, err := icon(size)
	if err != nil {
		return nil, err
	}
	drawn, err := png.Decode(bytes.NewReader(small))
	if err != nil {
		return nil, err
	}
	all := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.RGBA{0xe9, 0xf0, 0xf8, 0xff}), image.Point{}, draw.Src)
	at := image.Pt((width-size)/2, top)
	draw.Draw(all, drawn.Bounds().Add(at), drawn, image.Point{}, draw.Over)
	var b bytes.Buffer
	err = bmp.Encode(&b, all)
	return b.Bytes(), err
}

// icoOf is an icon file of pictures as PNG of up to 256 pixels, as Windows reads it since Vista.
func icoOf(sizes []int, pictures [][]byte) []byte {
	const head, entry = 6, 16
	var b bytes.Buffer
	le := binary.LittleEndian
	b.Write(le.AppendUint16(le.AppendUint16(le.AppendUint16(nil, 0), 1), uint16(len(pictures)))) // 1: an icon
	at := head + entry*len(pictures)
	for i, p := range pictures {
		side := byte(sizes[i]) // 256 is written as 0
		line := []byte{side, side, 0, 0}
		line = le.AppendUint16(line, 1)  // planes
		line = le.AppendUint16(line, 32) // bits of a pixel
		line = le.AppendUint32(line, uint32(len(p)))
		b.Write(le.AppendUint32(line, uint32(at)))
		at += len(p)
	}
	for _, p := range pictures {
		b.Write(p)
	}
	return b.Bytes()
}
