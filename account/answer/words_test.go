package answer

import (
	"testing"

	"popmail/account"
)

// What servers of many countries say when they let nobody in. Nothing here has a code.
func TestTrouble(t *testing.T) {
	for want, texts := range map[account.Trouble][]string{
		account.TroublePassword: {
			"ERR.LOGIN.PASSERR", "Account not found", "Ověření se nezdařilo: nesprávné heslo", "Prihlásenie zlyhalo", "Logowanie nieudane", "Vale kasutajanimi või parool", "Nepareiza parole",
			"Neteisingas slaptažodis", "Погрешна лозинка", "Грешна парола", "Pogrešna lozinka", "Sai mật khẩu", "รหัสผ่านไม่ถูกต้อง", "Kata sandi salah", "Невірний пароль", "Rangt lykilorð",
			"Λάθος όνομα χρήστη ή κωδικός", "סיסמה שגויה", "Feil brukernavn eller passord", "Giriş başarısız", "Napačno geslo",
		},
		account.TroubleBusy: {
			"Почтовый ящик занят другим процессом", "Ящик уже используется", "メールボックスは使用中です", "邮箱正在使用中", "系统繁忙，请稍后再试", "Skrzynka jest zablokowana przez inną sesję", "Schránka je již používána",
			"Posta kutusu kullanımda", "Postfach gesperrt: bereits eine Sitzung aktiv", "Boîte aux lettres verrouillée par une autre session", "Buzón bloqueado por otro proceso POP3", "La casella è già in uso",
			"Login too frequent", "Minimum interval between logins is 5 minutes", "[LOGIN-DELAY] minimum time between mail checks violation", "Logins too frequently, wait 10 minutes",
			"Account temporarily locked, try again in 30 minutes", "Konto zablokowane na 15 minut", "Prosím počkejte 10 minut", "Maximum number of connections from user+IP exceeded",
		},
		account.TroubleSwitchedOff: {
			"Bitte aktivieren Sie POP3 in Ihren Einstellungen", "POP no está habilitado para esta cuenta", "El acceso POP3 está desactivado", "O acesso POP está desativado", "Доступ по POP3 выключен",
			"POP3 přístup není povolen", "POP3/IMAP ist für dieses Postfach nicht freigeschaltet", "未开启POP3服务", "Dostęp POP3 jest wyłączony", "Включите доступ по POP3 в настройках",
		},
		account.TroubleAppPassword: {
			"ERR.LOGIN.REQCODE", "Zwei-Faktor-Anmeldung aktiv: bitte anwendungsspezifisches Passwort verwenden", "Utilice una contraseña de aplicación", "2단계 인증 사용 중: 애플리케이션 비밀번호를 사용하세요", "Gebruik een app-wachtwoord",
		},
		account.TroubleWeb:      {"(#MBR1111) Please use web to login.", "Please use the web to log in"},
		account.TroubleLocked:   {"Unable to log on, access blocked", "Ihr Konto ist gesperrt. Bitte wenden Sie sich an den Kundendienst.", "Konto zablokowane"},
		account.TroubleTooMany:  {"Too many failed logins, blocked for 10 min", "Cuenta bloqueada: demasiados intentos fallidos", "Troppi tentativi di accesso"},
		account.TroubleFromHere: {"Access blocked from your IP address", "Access is blocked: listed by Spamhaus", "Blocked by fail2ban", "Client host blocked using zen.spamhaus.org", "This host is on a blocklist"},
		account.TroubleLogin: {
			"Unknown mailbox state", "Speicherplatz aufgebraucht", "no", "xyzzy", "Disconnected for inactivity", "Подождите", "ваш тариф", "Tarif abgelaufen",
		},
	} {
		for _, text := range texts {
			if got := (Login{Words: Fold(text)}).Trouble(); got != want {
				t.Errorf("%q: trouble %d, want %d", text, got, want)
			}
		}
	}
}
