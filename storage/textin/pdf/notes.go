package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"popmail/storage/textin"
)

const (
	maxNotes  = 2000     // annotations of a page that are looked at
	notesSize = 64 << 10 // octets of the text of all of them
)

// note is what somebody filled into a field of a page, or typed onto it: PDFium draws it, and does not count it to the
// text of the page (ISO 32000-1, 12.5.6.6 and 12.7.4.3).
type note struct {
	text string
	at   structs.FPDF_FS_RECTF // in points
}

// notes lists the notes of a page, in the order in which they are drawn. What cannot be read is left out.
func notes(in pdfium.Pdfium, page requests.Page) (out []note) {
	count, err := in.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return nil
	}
	size := 0
	for i := 0; i < min(count.Count, maxNotes) && size < notesSize; i++ {
		a, err := in.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue
		}
		said := func(key string) string {
			s, err := in.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: a.Annotation, Key: key})
			if err != nil {
				return ""
			}
			return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s.Value, "\uFFFD"), "\r", "\n"))
		}
		key := ""
		if kind, err := in.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a.Annotation}); err == nil {
			switch kind.Subtype {
			case enums.FPDF_ANNOT_SUBTYPE_FREETEXT:
				key = "Contents"
			case enums.FPDF_ANNOT_SUBTYPE_WIDGET:
				if t := said("FT"); t == "Tx" || t == "Ch" || t == "" { // else it is a button
					key = "V"
				}
			}
		}
		if flags, err := in.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: a.Annotation}); err == nil && flags.Flags&(enums.FPDF_ANNOT_FLAG_HIDDEN|enums.FPDF_ANNOT_FLAG_NOVIEW) != 0 {
			key = ""
		}
		if key != "" {
			n := note{text: lines.Replace(said(key))}
			if at, err := in.FPDFAnnot_GetRect(&requests.FPDFAnnot_GetRect{Annotation: a.Annotation}); err == nil {
				n.at = at.Rect
			}
			if n.text != "" && len(n.text) <= notesSize-size {
				out, size = append(out, n), size+len(n.text)
			}
		}
		_, _ = in.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: a.Annotation}) // it goes with the file at the latest
	}
	return out
}

// addNotes adds the notes to the text of a page that is drawn: each stands where its field is, as a whole.
func addNotes(p *textin.Picture, list []note, place func(left, top, right, bottom float32) textin.Box) {
	var text strings.Builder
	for _, n := range list {
		at := place(n.at.Left, n.at.Top, n.at.Right, n.at.Bottom)
		for i, r := range []rune("\n" + n.text) {
			if len(p.Boxes) == textin.MaxChars {
				break
			}
			box := at
			if i == 0 {
				box = textin.Box{}
			}
			text.WriteRune(r)
			p.Boxes = append(p.Boxes, box)
		}
	}
	p.Text += text.String()
}
