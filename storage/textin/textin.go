// Package textin reads the text of files that are attached to messages, so that they are found
// by it. What it reads comes from strangers: sizes, depths and counts have limits, and who
// calls it does so in a process that may be killed (see Serve).
package textin

import (
	"bytes"
	"errors"
	"path"
	"strings"
	"unicode/utf8"

	"popmail/storage/eml"
)

// Version grows when more is read of the same octets, or it is read better: what could not be
// read is tried again then.
const Version = 7

// Limits of one file.
const (
	MaxText    = 1 << 20  // octets of text; what follows is left out
	MaxFile    = 64 << 20 // octets of the file; larger ones are not read
	maxEntries = 2000     // of an archive
	maxUnpack  = 64 << 20 // octets of all entries of an archive
	maxRatio   = 100      // of an entry to what it is packed in
	ratioFrom  = 1 << 20  // octets from which the ratio counts
	maxDepth   = 200      // elements within elements
	maxLetters = 4        // letters within letters
)

// Why a file has no text.
var (
	ErrUnreadable = errors.New("the file cannot be read")
	ErrEncrypted  = errors.New("the file has a password")
	// ErrLost: reading came to no end, as the computer was busy or had no memory left. Of the file
	// itself nothing is known; what was read by then may be there.
	ErrLost = errors.New("the file was not read to its end")
)

type format int

const (
	unknown format = iota
	plainText
	pageText
	richText
	cardText
	letter // a message
	office // a zip file whose entries say what it is
	zipped
	tarred  // a tar file, packed by gzip or not
	gzipped // one file
	portable
	guessed // of an old office program, which opens what is none of its own files all the same
)

var types = map[string]format{
	"text/plain": plainText, "text/csv": plainText, "text/tab-separated-values": plainText, "text/markdown": plainText, "application/csv": plainText,
	"text/html": pageText, "application/xhtml+xml": pageText,
	"text/rtf": richText, "application/rtf": richText, "application/x-rtf": richText,
	"text/calendar": cardText, "text/x-vcalendar": cardText, "application/ics": cardText, "text/ics": cardText,
	"text/vcard": cardText, "text/x-vcard": cardText, "text/directory": cardText, "application/vcard": cardText,
	"application/zip": zipped, "application/x-zip-compressed": zipped,
	"application/x-tar": tarred, "application/gzip": gzipped, "application/x-gzip": gzipped,
	"application/pdf": portable, "application/x-pdf": portable,
	"application/msword": guessed, "application/vnd.ms-excel": guessed,
}

var ends = map[string]format{
	".txt": plainText, ".csv": plainText, ".tsv": plainText, ".md": plainText, ".log": plainText,
	".html": pageText, ".htm": pageText, ".xhtml": pageText,
	".rtf": richText, ".ics": cardText, ".vcs": cardText, ".ical": cardText, ".vcf": cardText, ".eml": letter,
	".docx": office, ".docm": office, ".dotx": office, ".dotm": office, ".odt": office, ".ott": office,
	".xlsx": office, ".xlsm": office, ".xltx": office, ".xltm": office, ".ods": office, ".ots": office,
	".pptx": office, ".pptm": office, ".ppsx": office, ".ppsm": office, ".potx": office, ".potm": office, ".odp": office, ".otp": office,
	".zip": zipped, ".tar": tarred, ".tgz": tarred, ".gz": gzipped, ".pdf": portable,
	".doc": guessed, ".dot": guessed, ".xls": guessed, ".xlt": guessed,
}

// formatOf says what a file is taken for. Its name comes first: media types of attachments are
// often wrong, application/octet-stream more often than not.
func formatOf(typ, name string) format {
	typ, _, _ = strings.Cut(strings.ToLower(typ), ";")
	typ = strings.TrimSpace(typ)
	if typ == "message/rfc822" || typ == "message/global" {
		return letter // its text is in that of its message, what is attached to it is not
	}
	name = strings.ToLower(strings.TrimRight(name, " ."))
	if strings.HasSuffix(name, ".tar.gz") {
		return tarred
	}
	if f, ok := ends[path.Ext(name)]; ok {
		return f
	}
	if strings.HasPrefix(typ, "application/vnd.openxmlformats-officedocument.") || strings.HasPrefix(typ, "application/vnd.oasis.opendocument.") ||
		strings.HasPrefix(typ, "application/vnd.ms-") && strings.Contains(typ, ".macroenabled") {
		return office
	}
	return types[typ]
}

// Reads reports whether a file with this media type and name is of a kind that has text.
func Reads(typ, name string) bool { return formatOf(typ, name) != unknown }

// Reader reads files.
type Reader struct {
	// PDF reads the text of a PDF, at most about MaxText octets, with Page between two pages;
	// nil: none is read.
	PDF func(data []byte) (string, error)
}

// Page stands between the pages of a PDF that is no part of an archive, and nowhere else.
const Page = "\f"

// Text returns the text of a file, as UTF-8 of at most MaxText octets; of an archive the names
// of what is in it as well. Its errors are ErrUnreadable, ErrEncrypted and ErrLost, with which there may be
// text, such as the names; and those of PDF.
func (r *Reader) Text(data []byte, typ, name string) (string, error) {
	if len(data) > MaxFile {
		return "", ErrUnreadable
	}
	w := &writer{}
	f := formatOf(typ, name)
	err := r.into(w, data, name, f, true)
	text := w.String()
	if f != portable {
		text = strings.ReplaceAll(text, Page, "\n")
	}
	return text, err
}

// into reads a file into w. outer: it is not itself within an archive.
func (r *Reader) into(w *writer, data []byte, name string, f format, outer bool) error {
	switch f {
	case plainText:
		if bytes.IndexByte(data[:min(len(data), 4096)], 0) >= 0 && !isUTF16(data) {
			return ErrUnreadable // no text, whatever it is called
		}
		w.add(plain(data, "text/plain"))
	case pageText:
		w.add(plain(data, "text/html"))
	case richText:
		if !bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 64)], " \t\r\n\xEF\xBB\xBF"), []byte(`{\rtf`)) {
			return ErrUnreadable
		}
		w.add(eml.RichText(data, MaxText))
	case guessed:
		if f = inside(data); f == unknown {
			return ErrUnreadable
		}
		return r.into(w, data, name, f, outer)
	case cardText:
		card(w, plain([]byte(eml.DropFiles(string(eml.Unfold(fromUTF16(data))), MaxFile)), "text/plain"))
	case letter:
		return r.readLetter(w, data)
	case office:
		return readOffice(w, data)
	case zipped:
		if !outer {
			return ErrUnreadable
		}
		return r.readZip(w, data)
	case tarred, gzipped:
		if !outer {
			return ErrUnreadable
		}
		return r.readTar(w, data, name, f)
	case portable:
		if r.PDF == nil {
			return ErrUnreadable
		}
		text, err := r.PDF(data)
		w.add(text)
		return err
	default:
		return ErrUnreadable
	}
	return nil
}

// writer collects text up to MaxText.
type writer struct {
	strings.Builder
	letters  int   // that are being read, each within the one before
	unpacked int64 // octets of what is attached to them
}

func (w *writer) full() bool { return w.Len() >= MaxText }

func (w *writer) add(s string) {
	room := MaxText - w.Len()
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if len(s) > room {
		for s = s[:room]; s != "" && !utf8.ValidString(s); {
			s = s[:len(s)-1]
		}
	}
	w.WriteString(s)
}

// line begins a new line unless there is none yet, or it has begun.
func (w *writer) line() {
	if s := w.String(); s != "" && s[len(s)-1] != '\n' {
		w.add("\n")
	}
}

// HasPDF reports whether PDF is asked for a file: it may hold one.
func HasPDF(data []byte, typ, name string) bool {
	switch formatOf(typ, name) {
	case portable:
		return true
	case letter:
		return bytes.Contains(bytes.ToLower(data), []byte("pdf")) // what is attached to it has a name or a type
	case zipped:
		return bytes.Contains(bytes.ToLower(data), []byte(".pdf"))
	case tarred, gzipped:
		return true // what is in it is seen when it is unpacked
	}
	return false
}
