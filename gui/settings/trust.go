package settings

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/certificate"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// trust is whom an account trusts besides those that this computer does: certificates
// with something wrong, and certificate authorities. It is seen where there are any.
type trust struct {
	f           *form
	row         *row
	line        fyne.CanvasObject // above it
	exceptions  account.Exceptions
	authorities string // PEM
	add         *widgets.Button
	stop        []*widgets.Button // of each that is listed
}

func newTrust(f *form) *trust {
	t := &trust{f: f}
	t.row = newRow(f, widgets.IconLock, lang.L("Certificates"))
	t.row.onOpen = func() fyne.Focusable {
		if len(t.stop) == 0 {
			return t.row.change
		}
		return t.stop[0]
	}
	t.add = widgets.NewLink(lang.L("Add a certificate authority…"), func() {
		if !f.busy {
			f.s.OnAddAuthority(t.addAuthority)
		}
	})
	t.add.Small = true
	t.add.Hidden = f.s.OnAddAuthority == nil
	f.incoming.row.fields.Objects = append(f.incoming.row.fields.Objects, flow.NewTiles(0, t.add))
	return t
}

func (t *trust) objects() []fyne.CanvasObject { return []fyne.CanvasObject{t.row.column} }

func (t *trust) fill(a account.Account) {
	t.exceptions, t.authorities = a.Exceptions, a.Authorities
	t.list()
}

func (t *trust) into(a *account.Account) { a.Exceptions, a.Authorities = t.exceptions, t.authorities }

func (t *trust) check() fyne.Focusable { return nil }

func (t *trust) lock(on bool) {
	for _, b := range t.stop {
		lock(b, on)
	}
}

// list shows who is trusted.
func (t *trust) list() {
	exceptions, authorities := t.exceptions.All(), t.described()
	t.stop = nil
	var fields []fyne.CanvasObject
	now := t.f.s.now()
	for _, e := range exceptions {
		d := map[string]any{"Server": e.Host, "Date": words.Day(time.Unix(e.Since, 0), now)}
		text := flow.NewColumn(2,
			widgets.NewText(lang.L("Although something is wrong with it, {{.Server}} may show this certificate.", d), theme.SizeSmall, ""),
			certificate.Exception(e, lang.L("trusted since {{.Date}}", d)))
		fields = append(fields, t.item(text, lang.L("Stop trusting it"), func() { t.exceptions = t.exceptions.Without(e.Host) }))
	}
	for i := range authorities {
		fields = append(fields, t.item(certificate.Authority(&authorities[i], now), lang.L("Remove"), func() { t.removeAuthority(i) }))
	}
	t.row.fields.Set(fields...)
	var parts []string
	for _, e := range exceptions {
		parts = append(parts, lang.L("{{.Server}}, trusted by you", map[string]any{"Server": e.Host}))
	}
	for _, c := range authorities {
		parts = append(parts, c.Owner)
	}
	t.row.line.SetText(strings.Join(parts, " · "))
	was := t.f.was
	t.row.column.Hidden = len(parts) == 0 && len(was.Exceptions.All()) == 0 && was.Authorities == ""
	switch {
	case t.line == nil:
	case t.row.column.Hidden:
		t.line.Hide()
	default:
		t.line.Show()
	}
	if len(parts) == 0 {
		t.row.line.SetText(lang.L("None of your own"))
	}
}

// item is one that is trusted, with the button that ends that once it is saved.
func (t *trust) item(what fyne.CanvasObject, label string, end func()) fyne.CanvasObject {
	b := widgets.NewButton(widgets.Quiet, label, "", func() {
		end()
		t.list()
		t.f.s.relayout()
		t.f.s.focus(t.f.save)
	})
	t.stop = append(t.stop, b)
	both := flow.NewBeside(12, func() float32 { return 300 * widgets.Unit() }, what, flow.NewTiles(0, b))
	both.Below = 6
	return both
}

func (t *trust) described() []account.Certificate {
	if t.f.s.Authorities == nil || t.authorities == "" {
		return nil
	}
	return t.f.s.Authorities(t.authorities)
}

func (t *trust) addAuthority(text string) {
	if t.f.s.form != t.f || t.f.busy {
		return
	}
	if !strings.Contains(t.authorities, text) {
		t.authorities += text
	}
	t.list()
	t.row.open()
	t.f.s.relayout()
	t.f.s.focus(t.f.save)
}

// pemEnd is the last line of each certificate in PEM.
const pemEnd = "-----END CERTIFICATE-----\n"

// removeAuthority takes out the i-th.
func (t *trust) removeAuthority(i int) {
	all := strings.SplitAfter(t.authorities, pemEnd)
	if i < len(all) {
		t.authorities = strings.Join(append(all[:i:i], all[i+1:]...), "")
	}
}

// offer adds to a box about a problem what is wrong with a certificate, and what can be
// done by who knows why; again tries the settings anew.
func (t *trust) offer(box *flow.Column, p *account.Problem, link func(name string, do func()), again func()) {
	c := p.Certificate
	if c == nil {
		return
	}
	now := t.f.s.now()
	box.Objects = append(box.Objects, certificate.Faults(c, now), certificate.Facts(c, now))
	status := t.f.card.account.Status
	if !account.MayTrust(t.f.was, !status.LastCheck.IsZero() || status.Held.Known(), c) {
		return
	}
	box.Objects = append(box.Objects, widgets.NewText(words.BeforeTrust(), theme.SizeSmall, theme.ColorNoticeText))
	if t.f.s.OnAddAuthority != nil && (c.Has(account.FaultIssuer) || c.Has(account.FaultIncomplete)) {
		link(lang.L("Add a certificate authority…"), func() {
			t.f.s.OnAddAuthority(func(text string) {
				if t.f.s.form == t.f && !t.f.busy { // else it was closed meanwhile
					t.addAuthority(text)
					again()
				}
			})
		})
	}
	link(lang.L("Trust this certificate for this account"), func() {
		a := t.f.now()
		a.Trust(c.Server, c.Sum, now)
		t.exceptions = a.Exceptions
		t.list()
		again()
	})
}
