package prefs

import "fyne.io/fyne/v2"

// Install makes p the preferences of a program: from now on a.Preferences() is p,
// also for what Fyne keeps there, and Fyne's file is no longer written. Fyne provides
// for this in the guise of a cloud provider; nothing here leaves the computer.
func Install(a fyne.App, p *File) { a.SetCloudProvider(provider{p}) }

// Former returns the values of the preferences that a has of Fyne's own file.
func Former(a fyne.App) map[string]any {
	values := make(map[string]any)
	if r, ok := a.Preferences().(interface {
		ReadValues(func(map[string]any))
	}); ok {
		r.ReadValues(func(m map[string]any) {
			for key, v := range m {
				if v := plain(v); v != nil {
					values[key] = v
				}
			}
		})
	}
	return values
}

type provider struct{ p *File }

func (provider) ProviderDescription() string { return "a file in the data folder" }
func (provider) ProviderIcon() fyne.Resource { return nil }
func (provider) ProviderName() string        { return FileName }
func (provider) Cleanup(fyne.App)            {}
func (provider) Setup(fyne.App) error        { return nil }

// CloudPreferences fulfils fyne.CloudProviderPreferences.
func (c provider) CloudPreferences(fyne.App) fyne.Preferences { return c.p }
