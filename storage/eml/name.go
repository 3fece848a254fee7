package eml

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"popmail/assets/plain"
)

// extensions holds the usual ending of names for media types. The system's own
// list is not used, since it differs from machine to machine.
var extensions = map[string]string{
	"text/plain": "txt", "text/html": "html", "text/csv": "csv", "text/calendar": "ics", "text/vcard": "vcf", "text/x-vcard": "vcf",
	"text/directory": "vcf", "text/rtf": "rtf", "text/richtext": "txt", "text/enriched": "txt", "text/xml": "xml", "text/css": "css",
	"text/markdown": "md", "text/x-patch": "patch", "text/x-diff": "diff", "text/rfc822-headers": "txt", "text/x-amp-html": "html",
	"application/pdf": "pdf", "application/zip": "zip", "application/x-zip-compressed": "zip", "application/gzip": "gz", "application/x-gzip": "gz",
	"application/x-tar": "tar", "application/x-7z-compressed": "7z", "application/x-rar-compressed": "rar", "application/vnd.rar": "rar",
	"application/rtf": "rtf", "application/json": "json", "application/xml": "xml", "application/xhtml+xml": "html", "application/postscript": "ps",
	"application/msword": "doc", "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   "docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
	"application/vnd.oasis.opendocument.text":                                   "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
	"application/vnd.oasis.opendocument.presentation": "odp", "application/epub+zip": "epub",
	"application/pgp-signature": "asc", "application/pgp-encrypted": "asc", "application/pgp-keys": "asc",
	"application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s", "application/pkcs7-mime": "p7m", "application/x-pkcs7-mime": "p7m",
	"application/ms-tnef": "dat", "application/vnd.ms-tnef": "dat", "application/ics": "ics", "application/javascript": "js",
	"image/jpeg": "jpg", "image/jpg": "jpg", "image/pjpeg": "jpg", "image/png": "png", "image/x-png": "png", "image/gif": "gif", "image/webp": "webp",
	"image/svg+xml": "svg", "image/tiff": "tif", "image/bmp": "bmp", "image/x-ms-bmp": "bmp", "image/heic": "heic", "image/avif": "avif", "image/x-icon": "ico",
	"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/wav": "wav", "audio/x-wav": "wav", "audio/basic": "au", "audio/midi": "mid", "audio/flac": "flac",
	"video/mp4": "mp4", "video/mpeg": "mpg", "video/quicktime": "mov", "video/x-msvideo": "avi", "video/webm": "webm", "video/3gpp": "3gp",
	"message/rfc822": "eml", "message/global": "eml", "message/news": "eml", "message/partial": "eml",
	"message/delivery-status": "txt", "message/global-delivery-status": "txt", "message/disposition-notification": "txt",
	"message/external-body": "txt", "message/feedback-report": "txt",
}

// types is extensions the other way round.
var types = sync.OnceValue(func() map[string]string {
	t := map[string]string{}
	for media, ext := range extensions {
		if old, ok := t[ext]; !ok || len(media) < len(old) || len(media) == len(old) && media < old {
			t[ext] = media
		}
	}
	for ext, media := range map[string]string{"jpeg": "image/jpeg", "jpg": "image/jpeg", "txt": "text/plain", "htm": "text/html", "html": "text/html", "png": "image/png",
		"tiff": "image/tiff", "asc": "text/plain", "eml": "message/rfc822", "xml": "application/xml", "vcf": "text/vcard", "ics": "text/calendar",
		"rtf": "application/rtf", "dat": "application/octet-stream", "gz": "application/gzip", "zip": "application/zip", "bmp": "image/bmp", "rar": "application/vnd.rar"} {
		t[ext] = media
	}
	return t
})

// typeOfName is the media type that goes with the ending of a name.
func typeOfName(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		if t, ok := types()[strings.ToLower(name[i+1:])]; ok {
			return t
		}
	}
	return "application/octet-stream"
}

// madeName is a name for an attachment that has none.
func madeName(media string, index int) string {
	switch media {
	case "message/rfc822", "message/global", "message/news":
		return "message.eml"
	case "text/calendar":
		return "invitation.ics"
	case "text/vcard", "text/x-vcard", "text/directory":
		return "contact.vcf"
	case "application/pgp-signature":
		return "signature.asc"
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return "smime.p7s"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return "smime.p7m"
	case "message/delivery-status", "message/global-delivery-status":
		return "delivery-status.txt"
	case "text/rfc822-headers":
		return "headers.txt"
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return "winmail.dat"
	}
	ext := extensions[media]
	main, sub, _ := strings.Cut(media, "/")
	if ext == "" {
		sub = strings.TrimPrefix(sub, "x-")
		switch {
		case main == "text":
			ext = "txt"
		case (main == "image" || main == "audio" || main == "video") && len(sub) <= 5 && strings.Trim(sub, "abcdefghijklmnopqrstuvwxyz0123456789") == "":
			ext = sub
		default:
			return nameless(index) // an ending would say what nobody knows
		}
	}
	switch main {
	case "image":
		return "picture." + ext
	case "audio":
		return "sound." + ext
	case "video":
		return "video." + ext
	}
	return fmt.Sprintf("attachment-%d.%s", index+1, ext)
}

// maxName is the length of a safe name in octets. Linux and macOS allow 255, and
// room is left for what tells doubles apart.
const maxName = 180

// SafeTitle is the name of a file, with the ending ext, for what is no name of one, such
// as a subject: it has no folders that could be left out, and may hold nothing but
// signs.
func SafeTitle(title, ext string) string {
	// It is made safe before it has an ending: else nothing but signs would leave that
	// alone.
	name := SafeName(strings.NewReplacer("/", "_", `\`, "_").Replace(title), -1)
	if name == nameless(-1) {
		name = "message"
	}
	return SafeName(name+ext, 0)
}

// SafeName makes a name that can be that of a file on Linux, Windows and macOS:
// no folders, no characters that one of them refuses or that deceive the eye, no
// device names of Windows, neither hidden nor like an option. It is never empty.
func SafeName(name string, index int) string {
	name = strings.TrimRight(strings.ToValidUTF8(name, "_"), "/ ")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 && isPath(name) {
		if base := strings.Trim(name[i+1:], ". "); base != "" {
			name = name[i+1:]
		} else {
			name = name[:i]
			name = name[strings.LastIndexAny(name, `/\`)+1:]
		}
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r), r == unicode.ReplacementChar:
			return '_'
		case plain.Of(r)&plain.Space != 0:
			return ' '
		case plain.Of(r)&plain.Any != 0 || !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, name)
	name = norm.NFC.String(name)
	// Windows drops dots and blanks at the end; a dot at the beginning hides.
	name = strings.TrimRight(strings.TrimLeft(name, ". "), ". ")
	if strings.HasPrefix(name, "-") || strings.HasPrefix(name, "~") {
		name = "_" + name[1:]
	}
	if len(name) > maxName {
		ext := ""
		if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 20 {
			ext = name[i:]
		}
		name = strings.TrimRight(plain.Cut(name, maxName-len(ext)), ". ")
		if i := strings.LastIndexByte(name, '.'); ext == "" && i >= 0 && len(name)-i <= 20 {
			name = name[:i] + "_" + name[i+1:] // where it is cut, it must not end as a program does
		}
		name += ext
	}
	if strings.Trim(name, "_ .") == "" {
		return nameless(index)
	}
	base, _, _ := strings.Cut(name, ".")
	if device[strings.ToUpper(strings.TrimRight(base, " "))] {
		name = "_" + name
	}
	return name
}

// isPath reports whether a name has folders before it, and not a slash of its own, as "Invoice 4711/2025.pdf" has: it
// begins as paths do, has a folder of dots, or has backslashes alone (QUIRK: Windows).
func isPath(name string) bool {
	name = strings.TrimSpace(name)
	switch {
	case !strings.Contains(name, "/"), strings.Contains(name, "://"), strings.HasPrefix(name, "/"), strings.HasPrefix(name, `\`), strings.HasPrefix(name, "~"):
		return true
	case len(name) > 2 && asciiLetter(name[0]) && name[1] == ':' && (name[2] == '/' || name[2] == '\\'):
		return true
	}
	for folder := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '/' || r == '\\' }) {
		if folder == "." || folder == ".." {
			return true
		}
	}
	return false
}

// nameless is the name of an attachment that has none.
func nameless(index int) string { return fmt.Sprintf("attachment-%d", index+1) }

// device holds the names that Windows keeps for devices.
var device = func() map[string]bool {
	d := map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true, "CONIN$": true, "CONOUT$": true, "CLOCK$": true}
	for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"} {
		d["COM"+n], d["LPT"+n] = true, true
	}
	return d
}()
