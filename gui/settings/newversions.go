package settings

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// NewVersions is what is known of new versions of this program.
type NewVersions struct {
	Made    bool   // this PopMail can look for them
	Monthly bool   // it does so once a month
	Busy    bool   // it is looking, because the person has asked
	Said    string // what came of that; "": nothing, or a new version
	Found   string // the sentence about a new version; "": none is known
	Words   string // what is new in it
}

// newVersions looks for a new version when the person asks.
func (s *Settings) newVersions() fyne.CanvasObject {
	now := s.state.NewVersions
	g := group(lang.L("New versions"))
	if !now.Made {
		g.Objects = append(g.Objects, widgets.NewText(lang.L("This copy of PopMail can’t look for new versions. Look for one where you got it."), "", ""))
		return g
	}
	if now.Found != "" {
		g.Objects = append(g.Objects, widgets.NewSpans(widgets.Span{Text: now.Found, Bold: true}))
		if now.Words != "" {
			g.Objects = append(g.Objects, widgets.NewText(now.Words, "", ""))
		}
		g.Objects = append(g.Objects, flow.NewTiles(10, makes(s, widgets.NewButton(widgets.Primary, lang.L("Open its web page"), "", s.OnNewPage))))
	}
	switch {
	case now.Busy:
		g.Objects = append(g.Objects, widgets.NewText(lang.L("Looking for a new version…"), "", ""),
			flow.NewTiles(10, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Stop"), "", s.OnStopNewest))))
	default:
		if now.Said != "" {
			g.Objects = append(g.Objects, widgets.NewText(now.Said, "", ""))
		}
		g.Objects = append(g.Objects, flow.NewTiles(10, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Check for a new version"), "", s.OnNewest))))
	}
	if s.OnMonthly != nil {
		c := makes(s, field.NewCheck(lang.L("Check once a month"), s.OnMonthly))
		c.Checked = now.Monthly
		g.Objects = append(g.Objects, c)
	}
	g.Objects = append(g.Objects, small(lang.L("PopMail looks for a new version only if you ask it to. Nothing about you or your mail is sent.")))
	return g
}
