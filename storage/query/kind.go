package query

import (
	"slices"
	"strings"
)

// FileKind is what has: asks an attachment to be.
type FileKind uint8

// The kinds. AnyFile is what a list calls an attachment; the others are told by the media type
// (RFC 2046, and the IANA registry) or, as many programs say application/octet-stream, by
// the end of the name.
const (
	AnyFile FileKind = iota
	PDF
	Picture
	Calendar
	Document // texts, tables and slides of office programs
)

// Kind tells how attachments of a kind are known.
type Kind struct {
	Types  []string // media types; one that ends in / or a dot stands for all that begin so
	Ends   []string // of file names, with the dot
	Inline bool     // also what only stands for another form of the text, as invitations do
}

// Kinds are the kinds but AnyFile.
var Kinds = map[FileKind]Kind{
	PDF:      {Types: []string{"application/pdf", "application/x-pdf"}, Ends: []string{".pdf"}},
	Picture:  {Types: []string{"image/"}, Ends: []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".svg"}},
	Calendar: {Types: []string{"text/calendar", "text/x-vcalendar", "application/ics"}, Ends: []string{".ics", ".vcs", ".ical"}, Inline: true},
	Document: {
		Types: []string{
			"application/msword", "application/rtf", "text/rtf", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-word.",
			"application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.", "application/vnd.apple.", "application/epub+zip",
		},
		Ends: []string{
			".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".ott", ".rtf", ".pages", ".xls", ".xlsx", ".xlsm", ".ods", ".numbers",
			".ppt", ".pptx", ".pps", ".ppsx", ".odp", ".key", ".epub",
		},
	},
}

// Is reports whether a media type and a file name are of the kind.
func (k *Kind) Is(mediaType, name string) bool {
	mediaType, name = strings.ToLower(mediaType), strings.ToLower(strings.TrimRight(name, " ."))
	return slices.ContainsFunc(k.Types, func(t string) bool {
		return mediaType == t || beginsOthers(t) && strings.HasPrefix(mediaType, t)
	}) || slices.ContainsFunc(k.Ends, func(end string) bool { return strings.HasSuffix(name, end) })
}

func beginsOthers(t string) bool { return strings.HasSuffix(t, "/") || strings.HasSuffix(t, ".") }

// kindNames are the values of has: that people may try.
var kindNames = map[string]FileKind{
	"attachment": AnyFile, "attachments": AnyFile, "file": AnyFile, "files": AnyFile,
	"pdf": PDF, "pdfs": PDF,
	"picture": Picture, "pictures": Picture, "image": Picture, "images": Picture, "photo": Picture, "photos": Picture,
	"calendar": Calendar, "event": Calendar, "events": Calendar, "invitation": Calendar, "invitations": Calendar, "ics": Calendar,
	"document": Document, "documents": Document, "doc": Document, "docs": Document, "spreadsheet": Document, "spreadsheets": Document,
	"presentation": Document, "presentations": Document,
}
