// Package assets holds what is built into PopMail besides its code: the icon
// and the translations of the window's words.
package assets

import (
	"embed"

	"fyne.io/fyne/v2"
)

// IconPNG is the program's icon, 512×512 pixels, drawn from icon.svg with
//
//	rsvg-convert -w 512 -h 512 icon.svg -o icon.png
//
//go:embed icon.png
var IconPNG []byte

// Icon is IconPNG for Fyne.
func Icon() fyne.Resource { return fyne.NewStaticResource("icon.png", IconPNG) }

// Translations holds one JSON file for each language in TranslationsDir, for
// popmail/gui/kit/lang. The keys are the English sentences that the window's code
// uses; en.json lists them all.
//
//go:embed translations/*.json
var Translations embed.FS

// TranslationsDir is the folder of the files in Translations.
const TranslationsDir = "translations"
