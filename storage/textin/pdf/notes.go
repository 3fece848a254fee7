package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
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

// fields are the fields of the form of a document; the zero value has none.
type fields struct {
	in   pdfium.Pdfium
	form references.FPDF_FORMHANDLE
}

// fieldsOf opens the form of a document, where it has one. close is called when they are not needed any more.
func fieldsOf(in pdfium.Pdfium, doc references.FPDF_DOCUMENT) (f fields, close func()) {
	kind, err := in.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: doc})
	if err != nil || kind.FormType == enums.FPDF_FORMTYPE_NONE {
		return f, func() {}
	}
	// Nothing in it runs, or is shown.
	form, err := in.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{Document: doc, FormFillInfo: structs.FPDF_FORMFILLINFO{
		FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
		FFI_SetCursor:          func(enums.FXCT) {},
		FFI_SetTimer:           func(int, func(int)) int { return 0 },
		FFI_KillTimer:          func(int) {},
		FFI_GetLocalTime:       func() (t structs.FPDF_SYSTEMTIME) { return t },
		FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
		FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return 0 },
		FFI_ExecuteNamedAction: func(string) {},
	}})
	if err != nil {
		return f, func() {}
	}
	return fields{in, form.FormHandle}, func() {
		_, _ = in.FPDFDOC_ExitFormFillEnvironment(&requests.FPDFDOC_ExitFormFillEnvironment{FormHandle: form.FormHandle}) // it goes with the file at the latest
	}
}

// value is what was filled into the field that an annotation shows. A field that stands at several places has its value
// and its kind once, beside these (ISO 32000-1, 12.7.3.1). known: it is a field of the form.
func (f fields) value(a references.FPDF_ANNOTATION) (text string, known bool) {
	const password = 1 << 13 // ISO 32000-1, 12.7.4.3, table 228
	if f.in == nil {
		return "", false
	}
	kind, err := f.in.FPDFAnnot_GetFormFieldType(&requests.FPDFAnnot_GetFormFieldType{FormHandle: f.form, Annotation: a})
	if err != nil || kind.FormFieldType < 1 {
		return "", false
	}
	switch kind.FormFieldType {
	case enums.FPDF_FORMFIELD_TYPE_TEXTFIELD, enums.FPDF_FORMFIELD_TYPE_COMBOBOX, enums.FPDF_FORMFIELD_TYPE_LISTBOX:
	default:
		return "", true
	}
	if flags, err := f.in.FPDFAnnot_GetFormFieldFlags(&requests.FPDFAnnot_GetFormFieldFlags{FormHandle: f.form, Annotation: a}); err == nil && kind.FormFieldType == enums.FPDF_FORMFIELD_TYPE_TEXTFIELD && flags.Flags&password != 0 {
		return "", true
	}
	v, err := f.in.FPDFAnnot_GetFormFieldValue(&requests.FPDFAnnot_GetFormFieldValue{FormHandle: f.form, Annotation: a})
	if err != nil {
		return "", false
	}
	return v.FormFieldValue, true
}

// noted is a text of a note as it is searched.
func noted(s string) string {
	return lines.Replace(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r", "\n")))
}

// notes lists the notes of a page, in the order in which they are drawn. What cannot be read is left out.
func notes(in pdfium.Pdfium, page requests.Page, form fields) (out []note) {
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
			return s.Value
		}
		seen, text := true, ""
		if kind, err := in.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a.Annotation}); err == nil {
			switch kind.Subtype {
			case enums.FPDF_ANNOT_SUBTYPE_FREETEXT:
				text = said("Contents")
			case enums.FPDF_ANNOT_SUBTYPE_WIDGET:
				var known bool
				if text, known = form.value(a.Annotation); known {
					break
				}
				if t := said("FT"); t == "Tx" || t == "Ch" || t == "" { // else it is a button
					text = said("V")
				}
			}
		}
		if flags, err := in.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: a.Annotation}); err == nil && flags.Flags&(enums.FPDF_ANNOT_FLAG_HIDDEN|enums.FPDF_ANNOT_FLAG_NOVIEW) != 0 {
			seen = false
		}
		if seen && text != "" {
			n := note{text: noted(text)}
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
