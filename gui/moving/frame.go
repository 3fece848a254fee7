package moving

import (
	"context"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/sheet"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// mostNamed is how much of what could not be read is named on the screen.
const mostNamed = 200

// job is something that goes on in the background until it is stopped.
type job struct{ stop func() }

// run does work, then done with whether the person has stopped it.
func (j *job) run(r loop.Runner, work func(ctx context.Context), done func(stopped bool)) {
	own, cancel := context.WithCancel(context.Background())
	j.stop = cancel
	r.Go(func(ctx context.Context) {
		end := context.AfterFunc(ctx, cancel)
		defer end()
		work(own)
	}, func() {
		stopped := own.Err() != nil
		cancel()
		j.stop = nil
		done(stopped)
	})
}

func small(text string) *widgets.Text {
	return widgets.NewText(text, theme.SizeSmall, theme.ColorMuted)
}

// cardHead is an icon, a title with words about it, and buttons at the right.
func cardHead(icon *widgets.Glyph, title, about *widgets.Text, buttons ...fyne.CanvasObject) *flow.Beside {
	square := flow.NewColumn(0, icon)
	square.Fill, square.Radius, square.Inset = theme.ColorField, fynetheme.SizeNameInputRadius, flow.Same(11)
	text := flow.NewColumn(1, title, about)
	b := flow.NewBeside(14, func() float32 { return 260 * widgets.Unit() }, flow.NewRow(14, text, square, text), flow.NewTiles(10, buttons...))
	b.Below = 10
	return b
}

// why says what is wrong with something.
func why(f Failure) string {
	switch f.Why {
	case WhyGone:
		return lang.L("It is not there anymore.")
	case WhyForbidden:
		return lang.L("You may not read it.")
	case WhyNoMail:
		return lang.L("There is no mail in it that PopMail can read.")
	case WhyOutlook:
		return lang.L("It is a file of Outlook, which PopMail can’t read. In Outlook, select the messages and drag them into a folder: PopMail reads the .msg files that they become.")
	case WhyNotMessage:
		return lang.L("It is an appointment, a contact, a task or a note of Outlook, not a message.")
	case WhyOnlyHeaders:
		return lang.L("Outlook Express had only the beginnings of messages in it. Their text is on the server alone.")
	case WhyOutside:
		return lang.L("What it holds lies outside this folder. To bring that in, choose the place itself.")
	case WhyNested:
		return lang.L("It is packed inside another packed file. Unpack the outer one first, then bring in this one.")
	case WhyTooBig:
		return lang.L("It is too big to be a message.")
	case WhyGrows:
		return lang.L("It grows too much when it is unpacked.")
	case WhyTooDeep:
		return lang.L("It lies in too many folders.")
	case WhyTooMany:
		return lang.L("There are too many files in it.")
	case WhyCut:
		return lang.L("A part of it is missing.")
	case WhyBegun:
		return lang.L("Only its beginning is here, and only that was saved.")
	case WhyPacked:
		return lang.L("It is compressed in a way that PopMail can’t read.")
	case WhyPassword:
		return lang.L("It has a password. Unpack it first, then bring in what was in it.")
	case WhyDamaged:
		return lang.L("It is damaged.")
	}
	return widgets.Short(widgets.OneLine(f.Said), 200)
}

// showFailed lists what could not be read.
func showFailed(f *sheet.Frame, title string, list []Failure, all int) {
	c := f.Canvas()
	if c == nil {
		return
	}
	text := ""
	for _, x := range list[:min(len(list), mostNamed)] {
		text += widgets.Short(widgets.OneLine(x.Where), 300) + "\n" + why(x) + "\n\n"
	}
	if more := all - min(len(list), mostNamed); more > 0 {
		text += lang.N("and {{.Count}} more", more, map[string]any{"Count": words.Count(more)})
	}
	q := &ask.Question{
		Title: title, Width: 620, Extra: []fyne.CanvasObject{selectable.NewText(text, theme.SizeSmall, "")},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Copy"), "", func() { fyne.CurrentApp().Clipboard().SetContent(text) }),
			widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil),
		},
	}
	q.Show(c)
}
