package settings

import (
	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
)

// recent asks Gmail for the mail of the last days that another device has got already; with
// other servers it is not there.
type recent struct {
	on     *field.Check
	column *flow.Column
}

func newRecent(f *form) *recent {
	r := &recent{}
	r.on = field.NewCheck(lang.L("Get mail of the last 30 days even if another device has already got it"), func(bool) { f.mark() })
	about := small(lang.L("Otherwise Gmail gives each message to one device only. PopMail asks for it by writing “recent:” before the user name."))
	r.column = flow.NewColumn(2, r.on, about)
	r.column.Hide()
	return r
}

func (r *recent) fill(a account.Account) {
	r.on.SetChecked(a.Recent())
	r.column.Hidden = !a.OffersRecent()
}

// into follows the fields of the server and the user name.
func (r *recent) into(a *account.Account) {
	r.column.Hidden = !a.OffersRecent()
	a.SetRecent(r.on.Checked)
}
