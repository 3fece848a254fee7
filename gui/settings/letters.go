package settings

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// letters is how the letters of an account look: the signature, and whether there is nothing
// but plain text.
type letters struct {
	f              *form
	row            *row
	signature      *field.Entry
	signatureField *field.Labelled
	plain          *field.Check
}

// leastSignature is how many lines of the signature are seen at least.
const leastSignature = 3

func newLetters(f *form) *letters {
	l := &letters{f: f, signature: field.NewLines(leastSignature, f.s.escape)}
	about := small(lang.L("This stands below every letter you write from this account. You can change it there."))
	l.signatureField = field.Label(lang.L("Signature"), l.signature)
	l.signature.OnChanged = func(string) {
		l.signatureField.Say("")
		l.mark()
		f.s.relayout()
	}
	l.plain = field.NewCheck(lang.L("Send letters as plain text only"), func(bool) { l.mark() })
	plainly := small(lang.L("Letters you answer or forward are then quoted without their colors and pictures."))
	l.row = newRow(f, widgets.IconWrite, lang.L("Writing"), l.signatureField, about, l.plain, plainly)
	l.row.fields.Before(about, 6)
	l.row.fields.Before(plainly, 2)
	l.row.onOpen = func() fyne.Focusable { return l.signature }
	return l
}

func (l *letters) objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.row.column} }

func (l *letters) fill(a account.Account) {
	if account.TidySignature(l.signature.Text) != a.Signature {
		l.signature.SetText(a.Signature)
	}
	l.plain.SetChecked(a.PlainOnly)
	l.mark()
}

func (l *letters) into(a *account.Account) {
	a.Signature, a.PlainOnly = account.TidySignature(l.signature.Text), l.plain.Checked
}

func (l *letters) check() fyne.Focusable {
	l.signatureField.Say("")
	if account.SignatureFits(account.TidySignature(l.signature.Text)) {
		return nil
	}
	l.signatureField.Say(lang.L("A signature can have {{.Lines}} lines and {{.Letters}} letters.", map[string]any{"Lines": words.Count(account.MaxSignatureLines), "Letters": words.Count(account.MaxSignature)}))
	l.row.open()
	return l.signature
}

func (l *letters) lock(on bool) {
	for _, o := range []lockable{l.signature, l.plain, l.row.change} {
		lock(o, on)
	}
}

// mark says how the letters look.
func (l *letters) mark() {
	text := lang.L("No signature")
	if first, more, _ := strings.Cut(account.TidySignature(l.signature.Text), "\n"); first != "" {
		if text = widgets.Short(widgets.OneLine(first), 60); more != "" {
			text += " …"
		}
		text = lang.L("Signature: {{.Text}}", map[string]any{"Text": text})
	}
	if l.plain.Checked {
		text += " · " + lang.L("plain text only")
	}
	l.row.line.SetText(text)
}
