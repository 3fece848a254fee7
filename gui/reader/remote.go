package reader

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Why pictures did not come, where it is the same for all of them.
var (
	ErrOffline   = errors.New("nothing on the internet could be reached")
	ErrUnreached = errors.New("no server with the pictures could be reached")
	ErrAnswer    = errors.New("the servers did not send the pictures")
	ErrPrivate   = errors.New("the pictures lie in a private network")
)

// remote is what is known of the pictures of the message that lie on the internet.
type remote struct {
	asking bool
	tried  bool                              // the person has asked for them, or always does for this sender
	failed []string                          // those that were asked for and may come another time
	gone   int                               // of those that the person has asked for: they will not come
	why    error                             // why those failed; nil: it is not known, or not the same for all
	stop   func()                            // ends asking
	said   string                            // what the bar is about
	here   atomic.Pointer[map[string][]byte] // what was fetched, for the background
}

// picture returns a picture of the internet that was fetched before. It may be called in
// the background.
func (m *remote) picture(ref string) ([]byte, bool) {
	if all := m.here.Load(); all != nil {
		data := (*all)[ref]
		return data, data != nil
	}
	return nil, false
}

// missing are the pictures of the message that are not here and were not asked for in vain.
func (c *card) missing() []string {
	if c.r.FetchPictures == nil || c.r.PictureHost == nil || c.r.content.Summary.FolderRole == mailbox.Junk {
		return nil
	}
	var out []string
	for _, ref := range c.body.Remote() {
		if _, asked := c.r.content.Pictures[ref]; !asked && c.r.PictureHost(ref) != "" {
			out = append(out, ref)
		}
	}
	return out
}

// laid is called when the text has been laid out: then it is known which pictures would
// be seen.
func (c *card) laid() {
	if c.r.card != c || c.remote.asking {
		return
	}
	missing := c.missing()
	if len(missing) > 0 && c.r.content.Always && !c.remote.tried && c.mayCome() {
		c.fetch(missing, false)
		return
	}
	c.sayRemote(missing)
}

// mayCome reports whether pictures of a sender of whom they always are fetched come without another
// word of the person.
func (c *card) mayCome() bool {
	if c.r.content.Summary.Is(mailbox.Suspect) || c.own() { // whose address it has may be another
		return false
	}
	return c.r.ByThemselves == nil || c.r.ByThemselves()
}

// own reports whether the message has an address of the person's as its sender. What it shows is what
// others have made, in what was forwarded or answered, or it only says that it is the person's.
func (c *card) own() bool { return c.r.you(c.r.content.Summary.From) || c.r.you(c.from()) }

// get asks for the pictures because the person says so, once they are online.
func (c *card) get() {
	c.r.goOut(func() {
		if missing := c.missing(); c.r.card == c && !c.remote.asking && len(missing) > 0 { // else something else is shown by now
			c.fetch(missing, true)
		}
	})
}

// goOut does what needs the network, see Calls.GoOut.
func (r *Reader) goOut(do func()) {
	if r.GoOut == nil {
		do()
		return
	}
	r.GoOut(do)
}

// fetch asks for pictures; pressed: because the person has just said so.
func (c *card) fetch(refs []string, pressed bool) {
	r, id := c.r, c.r.content.Summary.ID
	ctx, cancel := context.WithCancel(r.context())
	c.remote.asking, c.remote.tried, c.remote.failed, c.remote.gone, c.remote.why, c.remote.stop = true, true, nil, 0, nil, cancel
	c.sayRemote(nil)
	var got map[string][]byte
	var err error
	r.run.Go(func(context.Context) { got, err = r.FetchPictures(ctx, id, refs) }, func() {
		cancel()
		if r.card != c {
			return
		}
		c.remote.asking, c.remote.stop, c.remote.why = false, nil, err
		pictures := make(map[string][]byte, len(r.content.Pictures)+len(got))
		for ref, data := range r.content.Pictures {
			pictures[ref] = data
		}
		for _, ref := range refs {
			data, asked := got[ref]
			if !asked {
				c.remote.failed = append(c.remote.failed, ref)
				continue
			}
			if pictures[ref] = data; data == nil && pressed {
				c.remote.gone++
			}
		}
		r.content.Pictures = pictures
		c.remote.here.Store(&pictures)
		if len(c.remote.failed) < len(refs) {
			c.body.Reload()
		}
		c.sayRemote(c.missing())
	})
}

// sayRemote says in the bar what is not shown and who would be told.
func (c *card) sayRemote(missing []string) {
	hosts := c.hosts(missing)
	now := fmt.Sprint(c.remote.asking, c.remote.failed, c.remote.gone, c.remote.why, hosts, len(missing))
	if now == c.remote.said {
		return // laying out ends here
	}
	c.remote.said = now
	var n *widgets.Notice
	address := strings.ToLower(c.r.content.Summary.From.Email)
	switch {
	case c.remote.asking:
		n = widgets.NewNotice(widgets.IconLock, lang.L("Getting the pictures…"))
		n.AddAction(lang.L("Stop"), func() {
			if c.remote.stop != nil {
				c.remote.stop()
			}
		})
	case len(c.remote.failed) > 0 && len(missing) > 0:
		count := len(c.remote.failed)
		text := lang.N("{{.Count}} pictures didn’t come.", count, map[string]any{"Count": words.Count(count)})
		if why := whyNoPictures(c.remote.why, len(c.hosts(c.remote.failed))); why != "" {
			text += " " + why
		}
		n = widgets.NewNotice(widgets.IconWarning, text)
		n.AddAction(lang.L("Try again"), c.get)
	case len(hosts) > 0:
		data := map[string]any{"Hosts": listed(hosts)}
		text := lang.L("Pictures from {{.Hosts}} are not loaded, so the sender can’t see that you opened this.", data)
		switch {
		case len(c.r.content.Pictures) > 0: // somebody was told before
			text = lang.L("Some pictures from {{.Hosts}} are not loaded.", data)
		case c.own():
			text = lang.L("Pictures from {{.Hosts}} are not loaded, so their servers can’t see that you opened this.", data)
		}
		n = widgets.NewNotice(widgets.IconLock, text)
		n.Embolden(hosts...)
		n.AddAction(lang.L("Show pictures"), c.get)
		if c.r.OnAlwaysPictures != nil && address != "" && !c.r.content.Always && !c.own() {
			n.AddAction(lang.L("Always for this sender"), func() {
				c.r.content.Always = true
				c.r.OnAlwaysPictures(address)
				c.get()
			})
		}
	case c.remote.gone > 0:
		n = widgets.NewNotice(widgets.IconWarning, lang.N("{{.Count}} pictures are not on their servers anymore, or can’t be shown.", c.remote.gone,
			map[string]any{"Count": words.Count(c.remote.gone)}))
	}
	if n == nil && c.asks.Hidden {
		return
	}
	if c.asks.Hidden = n == nil; n == nil {
		c.asks.Set()
	} else {
		c.asks.Set(n)
	}
	c.r.resized()
}

// whyNoPictures says why pictures of some servers did not come; "" where that is not known.
func whyNoPictures(err error, servers int) string {
	switch {
	case errors.Is(err, ErrOffline):
		return lang.L("PopMail couldn’t reach the internet. Check that this computer is online.")
	case errors.Is(err, ErrUnreached):
		return lang.N("None of their {{.Count}} servers could be reached.", servers, map[string]any{"Count": words.Count(servers)})
	case errors.Is(err, ErrAnswer):
		return lang.N("Their {{.Count}} servers answered, but without pictures.", servers, map[string]any{"Count": words.Count(servers)})
	case errors.Is(err, ErrPrivate):
		return lang.N("The names of their {{.Count}} servers lead to a private network, and PopMail doesn’t ask there.", servers, map[string]any{"Count": words.Count(servers)})
	}
	return ""
}

// hosts are the servers that would be told, each once.
func (c *card) hosts(refs []string) []string {
	var out []string
	known := map[string]bool{}
	for _, ref := range refs {
		if h := c.r.PictureHost(ref); h != "" && !known[h] {
			known[h] = true
			out = append(out, h)
		}
	}
	return out
}

// mostHosts is how many servers the bar names.
const mostHosts = 4

// listed is a list of names as a sentence has it.
func listed(names []string) string {
	if len(names) > mostHosts {
		more := len(names) - mostHosts + 1
		names = append(names[:mostHosts-1:mostHosts-1], lang.N("{{.Count}} others", more, map[string]any{"Count": words.Count(more)}))
	}
	if len(names) == 1 {
		return names[0]
	}
	return lang.L("{{.First}} and {{.Last}}", map[string]any{"First": words.Names(names[:len(names)-1]), "Last": names[len(names)-1]})
}
