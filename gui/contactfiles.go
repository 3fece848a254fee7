package gui

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/book"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// mostSkipped is how many parts of a file that cannot be read are named.
const mostSkipped = 5

// busy says what is going on where it takes long. end takes that away.
func (ab *addressBook) busy(text string) (end func()) {
	var shown *widgets.Toast
	cancel := ab.run.After(300*time.Millisecond, func() {
		ab.toasts.offerFor(time.Hour, text, "", nil)
		shown = ab.toasts.now
	})
	return func() {
		cancel()
		ab.toasts.ended(shown)
	}
}

// exportContacts asks for a place and writes people there.
func (ab *addressBook) exportContacts(list []mailbox.Contact, name string, format book.Format) {
	ending, write := ".vcf", ab.files.VCard
	if format == book.CSV {
		ending, write = ".csv", ab.files.Table
	}
	var data []byte
	end := ab.busy(lang.L("Preparing the file…"))
	ab.doOr(func(ctx context.Context) error {
		cards, err := ab.store.Cards(ctx, list)
		if err == nil {
			data, err = write(cards)
		}
		return err
	}, end, func() {
		end()
		ab.saving.saveOctets(eml.SafeTitle(name, ending), data)
	})
}

// importContacts asks for a file, says what is in it, and brings it in when the person wants
// that. b shows who has come.
func (ab *addressBook) importContacts(b *book.Book) {
	ab.saving.chooseFile(lang.L("Choose a file with people (.vcf or .csv)"), lang.L("Open"), func(path string) {
		var f mailbox.CardFile
		var n mailbox.Imported
		var err error
		end := ab.busy(lang.L("Reading the file…"))
		ab.run.Go(func(ctx context.Context) {
			if f, err = ab.files.ReadContacts(ctx, path); err == nil {
				n, err = ab.store.PreviewCards(ctx, f.Cards)
			}
		}, func() {
			end()
			switch {
			case errors.Is(err, mailbox.ErrNoCards):
				ab.say(lang.L("No people were found in this file"), skipped(f)+lang.L("PopMail reads vCard files (.vcf) and tables (.csv) with a column for e-mail addresses."))
			case errors.Is(err, mailbox.ErrCardsTooBig):
				ab.say(lang.L("This file is too big"), lang.L("Save fewer people in one file, or leave out their pictures, and try again."))
			case err != nil:
				ab.failed(err)
			default:
				ab.askImport(b, f, n)
			}
		})
	})
}

// say puts something before the person that they only have to read.
func (ab *addressBook) say(title, text string) {
	q := &ask.Question{Title: title, Text: text, Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("OK"), "", nil)}}
	q.Show(ab.window.Canvas())
}

// askImport says what a file brings.
func (ab *addressBook) askImport(b *book.Book, f mailbox.CardFile, n mailbox.Imported) {
	all, here := n.Added+n.Joined+n.Same, n.Joined+n.Same
	count := func(n int) map[string]any { return map[string]any{"Count": words.Count(n)} }
	var text []string
	if here > 0 {
		text = append(text, lang.N("{{.Count}} of them are in your address book already. Nobody is entered twice.", here, count(here)))
	}
	if n.Joined > 0 {
		text = append(text, lang.N("{{.Count}} of those get what is new in the file.", n.Joined, count(n.Joined)))
	}
	if n.Groups > 0 {
		text = append(text, lang.N("{{.Count}} new groups come with them.", n.Groups, count(n.Groups)))
	}
	var extra []fyne.CanvasObject
	if s := skipped(f); s != "" {
		extra = append(extra, widgets.NewText(strings.TrimSpace(s), theme.SizeSmall, theme.ColorMuted))
	}
	if n.Added+n.Joined+n.Groups == 0 {
		q := &ask.Question{Title: lang.L("Nothing new in this file"), Text: lang.L("Everybody in it is in your address book already."), Extra: extra,
			Buttons: []*widgets.Button{widgets.NewButton(widgets.Primary, lang.L("OK"), "", nil)}}
		q.Show(ab.window.Canvas())
		return
	}
	q := &ask.Question{
		Title: lang.N("Bring in {{.Count}} people?", all, count(all)),
		Text:  strings.Join(text, " "),
		Extra: extra,
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Primary, lang.L("Bring in"), "", func() { ab.bringIn(b, f.Cards) }),
		},
	}
	q.Show(ab.window.Canvas())
}

// bringIn brings people into the address book.
func (ab *addressBook) bringIn(b *book.Book, cards []mailbox.Card) {
	var n mailbox.Imported
	var was mailbox.ContactEdit
	var err error
	end := ab.busy(lang.L("Bringing people in…"))
	ab.run.Go(func(ctx context.Context) { n, was, err = ab.store.AddCards(ctx, cards) }, func() {
		end()
		if err != nil {
			ab.failed(err)
			return
		}
		text := lang.N("{{.Count}} people were added to your address book.", n.Added, map[string]any{"Count": words.Count(n.Added)})
		if n.Added == 0 {
			text = lang.L("Your address book has what was new in the file.")
		}
		b.Imported(text, was)
	})
}

// skipped says what of a file could not be used, a line for each; empty: nothing.
func skipped(f mailbox.CardFile) string {
	if f.Left == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(lang.N("{{.Count}} entries of the file cannot be used and are left out:", f.Left, map[string]any{"Count": words.Count(f.Left)}) + "\n")
	for _, s := range f.Skipped[:min(len(f.Skipped), mostSkipped)] {
		why := lang.L("it cannot be read")
		switch s.Why {
		case mailbox.SkipNobody:
			why = lang.L("it has no name and no e-mail address")
		case mailbox.SkipBig:
			why = lang.L("it is too long for one person")
		case mailbox.SkipTooMany:
			why = lang.L("there are too many people in the file")
		}
		b.WriteString(lang.L("Line {{.Line}}: {{.Reason}}", map[string]any{"Line": words.Count(s.Line), "Reason": why}) + "\n")
	}
	if f.Left > mostSkipped {
		more := f.Left - min(len(f.Skipped), mostSkipped)
		b.WriteString(lang.N("and {{.Count}} more", more, map[string]any{"Count": words.Count(more)}) + "\n")
	}
	return b.String() + "\n"
}
