package fetch

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"popmail/account"
	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// TestBlame meets what servers say when they refuse a log-in, as they say it.
func TestBlame(t *testing.T) {
	const (
		fine  = "the password is fine"
		wrong = "password is wrong"
	)
	for _, c := range pop3test.Refusals() {
		t.Run(c.Name, func(t *testing.T) {
			s := script(t, c.Says(true)...)
			_, err := (&Session{Store: newStore(t)}).Run(t.Context(), at(account.None, s.Port(), ""), account.Password(testPassword))
			want, known := troubles[c.Trouble]
			if !known {
				t.Fatalf("%q is no trouble", c.Trouble)
			}
			wantTrouble(t, err, want)
			text := err.Error()
			if !strings.Contains(text, c.Text) {
				t.Errorf("%q does not show %q", text, c.Text)
			}
			if says := strings.Contains(text, fine); says != (want == account.TroubleInUse || want == account.TroubleTooSoon) {
				t.Errorf("%q", text)
			}
			if says := strings.Contains(text, wrong); says != (want == account.TroublePassword) {
				t.Errorf("%q", text)
			}
		})
	}
}

// What a server says is shown whole, or not at all where it repeats the password.
func TestAnswersThatRepeatThePassword(t *testing.T) {
	for _, c := range []struct {
		password, answer string
		hidden           bool
		want             account.Trouble
	}{
		{"er", "-ERR server error, try another server", false, account.TroubleServer},
		{"a", "-ERR maildrop is a directory", false, account.TroubleLogin},
		{"password", "-ERR Invalid user name or password", false, account.TroublePassword},
		{"word", "-ERR Invalid password", false, account.TroublePassword},
		{"mailbox", "-ERR mailbox locked", false, account.TroubleBusy},
		{"er", "-ERR bad password: er", true, account.TroublePassword},
		{"Sommer", "-ERR bad password 'sommer'", true, account.TroublePassword},
		{"Geheim#17", "-ERR [AUTH] xGeheim#17x", true, account.TroublePassword},
		{"Geheim#17", "-ERR bad password R2VoZWltIzE3", true, account.TroublePassword},
		{"Geheim#17", "-ERR bad password AGFubmEAR2VoZWltIzE3", true, account.TroublePassword},
		{"Geheim#17", "-ERR bad password Geheim%2317", true, account.TroublePassword},
		{"Geheim#17", "-ERR " + strings.Repeat("y", 494) + "Geheim#17", true, account.TroubleLogin},
	} {
		t.Run(c.password+c.answer, func(t *testing.T) {
			s := script(t, pop3test.Send("+OK\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", c.answer+"\r\n"))
			_, err := (&Session{Store: newStore(t)}).Run(t.Context(), at(account.None, s.Port(), ""), account.Password(c.password))
			wantTrouble(t, err, c.want)
			p, _ := errors.AsType[*account.Problem](err)
			if p.Hidden != c.hidden || (p.Answer == "") != c.hidden {
				t.Errorf("answer %q, hidden %v", p.Answer, p.Hidden)
			}
			if strings.Contains(err.Error(), "…") || c.hidden != strings.Contains(err.Error(), "not shown because it contains the password") {
				t.Errorf("%q", err)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if all := fmt.Sprintf("%v %+v %#v", e, e, e); c.hidden && len(c.password) > 3 && strings.Contains(strings.ToLower(all), strings.ToLower(c.password)) {
					t.Errorf("%T holds the password", e)
				}
			}
		})
	}
	// The same for what comes later and for other errors.
	v := &connection{s: &Session{}, stage: loggedIn, a: testAccount, secret: testPassword}
	for _, e := range []error{
		&pop3.ServerError{Command: "UIDL", Text: "not for " + testPassword},
		&pop3.ProtocolError{Command: "STAT", Reason: "what", Got: "PASS " + testPassword},
		errors.New("x" + testPassword),
	} {
		err := v.explain(fmt.Errorf("in between: %w", e))
		for ; err != nil; err = errors.Unwrap(err) {
			if strings.Contains(fmt.Sprintf("%v %#v", err, err), testPassword) {
				t.Errorf("%T holds the password", err)
			}
		}
	}
	// A message that is refused with the password.
	o := newOffice(t, 2, false)
	o.deny = func(int, *post) string { return "no message for secret-17" }
	rep, _ := (&Session{Store: o.memStore, Dial: o.dial}).Run(t.Context(), testAccount, account.Password("secret-17"))
	if len(rep.Failed) != 2 || strings.Contains(rep.Failed[0].Err.Error(), "secret-17") {
		t.Errorf("%v", rep.Failed)
	}
}

// A log-in that fails for a reason of the server's is not called a wrong password,
// whatever words for it the server has; one that fails for what was typed is.
func TestBlameInOtherWords(t *testing.T) {
	for trouble, list := range map[account.Trouble][]string{
		account.TroubleLogin: {
			"Authentication server is down", "Authentication process died", "unable to authenticate: LDAP server unreachable", "cannot connect to authentication daemon",
			"failed to authenticate: connection refused", "authentication failed (system failure)", "Authorization service error", "login failure: I/O error",
			"Login failed: mailbox is corrupted", "authentication failure: cannot open mailbox", "Login failed due to a problem with your mailbox",
			"Login not permitted from this IP address", "login denied from your network", "Access denied: country", "Login limit", "[ALERT] Please log in via your web browser",
			"Please log in via webmail first", "The user has to sign in with a browser", "Protocol error. login first", "password file: No such file or directory",
			"Benutzer hat Speicherplatz überschritten", "El buzón del usuario está lleno", "La casella dell'utente è piena", "L'utilisateur n'a pas de boîte", "user quota exceeded",
			"username/password ok but mailbox cannot be opened", "Login aborted", "Authentication proxy failed", "Login rejected, license expired", "Password authentication over insecure channel is not allowed",
			"Your IP has been blocked", "Login attempts from your country are blocked", "this user has no $HOME/Maildir", "Failed to retrieve user information", "user must accept new terms of use",
			"could not open the password socket", "Anmeldung am Server zurzeit gestört", "Échec d'authentification : serveur indisponible", "sign-in from this device is not allowed",
		},
		account.TroubleBusy: {
			"Слишком много попыток входа", "Zbyt wiele prób logowania", "Příliš mnoho přihlášení, zkuste později", "Çok fazla oturum açıldı", "För många inloggningar", "Liian monta kirjautumista",
			"Túl sok bejelentkezés", "登录过于频繁", "登录次数过多，请稍后再试", "Only one login allowed", "Maildrop already locked", "too many failed logins",
		},
		account.TroublePassword: {
			"パスワードが違います", "ログインに失敗しました", "비밀번호가 올바르지 않습니다", "用户名或密码错误", "Nom d'utilisateur ou mot de passe incorrect", "Contraseña no válida", "Неверный логин или пароль",
			"Nieprawidłowe hasło", "Benutzername oder Kennwort falsch", "Utente o password non corretti", "Ongeldig wachtwoord", "Fel lösenord",
			"wrong pass", "invalid pass", "bad pass", "Invalid login", "LOGIN failed", "Authorization failed", "authentication failed", "Anmeldung fehlgeschlagen", "access denied",
			"Incorrect username or password", "[AUTH] mailbox server says no",
		},
	} {
		for _, words := range list {
			s := script(t, pop3test.Send("+OK\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR "+words+"\r\n"))
			_, err := (&Session{Store: newStore(t)}).Run(t.Context(), at(account.None, s.Port(), ""), account.Password(testPassword))
			got := account.TroubleOf(err)
			// What is told as busy or as the server's own problem blames nobody either.
			fine := got == trouble || trouble == account.TroubleLogin && (got == account.TroubleServer || got == account.TroubleBusy || got == account.TroubleWeb || got == account.TroubleFromHere)
			fine = fine || trouble == account.TroubleBusy && got == account.TroubleTooMany
			if !fine {
				t.Errorf("%q: trouble %d, want %d", words, got, trouble)
			}
		}
	}
}
