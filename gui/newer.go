package gui

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/settings"
	"popmail/gui/words"
)

// NoAnswer is why nothing is known of a new version.
type NoAnswer int

// The reasons.
const (
	NoAnswerOther    NoAnswer = iota
	NoAnswerOffline           // there is no internet
	NoAnswerSlow              // the web site has not answered in time
	NoAnswerPlain             // it would have answered without encryption
	NoAnswerLong              // the answer is too long
	NoAnswerUnsigned          // it is not signed by PopMail's makers
	NoAnswerOld               // it is older than one before
)

// Error implements error, for logs. What a person reads is text.
func (n NoAnswer) Error() string { return "nothing is known of a new version" }

func (n NoAnswer) text() string {
	switch n {
	case NoAnswerOffline:
		return lang.L("There is no internet connection, so PopMail couldn’t look for a new version.")
	case NoAnswerSlow:
		return lang.L("PopMail’s website didn’t answer in time. Please try again later.")
	case NoAnswerPlain:
		return lang.L("The answer would have come without encryption, so PopMail didn’t take it.")
	case NoAnswerLong:
		return lang.L("The answer was much too long, so PopMail didn’t read it.")
	case NoAnswerUnsigned:
		return lang.L("The answer isn’t signed by the makers of PopMail, so PopMail doesn’t trust it.")
	case NoAnswerOld:
		return lang.L("The answer is older than one that came before, so PopMail doesn’t trust it.")
	}
	return lang.L("PopMail got no useful answer from its website. Please try again later.")
}

// How often new versions are looked for, where the person wants that.
const (
	newerEvery = 30 * day
	newerSpan  = 3 * day // at most so much later, by chance: who asks has no hours of their own
	newerRetry = day     // after there was no answer
)

// newVersions is the look for a new version: when the person asks, or once a month if they have
// said so, and never else.
type newVersions struct {
	*shell
	activity *activity
	travel   *travel
	port     Newer // nil: this PopMail was not made for it
	asking   loop.Latest
	refill   func() // shows the present state in the settings, where they are open

	busy bool   // the person waits for an answer
	said string // what came of the last time they asked; "": nothing yet
}

func newNewVersions(sh *shell, act *activity, tr *travel, port Newer) *newVersions {
	return &newVersions{shell: sh, activity: act, travel: tr, port: port, asking: loop.Latest{Run: sh.run}}
}

// state is what the settings show.
func (k *newVersions) state() settings.NewVersions {
	st := settings.NewVersions{Made: k.port != nil, Busy: k.busy, Said: k.said}
	if k.port == nil {
		return st
	}
	st.Monthly = k.app.Preferences().Bool(prefMonthly)
	if r, ok := k.found(); ok {
		st.Found, st.Words = k.news(r), inTheirs(r.Words)
	}
	return st
}

// news is the sentence about a new version.
func (k *newVersions) news(r Release) string {
	return lang.L("There is a new version: PopMail {{.Version}}, from {{.Day}}.", map[string]any{"Version": r.Version, "Day": words.LongDate(r.Date, k.now())})
}

// found is the newest version that is known, if it is newer than this one.
func (k *newVersions) found() (r Release, ok bool) {
	if k.port == nil {
		return r, false
	}
	p := k.app.Preferences()
	r = Release{Version: p.String(prefNewest), Date: time.Unix(int64(p.Int(prefNewestDate)), 0), Page: p.String(prefNewestPage)}
	if text := p.String(prefNewestWords); json.Unmarshal([]byte(text), &r.Words) != nil && text != "" {
		r.Words = map[string]string{lang.English: text} // an earlier PopMail kept one language
	}
	return r, r.Version != "" && k.port.Newer(r.Version)
}

// inTheirs is what is new in the person's language, in English where it is not told in that one.
func inTheirs(by map[string]string) string {
	for code := lang.Code(); code != ""; {
		if text, ok := by[code]; ok {
			return text
		}
		i := strings.LastIndexByte(code, '-')
		code = code[:max(i, 0)]
	}
	return by[lang.English]
}

// keep remembers an answer.
func (k *newVersions) keep(r Release) {
	p := k.app.Preferences()
	p.SetString(prefNewest, r.Version)
	p.SetInt(prefNewestDate, int(r.Date.Unix()))
	p.SetString(prefNewestPage, r.Page)
	text, err := json.Marshal(r.Words)
	if err != nil || len(r.Words) == 0 {
		text = nil
	}
	p.SetString(prefNewestWords, string(text))
}

// seen is the date of the newest answer that was believed.
func (k *newVersions) seen() time.Time {
	if at := k.app.Preferences().Int(prefNewestDate); at != 0 {
		return time.Unix(int64(at), 0)
	}
	return time.Time{}
}

// ask looks for a new version because the person wants to know.
func (k *newVersions) ask() {
	if k.port == nil || k.busy {
		return
	}
	if k.activity.worksOffline() {
		k.said = lang.L("You are working offline, so PopMail didn’t look for a new version.")
		k.refill()
		return
	}
	k.busy, k.said = true, ""
	k.refill()
	k.start(func(err error) {
		k.busy = false
		if err != nil {
			var no NoAnswer
			errors.As(err, &no)
			k.said = no.text()
		} else if _, newer := k.found(); !newer {
			k.said = lang.L("You have the newest version.")
		}
		k.refill()
	})
}

// stop gives up the question.
func (k *newVersions) stop() {
	k.asking.Cancel()
	k.busy, k.said = false, ""
	k.refill()
}

// start asks, keeps the answer and plans the next time.
func (k *newVersions) start(done func(err error)) {
	var r Release
	var err error
	seen := k.seen()
	k.asking.Start(func(ctx context.Context) { r, err = k.port.Newest(ctx, seen) }, func() {
		if err == nil {
			k.keep(r)
			k.plan(newerEvery)
		}
		done(err)
	})
}

// plan says when it is looked for by itself the next time.
func (k *newVersions) plan(after time.Duration) {
	at := k.now().Add(after + rand.N(newerSpan))
	k.app.Preferences().SetInt(prefMonthlyNext, int(at.Unix()))
}

// setMonthly says whether it is to be looked for once a month.
func (k *newVersions) setMonthly(on bool) {
	p := k.app.Preferences()
	p.SetBool(prefMonthly, on)
	if on {
		k.plan(0)
	} else {
		p.RemoveValue(prefMonthlyNext)
		if !k.busy {
			k.asking.Cancel() // what was begun by itself
		}
	}
	k.refill()
}

// look asks where the person wants that once a month, and it is time. In travel mode and offline
// it waits.
func (k *newVersions) look() {
	p := k.app.Preferences()
	if k.port == nil || !p.Bool(prefMonthly) || k.busy || k.activity.worksOffline() || k.travel.on() || k.o.CannotWrite != nil {
		return
	}
	left := time.Unix(int64(p.Int(prefMonthlyNext)), 0).Sub(k.now())
	if left > newerEvery+newerSpan { // the clock was ahead
		k.plan(0)
	}
	if left > 0 {
		return
	}
	k.plan(newerRetry) // where there is no answer, or PopMail ends before it comes
	k.start(func(error) { k.refill() })
}

// open opens the page of the new version in the web browser.
func (k *newVersions) open() {
	if r, ok := k.found(); ok {
		k.openLink(r.Page)
	}
}
