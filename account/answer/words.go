package answer

// What servers say without a response code, as Fold gives it. Most speak
// English; some that were translated speak the language of their country.
var (
	wantsTLS = []string{"tls", "ssl", "encrypt", "plaintext", "plain text", "cleartext", "clear text", "secure connection", "non-secure", "stls", "verschlussel", "chiffre", "cifrad", "cifrat"}
	// wantsBrowser: a token of OAuth is wanted in the place of a password.
	wantsBrowser = []string{"oauth", "modern auth", "basicauthblocked", "basic authentication is disabled", "basic auth is disabled", "basic authentication has been", "basic authentication is not"}
	// wantsAppPassword: a password made for mail programs is wanted.
	wantsAppPassword = []string{
		"application-specific", "application specific", "app-specific", "app specific", "app password", "app-password", "application password", "aplication password", "parol prilozheniya", "apppassword", "external password", "password for external", "third-party password",
		"device password", "device-specific", "secure mail key", "mail key", "parol prilozheniya", "req code", "login.reqcode", "зовнішніх програм", "external password", "authorization code", "authorized code", "authorisation code", "client password", "two-factor", "2fa", "2-step", "two-step", "second factor",
		"授权码", "授權碼", "專用密碼", "专用密码", "пароль приложен", "пароля приложен", "пароль для внешн", "пароль для прилож", "외부 앱", "애플리케이션 비밀번호", "アプリパスワード", "アプリ パスワード",
		"app-passwort", "anwendungspasswort", "anwendungsspezifisch", "mot de passe d'application", "mot de passe application", "mots de passe d'application", "contrasena de aplicacion", "senha de aplicativo", "senha de app", "password per app", "password specifica", "app-wachtwoord", "haslo aplikacji", "haslo do aplikacji",
	}
	// wantsWeb: the provider wants to see the person in a browser first.
	wantsWeb = []string{"web login required", "use web to log", "use the web to log", "log in on the web", "sign in on the web", "please visit http", "by going to http", "confirm your identity", "verify your identity", "verify it's you", "sign in on our website", "log in on our website", "log in to webmail", "terms of use", "terms of service", "nutzungsbedingungen", "via your web browser", "log in via webmail", "log in with your web browser", "sign in with a browser", "unusual activity", "verify your account", "suspicious"}
	// saysTooMany: tries are counted, and there were too many of them.
	saysTooMany = []string{
		"too many bad", "too many failed", "too many fail", "too many invalid", "too many incorrect", "too many wrong", "too many unsuccessful", "too many recent", "too many login", "too many log-in", "too many logon", "too many sign", "too many auth", "too many attempts", "too many tries", "too many password",
		"maximum number of failed", "maximum login", "number of login attempts", "attempts exceeded", "exceeded the login limit", "login limit exceeded", "exceeded pop command", "bandwidth limit", "brute force", "bruteforce", "login rate", "rate limit",
		"zu viele fehl", "zu viele anmelde", "zu viele login", "zu viele versuche", "zu viele falsche", "trop de tentatives", "trop d'echecs", "demasiados intentos", "muitas tentativas", "troppi tentativi", "te veel pogingen", "te veel mislukte", "zbyt wiele prob", "prilis mnoho pokusu",
		"слишком много попыток", "превышено количество попыток", "登录过于频繁", "登录次数过多", "尝试次数过多", "回数を超え", "시도 횟수",
	}
	// saysFromHere: nobody is let in from there, whatever was typed.
	saysFromHere = []string{
		"your ip", "ip address", "this ip", "ip has been", "ip is b", "ip blocked", "blacklisted", "from your network", "from this network", "from your country", "from this country", "country", "from your region", "from this region", "your location", "this location", "from abroad", "geoip", "geo-block", "blocked using", "block list", "blocklist", "blacklist", "dnsbl", "spamhaus", "fail2ban",
		"ihre ip", "deine ip", "aus dem ausland", "aus ihrem land", "votre ip", "adresse ip", "su ip", "seu ip", "tuo ip", "suo ip", "异地", "海外", "海外からの", "해외",
	}
	// saysOff and namesPOP with saysNotOn: POP3 is switched off for the mailbox.
	saysOff = []string{
		"service is not open", "service not open", "pop3 access", "pop access", "pop3 is disabled", "pop is disabled", "enable pop", "pop3 service is not", "pop service is not", "not enabled for pop", "not enabled for imap", "not allowed to use pop",
		"no pop", "access via pop", "access by pop", "imap/pop", "pop/imap", "external access", "external mail programs", "access to your mailbox via", "protocol disabled", "pop is not", "pop3 is not", "third-party access", "third party access", "yet to enable", "access rights to this service", "no access to this service", "pop3 access", "service is disabled", "service is turned off", "access for mail clients", "aktivieren sie pop", "pop3-zugang aktivieren", "activez pop", "activez l'acces pop", "active el acceso pop", "active pop", "attivare pop", "attiva pop", "wlacz pop", "włącz pop", "включите pop", "включите доступ по pop",
	}
	namesPOP  = []string{"pop3", "pop 3", " pop ", "pop-", "imap"}
	saysNotOn = []string{"not enabled", "disabled", "not activated", "deactivated", "switched off", "turned off", "not allowed", "not permitted", "denied", "not available for", "not active", "inactive", "not included", "not part of", "nicht aktiviert", "deaktiviert", "nicht freigeschaltet", "ausgeschaltet", "desactive", "non active", "desactivad", "no esta activ", "no habilitad", "deshabilit", "disabilitat", "disattivat", "non abilitat", "uitgeschakeld", "wylaczon", "wyłączon", "nieaktywn", "отключен", "запрещен", "не включен", "не активирован", "выключен", "вимкнен", "no esta habilitad", "desativad", "nao esta ativ", "neni povolen", "nie jest wlaczon", "nie jest włączon", "kapali", "未开启", "未開啟", "未启用", "已关闭", "無効", "사용하지", "사용 안함", "사용안함"}
	// saysAccountLocked: the account is shut, whatever is typed.
	saysAccountLocked = []string{
		"suspend", "deactivated", "account locked", "account is locked", "account has been locked", "account blocked", "account is blocked", "account has been blocked", "access blocked", "access is blocked", "access has been blocked", "mailbox blocked", "mailbox is blocked", "user is blocked", "user blocked", "account closed", "account is closed",
		"account disabled", "account is disabled", "account has been disabled", "user is disabled", "user disabled", "mailbox is disabled", "mailbox disabled", "account inactive", "account is inactive", "account is not active", "account expired", "account has expired",
		"konto gesperrt", "konto ist gesperrt", "konto wurde gesperrt", "zugang gesperrt", "zugang ist gesperrt", "compte bloque", "compte suspendu", "compte desactive", "compte est bloque", "compte est suspendu", "cuenta bloqueada", "cuenta suspendida", "account bloccato", "account sospeso", "conta bloqueada", "conta suspensa", "account geblokkeerd", "konto zablokowane",
		"заблокирован", "账号被", "帐号被", "账户被", "冻结", "停止されています", "계정이 잠",
	}
	// wantsUserForm: the user name is wanted in another form.
	wantsUserForm = []string{
		"full email", "full e-mail", "complete email", "complete e-mail", "entire email", "whole email", "full mail address", "email address as", "e-mail address as", "fully qualified", "with domain", "without domain", "without the domain", "missing domain", "no domain", "domain missing", "domain part", "unknown domain", "domain not", "realm",
		"vollstandige e-mail", "vollstandige email", "komplette e-mail", "ganze e-mail", "adresse complete", "adresse e-mail complete", "adresse mail complete", "direccion completa", "direccion de correo completa", "endereco completo", "indirizzo completo", "indirizzo e-mail completo", "volledig e-mailadres", "pelny adres", "полный адрес", "完整", "メールアドレス全体",
	}
	// saysEither: one of several reasons that the server does not tell apart.
	saysEither = []string{" or system", " or service", " or the service", " or your account", " or account", " or the account", " or pop", "oder der zugang", "oder pop3", "ou votre compte", "ou le compte"}
	saysBusy   = []string{
		"busy", "in use", "in-use", "being used", "temporar", "too many", "too often", "too soon", "too fast", "too frequent", "between login", "between log-in", "between logon", "between connection", "between check", "between session", "between mail check", "login interval", "minimum interval", "minimum time", "login delay", "login-delay", "later",
		"another session", "another client", "another process", "another connection", "another pop", "by another", "opened by", "open by", "already",
		"exclusive", "concurrent", "simultaneous", "throttl", "limit reached", "connection limit",
		"unavailable", "not available", "not accessible", "isn't accessible", "overload", "rate limit", "exceeded", "maintenance", "wait ",
		"timed out", "timeout", "time out", "minutes", "seconds", "at this time", "at the moment",
		"only one login", "слишком", "позже", "попозже", "zbyt wiele", "pozniej", "później", "prilis mnoho", "pozdeji", "tul sok", "kesobb", "cok fazla", "daha sonra",
		"for manga", "senare", "for mange", "senere", "liian monta", "myohemmin", "过于频繁", "过多", "頻繁", "稍后", "繁忙", "使用中", "занят", "используется", "зайнят", "przez inn", "zablokowan", "w uzyciu", "w użyciu", "pouzivan", "kullanimda", "kullanımda", "hasznalatban", "pockejte", "počkejte", "稍後", "しばらく", "後で", "나중에", "너무 많",
		// German
		"gesperrt", "bereits", "belegt", "in benutzung", "in verwendung", "zu viele", "zu oft", "spater", "spaeter", "vorubergehend", "voruebergehend",
		"nicht verfugbar", "nicht verfuegbar", "nicht erreichbar", "uberlastet", "ueberlastet", "wartung", "warten", "zugriffslimit", "limit erreicht",
		// French
		"verrouill", "deja", "en cours d'utilisation", "en cours d’utilisation", "trop de", "plus tard", "temporaire", "indisponible", "occupe", "patiente",
		// Spanish and Portuguese
		"bloquead", "en uso", "em uso", "demasiad", "muitas", "mas tarde", "mais tarde", "temporal", "ocupad", "no disponible", "indisponivel",
		// Italian
		"bloccat", "in uso", "troppe", "troppi", "piu tardi", "occupat", "non disponibile",
		// Dutch
		"in gebruik", "te veel", "tijdelijk", "vergrendeld", "bezet", "niet beschikbaar",
	}
	saysFault = []string{
		"internal error", "server error", "system error", "database", "backend", "configuration", "out of memory", "disk full", "no space",
		"interner fehler", "serverfehler", "systemfehler", "erreur interne", "erreur du serveur", "error interno", "errore interno", "erro interno", "interne fout",
	}
	saysUnknownCommand = []string{
		"unknown command", "invalid command", "unrecognized", "unrecognised", "not implemented", "not supported", "unsupported", "disabled",
		"command is not valid", "command not valid", "not valid in this state", "wrong state", "bad command", "command not", "command unknown", "illegal command", "not permitted", "not allowed",
		"unbekannter befehl", "befehl nicht", "commande inconnue", "comando desconocido", "comando sconosciuto", "onbekende opdracht",
	}
	// saysClosed: nothing is wrong with the password, but there is no way in with it.
	saysClosed = []string{
		"suspend", "deactivated", "account locked", "account is locked", "account has been locked", "account blocked", "account is blocked", "account has been blocked",
		"disabled", "not enabled", "not activated", "not active", "inactive", "pop3 access", "pop access", "no pop", "not allowed to use",
		"konto gesperrt", "konto ist gesperrt", "zugang gesperrt", "nicht aktiviert", "nicht freigeschaltet", "deaktiviert",
		"compte bloque", "compte suspendu", "desactive", "cuenta bloqueada", "deshabilitad", "account bloccato", "disabilitat", "conta bloqueada", "geblokkeerd",
	}
	saysWhile = []string{"minut", "second", "hour", "temporar", "later", "sekunden", "stunde", "vorubergehend", "временно", "暂时", "tijdelijk", "tymczasow", "docasn", "dočasn", "temporairement"}
	// namesPassword: a refusal with one of these is about what the person typed.
	namesPassword = []string{
		"password", "wrong pass", "invalid pass", "bad pass", "incorrect pass", "passwd", "passphrase", "passcode", "credential", "user name", "username", "userid", "user id", "unknown user", "no such user", "user unknown", "invalid user", "bad user", "no such account", "unknown account", "no such mailbox",
		"passwort", "kennwort", "benutzer", "zugangsdaten",
		"mot de passe", "identifiant", "nom d'utilisateur", "utilisateur",
		"contrasena", "clave", "usuario", "credencial",
		"senha", "palavra-passe", "credenciais",
		"parola d'ordine", "credenzial", "utente",
		"wachtwoord", "gebruiker", "haslo", "hasło", "uzytkownik", "heslo", "jelszo", "felhasznalo", "parola", "sifre", "kullanici", "utilizator",
		"losenord", "adgangskode", "brugernavn", "parool", "parole", "slaptazod", "lozink", "лозинк", "geslo", "lykilor", "mat khau", "kata sandi", "รหัสผ่าน", "passerr", "usererr", "account not found", "passord", "salasana", "kayttaja", "anvandar", "bruger", "bruker",
		"парол", "пользовател", "κωδικ", "סיסמ", "كلمة المرور", "كلمة السر",
		"密码", "密碼", "口令", "用户名", "使用者", "授权码", "パスワード", "ユーザー", "비밀번호", "암호",
	}
	// saysBroken: something behind the log-in is out of order.
	saysBroken = []string{
		"daemon", "ldap", "sql", "db error", "i/o", "input/output", "unreachable", "be reached", "cannot connect", "can't connect", "could not connect", "unable to connect", "connection refused",
		"process died", "server is down", "server down", "service is down", "system failure", "server failure", "service error", "service failure", "lookup fail", "socket", "corrupt", "crash",
		"cannot open", "can't open", "could not open", "unable to open", "cannot read", "can't read", "unable to read", "chdir", "chroot", "no such file", "no such directory",
	}
	// saysElse: the log-in is not wanted from there, or not in this way, whatever was
	// typed; or something that has to do with it is out of order.
	saysElse = []string{
		"server", "service", "process", "system", "mailbox", "maildir", "maildrop", "problem", "protocol", "session", "maintenance",
		"network", "ip address", "your ip", "this ip", "from your", "from this", "country", "region", "location", "browser", "web", "http", "limit", "policy", "permitted", "not allowed", "first",
		"serveur", "servidor", "dienst", "servicio", "servizio", "servico", "postfach", "problem", "netzwerk", "reseau", "navigateur", "navegador", "limite",
		"сервер", "браузер", "服务器", "伺服器", "浏览器", "サーバ", "ブラウザ", "서버", "브라우저",
	}
	// saysWrong stands beside the name of what was typed where that is wrong.
	saysWrong = []string{
		"wrong", "invalid", "incorrect", "bad", "passerr", "usererr", "fail", "denied", "reject", "refus", "unknown", "no such", "not accept", "not valid", "not correct", "not match", "mismatch", "not found", "not recogn", "not exist", "error", "unable", "illegal", "unauthor", "not authent", "not authoriz", "cannot log", "can't log", "could not log", "expired",
		"falsch", "ungultig", "ungueltig", "fehl", "stimmt nicht", "stimmen nicht", "nicht korrekt", "nicht richtig", "unbekannt", "unzulassig", "abgelehnt", "inkorrekt", "verweigert", "existiert nicht",
		"errone", "echou", "echec", "mauvais", "inconnu", "invalide", "incorrec", "erreur", "n'existe pas", "impossible",
		"no valid", "errad", "erro", "falh", "negad", "fallo", "fallid", "equivocad", "desconocid", "desconhecid", "no es correct", "no existe", "nao existe", "denegad", "rechaz",
		"sbagliat", "errat", "fallit", "non valid", "non corrett", "sconosciut", "negat", "rifiutat", "non esiste", "non riuscit",
		"onjuist", "ongeldig", "mislukt", "verkeerd", "onbekend", "geweigerd",
		"nieprawid", "bledn", "błędn", "niepopraw", "nieznan", "odrzucon", "niepowod", "nie powiod", "spatn", "chybn", "neplatn", "nespravn", "selhal", "hibas", "ervenytelen", "helytelen", "sikertelen", "ismeretlen",
		"yanlis", "yanlış", "vale ", "nepareiz", "neteising", "pogresn", "pogrešn", "napacn", "rangt", "salah", "sai ", "khong dung", "ไม่ถูกต้อง", "nezdaril", "nezdařil", "zlyhal", "nieudan", "hatali", "hatalı", "gecersiz", "basarisiz", "başarısız", "gresit", "incorect", "esuat",
		"fel ", "felaktig", "ogiltig", "misslyck", "forkert", "feil", "ugyldig", "mislyk", "ukjent", "ukendt", "vaara", "virheel", "epaonnist", "tuntematon",
		"неверн", "неправ", "ошиб", "недейств", "неудач", "неизвест", "не найден", "отказ", "невірн", "хибн", "погрешн", "грешн", "не удал", "некоррект", "λαθος", "εσφαλμεν", "שגוי", "שגויה", "נכש", "خطأ", "خاطئ", "غير صحيح", "فشل",
		"错", "錯", "不正确", "不正確", "失败", "失敗", "无效", "無效", "不存在", "拒", "無効", "違", "正しく", "誤", "間違", "잘못", "틀", "실패", "올바르", "일치하지", "유효하지",
	}
	// saysFull: there is no room, or the log-in is shut out, whatever was typed.
	saysFull = []string{"quota", "mailbox full", "mailbox is full", "speicherplatz", "license", "licence", "proxy", "abort", "insecure"}
	// namesLogin: as namesPassword, where nothing says another reason.
	namesLogin = []string{
		"login", "log in", "log-in", "logon", "log on", "signon", "sign on", "sign in", "sign-in", "authenticat", "authoriz", "authoris", "auth fail", "access denied",
		"anmeld", "authentifi", "connexion refusee", "autentic", "autenticac", "acceso denegado", "iniciar sesion", "accesso", "autenticazione", "inloggen", "aanmeld",
		"zalogow", "logowan", "prihlas", "oturum", "autentific", "inlogg", "logga in", "innlogg", "kirjaut", "bejelentkez",
		"авториз", "аутентиф", "логін", "prihlas", "overeni", "giris", "логин", "вход", "登录", "登入", "登陆", "认证", "驗證", "ログイン", "認証", "로그인", "인증",
	}
)

// saysFrequency: what counts is the time between two log-ins.
var saysFrequency = []string{
	" every ", " between ", "once per", "once in ", "one per ", "too soon", "too often", "too frequent", "frequently", "interval", "login-delay", "login delay", "minimum time",
	" alle ", "zu oft", "zu haufig", "toutes les", "trop souvent", "cada ", "ogni ", "troppo spesso", " elke ", "te vaak", " co ", "слишком часто", "过于频繁",
}

// Frequency reports whether a refusal is about log-ins that follow one another too soon.
func Frequency(text string) bool { return (" " + Fold(text) + " ").has(saysFrequency) }
