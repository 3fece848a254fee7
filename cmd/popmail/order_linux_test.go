package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/pop3/pop3test/dovecot"
	"popmail/storage/mailbox"
)

// household is a person with two accounts and 2,000 letters.
type household struct {
	server *dovecot.Server
	out    *submitted
	data   string // as it was when all letters had come
}

const workUser = "ann@work.example"

// orderMail are the letters of the two accounts that the stories are about; real mail stands
// around them.
func orderMail() (home, work []string) {
	now := time.Now()
	letter := func(minutes int, from, to, subject, more, body string) string {
		id := strings.ToLower(strings.ReplaceAll(subject, " ", "-")) + fmt.Sprint(minutes)
		return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@order.example>\r\n%sMIME-Version: 1.0\r\n\r\n%s\r\n",
			from, to, subject, now.Add(-time.Duration(minutes)*time.Minute).Format(time.RFC1123Z), id, more, body)
	}
	const dad, bank, maria = "Dad <dad@family.example>", "Lakeland Bank <statements@bank.example>", "Maria Bauer <maria@ferry.example>"
	file := "Content-Type: multipart/mixed; boundary=b\r\n"
	home = []string{
		letter(45, dad, testUser, "The garden", "", "The roses have come out at last!"),
		letter(44, "Lena <lena@family.example>", testUser, "Re: The garden", "In-Reply-To: <the-garden45@order.example>\r\nReferences: <the-garden45@order.example>\r\n", "How lovely.\r\n\r\n"+strings.Repeat("> The roses have come out at last!\r\n", 12)),
		letter(43, dad, testUser, "Re: The garden", "In-Reply-To: <re:-the-garden44@order.example>\r\nReferences: <the-garden45@order.example> <re:-the-garden44@order.example>\r\n", "Come and see them."),
		letter(35, bank, testUser, "Statement October", "", "Your statement of October."),
		letter(34, bank, testUser, "Statement November", "", "Your statement of November."),
		letter(30, "\"service@bank.example\" <win@prize.example>", testUser, "Your account is locked", "", "Click here."),
		letter(25, maria, testUser, "Your booking", file, "--b\r\nContent-Type: text/plain\r\n\r\nYour cabin is reserved.\r\n--b\r\nContent-Type: application/pdf; name=ticket.pdf\r\nContent-Disposition: attachment; filename=ticket.pdf\r\n\r\n%PDF-1.4\r\n--b--"),
		letter(20, "Prize Office <win@prize.example>", testUser, "You have won", "", "Win win win."),
	}
	work = []string{
		letter(15, "The Boss <boss@work.example>", workUser, "Team lunch", "", "On Thursday at noon."),
		letter(10, "The Boss <boss@work.example>", workUser, "Old paper", "", "This can go."),
	}
	for i, subject := range []string{"Chess on Friday", "New boards", "The tournament"} {
		work = append(work, letter(3000+i, "Sam Spade <sam@chess.example>", "Chess Club <all@chess.example>", subject, "List-Id: Chess Club <all.chess.example>\r\n", "At the usual place."))
	}
	return home, work
}

// newHousehold fills two mailboxes of a real Dovecot with real mail, and has PopMail receive all
// of it. One letter was sent, and nobody has answered it when they should have.
func newHousehold(t *testing.T) *household {
	t.Helper()
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	corpora := filepath.Join(repoRoot(t), "..", "shared", "corpora", "list")
	if _, err := os.Stat(corpora); err != nil {
		t.Skip("../shared/corpora is absent")
	}
	h := &household{server: dovecot.Run(t, dovecot.Options{}), out: newSubmitted(t, nil), data: dataFolder(t)}
	home, work := orderMail()
	const all = 2000
	var real []string
	err := filepath.WalkDir(corpora, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && len(real) < all-len(home)-len(work) {
			var raw []byte
			if raw, err = os.ReadFile(path); strings.HasPrefix(string(raw), "From ") {
				raw = raw[slices.Index(raw, '\n')+1:]
			}
			real = append(real, string(raw))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	half := len(real) / 2
	for user, mail := range map[string][]string{testUser: append(real[:half:half], home...), workUser: append(real[half:len(real):len(real)], work...)} {
		if err := h.server.AddUser(user, testPassword); err != nil {
			t.Fatal(err)
		}
		for _, m := range mail {
			if _, err := h.server.Deliver(user, []byte(strings.ReplaceAll(m, "\r\n", "\n"))); err != nil {
				t.Fatal(err)
			}
		}
		popIn(t, h.data, testPassword+"\n", "account", "add", "--email", user, "--name", "Ann Example", "--server", "localhost", "--port", fmt.Sprint(h.server.TLS),
			"--ca-file", h.server.CAFile, "--keep-password", "file", "--password-stdin", "--smtp-server", "127.0.0.1", "--smtp-port", fmt.Sprint(h.out.port), "--smtp-security", "none").must(t, 0)
	}
	pop(t, h.data, "receive").must(t, 0)
	popIn(t, h.data, "From: "+testUser+"\r\nTo: Plumber <plumber@pipes.example>\r\nSubject: The tap drips\r\n\r\nWhen can you come?\r\n", "send", "-t").must(t, 0)
	sent := rows[summaryRow](t, pop(t, h.data, "list", "--folder", "Sent", "--json").must(t, 0))
	app, err := openApp(t.Context(), h.data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	if err := app.store.Remind(t.Context(), []mailbox.ID{mailbox.ID(sent[0].ID)}, time.Now().Add(time.Second), 0); err != nil {
		t.Fatal(err)
	}
	return h
}

// keeper is the person before the real window, whose hands keep the mail in order.
type keeper struct {
	*writer
	hands  orderHands
	server *dovecot.Server
	bus    *desktopBus // with a real notification daemon
	heard  *busEars    // what PopMail says there
	looked bool        // pictures are kept in all looks
	// learned is how many letters the junk filter was given, see train.
	learned struct{ junk, good int }
}

// open opens the window on a copy of the household's mail.
func (h *household) open(t *testing.T, name string) *keeper {
	t.Helper()
	v := &keeper{writer: &writer{data: dataFolder(t), out: h.out}, server: h.server}
	if err := os.CopyFS(v.data, os.DirFS(h.data)); err != nil {
		t.Fatal(err)
	}
	week := fmt.Sprint(time.Now().AddDate(0, 0, -8).Unix())
	if err := os.WriteFile(filepath.Join(v.data, prefs.FileName), []byte(`{"window.width":1280,"window.height":1120,"look.mode":"light","week.told":`+week+`}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreenOf(t, name, 1290, 1260) // there is room below the window, see dragsOut
	v.bus = newDesktopBus(s)
	v.heard = v.bus.overhear()
	v.starts(s)
	v.until("All inboxes", "Old paper")
	return v
}

// starts starts PopMail on the household's bus.
func (v *keeper) starts(s *screen) {
	s.t.Helper()
	v.sighted = openEyes(s, v.data, v.bus.env(s)...)
	v.bus.icon(v.newcomer)
}

// looks leaves pictures of what is seen, in light and dark, narrow, and in large letters.
func (v *keeper) looks(name string) {
	v.t.Helper()
	v.shot(name)
	if !v.looked {
		return
	}
	for _, l := range [][2]string{{"dark 100 1280", "dark"}, {"light 100 600", "600"}, {"light 200 1280", "200"}} {
		v.dress(l[0])
		v.shot(name + "-" + l[1])
	}
	v.dress("light 100 1280")
}

// dress gives the window a look that it does not have, and waits until it is drawn: on a busy machine that comes
// seconds after it was laid out, and the text of a letter after its frame.
func (v *keeper) dress(look string) {
	v.t.Helper()
	before := v.picture()
	if _, err := v.ask("look " + look); err != nil {
		v.t.Fatal(err)
	}
	last, same := before, 0
	for end := time.Now().Add(20 * time.Second); same < 4 && time.Now().Before(end); time.Sleep(250 * time.Millisecond) {
		now := v.picture()
		if bytes.Equal(now.Pix, last.Pix) && !bytes.Equal(now.Pix, before.Pix) {
			same++
		} else {
			same = 0
		}
		last = now
	}
}

// gone waits until words are not to be read any more.
func (v *keeper) gone(words ...string) {
	v.t.Helper()
	v.wait(fmt.Sprintf("%q are gone", words), func() bool {
		text := v.text()
		return !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	})
}

// holds waits until a folder holds the messages with these subjects and no others.
func (v *keeper) holds(folder string, subjects ...string) {
	v.t.Helper()
	slices.Sort(subjects)
	v.wait(fmt.Sprintf("%s holds %q", folder, subjects), func() bool {
		var got []string
		for _, r := range v.listed(folder) {
			got = append(got, r.Subject)
		}
		slices.Sort(got)
		return slices.Equal(got, subjects)
	})
}

// titled waits until the title begins so: with the folder that is shown.
func (v *keeper) titled(begins string) {
	v.t.Helper()
	v.wait("the title "+begins, func() bool { return strings.HasPrefix(v.title(), begins) })
}

// orderStepsVar names the steps to do, by a regular expression.
const orderStepsVar = "POPMAIL_ORDER_STEPS"

// TestOrderByMouse does once by mouse all that keeps the mail in order, with two accounts and
// 2,000 letters. Pictures are left in build/e2e/order-mouse, with POPMAIL_TEST_WORLD=all in all
// looks. With POPMAIL_ORDER_STEPS only the steps are done whose names it matches, such as
// "several|snoozed"; those after which others come are to be named with them, as "rules" before "told".
func TestOrderByMouse(t *testing.T) {
	inOrder(t, "order-mouse", func(v *keeper) orderHands { return orderMouse{v} })
}

// TestOrderByKeyboard does so by keyboard alone. Pictures are left in build/e2e/order-keys.
func TestOrderByKeyboard(t *testing.T) {
	inOrder(t, "order-keys", func(v *keeper) orderHands { return orderKeys{v} })
}

func inOrder(t *testing.T, name string, by func(v *keeper) orderHands) {
	if os.Getenv(worldVar) == "" {
		t.Skip("it takes minutes; it runs with " + worldVar + "=order (make order), or =all for all looks")
	}
	v := newHousehold(t).open(t, name)
	v.hands = by(v)
	v.looked = os.Getenv(worldVar) == "all"
	v.story(t)
}

// story goes through all steps. Where one fails, it goes on with the next from All inboxes.
func (v *keeper) story(t *testing.T) {
	named, err := regexp.Compile(os.Getenv(orderStepsVar))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range slices.Concat(listSteps, filingSteps, rulesSteps, toldSteps, laterSteps) {
		if named.MatchString(step.name) && !v.step(t, step.name, step.do) {
			v.calms()
		}
	}
	v.leave()
	for _, step := range trainedSteps {
		if !named.MatchString(step.name) {
			continue
		}
		v.train(step.junk, step.good)
		v.starts(v.screen)
		v.step(t, step.name, step.do)
		v.leave()
	}
	if named.MatchString("hidden") {
		v.step(t, "hidden", (*keeper).startsHidden)
	}
}

// calms leads back to All inboxes from wherever a step has failed.
func (v *keeper) calms() {
	if v.shown() == "" {
		v.bus.again(v.screen, v.data)
		v.wait("the window comes", func() bool { return v.shown() != "" })
	}
	v.ahead(0)
	for range 5 {
		v.keys("Escape")
	}
	v.keys("ctrl+k")
	v.until("To find a message, press")
	v.typ("all inboxes")
	v.keys("Return")
	v.titled("All inboxes")
}

// step does one of them.
func (v *keeper) step(t *testing.T, name string, do func(v *keeper)) bool {
	defer func() { v.t, v.bus.t = t, t }()
	return t.Run(name, func(t *testing.T) {
		v.t, v.bus.t = t, t
		do(v)
	})
}
