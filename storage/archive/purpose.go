package archive

import (
	"path"
	"slices"
	"strings"
	"sync"

	"popmail/storage/mailbox"
)

// purposes are names, in small letters, by which other programs and servers call folders with a purpose
// beside those of roles. They are no names of PopMail's: an own folder of such a name that it has written is
// one when it comes back.
var purposes = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for what, words := range map[string]string{
		"Inbox": `posteingang|eingang|boîte de réception|bandeja de entrada|posta in arrivo|caixa de entrada|postvak in|skrzynka odbiorcza|входящие|вхідні|gelen kutusu|البريد الوارد|صندوق الوارد|受信トレイ|收件箱|收件匣`,
		"Sent": `gesendet|gesendete objekte|gesendete elemente|gesendete nachrichten|postausgang gesendet|messages envoyés|éléments envoyés|envoyés|enviados|elementos enviados|mensajes enviados|posta inviata|inviati|itens enviados|e-mails enviados|verzonden|verzonden items|verzonden berichten|
			wysłane|elementy wysłane|отправленные|надіслані|gönderilmiş postalar|gönderilenler|gönderilmiş öğeler|البريد المرسل|الرسائل المرسلة|送信済み|送信済みメール|送信済みアイテム|已发邮件|已发送|已发送邮件|已發送|寄件備份`,
		"Drafts": `unsent messages|unsent|queue|entwürfe|brouillons|borradores|bozze|rascunhos|concepten|wersje robocze|kopie robocze|черновики|чернетки|taslaklar|مسودات|المسودات|下書き|草稿|草稿箱`,
		"Junk":   `spamverdacht|junk-e-mail|bulk|pourriel|courrier indésirable|correo no deseado|posta indesiderata|lixo eletrônico|ongewenste e-mail|wiadomości-śmieci|спам|нежелательная почта|небажана пошта|istenmeyen|istenmeyen e-posta|غير مرغوب فيه|迷惑メール|垃圾邮件|垃圾郵件`,
		"Trash": `papierkorb|gelöscht|gelöschte objekte|gelöschte elemente|corbeille|éléments supprimés|papelera|elementos eliminados|cestino|posta eliminata|lixeira|itens excluídos|prullenbak|verwijderde items|kosz|elementy usunięte|
			корзина|удаленные|удалённые|кошик|видалені|çöp kutusu|silinmiş öğeler|المهملات|سلة المهملات|العناصر المحذوفة|ごみ箱|ゴミ箱|削除済みアイテム|已删除邮件|回收站|垃圾桶`,
	} {
		for w := range strings.SplitSeq(words, "|") {
			m[strings.TrimSpace(w)] = what
		}
	}
	return m
})

// gmailAll are the names, in small letters, of the folder in which Gmail shows all messages, wherever they
// lie.
var gmailAll = sync.OnceValue(func() []string {
	return strings.Split(`all mail|alle nachrichten|tous les messages|todos|todos los mensajes|tutti i messaggi|todos os e-mails|todo o correio|alle e-mail|alle e-mails|alle berichten|wszystkie|вся почта|вся пошта|уся пошта|tüm postalar|كل البريد|جميع الرسائل|すべてのメール|所有邮件|所有郵件|全部郵件|`+
		`alla mail|alla e-postmeddelanden|alle mails|al post|kaikki viestit|všechny zprávy|všechna pošta|összes levél|toate mesajele|all e-post|όλα τα μηνύματα|전체보관함|כל הדואר`, "|")
})

// wordOf is a name of a folder as the lists of names have it.
func wordOf(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// ofGmail is what stands behind "[Gmail]" in a name of a folder, which programs part from it in several ways;
// ok: it is such a name.
func ofGmail(name string) (rest string, ok bool) {
	for _, top := range []string{"[gmail]", "[google mail]"} {
		if len(name) >= len(top) && strings.EqualFold(name[:len(top)], top) {
			rest = name[len(top):]
			return strings.TrimLeft(rest, "./"), rest == "" || rest[0] == '.' || rest[0] == '/'
		}
	}
	return "", false
}

// purposed is the folder for mail that another program kept in one, by the path of its names: that with a
// role where it has the purpose of one, whatever it is called, and else itself.
//
// QUIRK: servers such as Courier and Cyrus have all folders below INBOX, and Gmail its own below [Gmail]. What
// lies in those in which Gmail shows mail of others, and nowhere else, was archived.
func purposed(folder []string) []string {
	if len(folder) == 0 || folder[0] == "" {
		return folder
	}
	rest := folder
	var owner []string
	if len(rest) == 2 && strings.Contains(rest[0], "@") {
		owner, rest = rest[:1:1], rest[1:]
	}
	if len(rest) > 1 && rest[0] == "INBOX" {
		rest = rest[1:]
	}
	gmail := false
	if name, ok := ofGmail(rest[0]); ok {
		switch {
		case name != "" && len(rest) == 1:
			rest, gmail = []string{name}, true
		case name == "" && len(rest) == 2:
			rest, gmail = rest[1:], true
		}
	}
	if len(rest) == 1 {
		word := wordOf(rest[0])
		if what, ok := gmailSystem()[word]; gmail && ok && what != gmailStarred && what != gmailUnread && what != gmailNothing {
			return append(owner, what)
		} else if gmail && (ok || slices.Contains(gmailAll(), word)) {
			return append(owner, "Archive")
		}
		if what := purposes()[word]; what != "" {
			return append(owner, what)
		}
		if _, ok := roles[word]; ok {
			return append(owner, rest[0])
		}
	}
	if len(folder) > 1 && folder[0] == "inbox" { // as KMail and MH write it
		return append([]string{"Inbox"}, folder[1:]...)
	}
	return folder
}

// stem is what a file or a folder of mail is called, without what programs add to its name.
func stem(name string) string {
	switch ext := path.Ext(name); strings.ToLower(ext) {
	case ".mbox", ".imapmbox", ".sbd", ".mbx", ".dbx":
		name = strings.TrimSuffix(name, ext)
	}
	return written(name)
}

// Ranks of what lies in a folder of an account of Gmail: a message that lies in several folders goes to the
// one that is read first.
func gmailRank(name string, in bool) int {
	name = stem(name)
	if rest, ok := ofGmail(strings.TrimPrefix(name, ".")); ok {
		if name = rest; name == "" {
			return 1
		}
	} else if !in {
		if strings.EqualFold(name, "INBOX") {
			return -1
		}
		return 0
	}
	what, ok := gmailSystem()[wordOf(name)]
	switch {
	case slices.Contains(gmailAll(), wordOf(name)):
		return 2
	case ok && (what == gmailStarred || what == gmailNothing):
		return 3
	}
	return 1
}

// byGmail puts a list in the order in which it is read, where it is one of an account of Gmail: what it shows
// once more of other folders comes last.
func byGmail(dir string, list []entry) {
	_, in := ofGmail(strings.TrimPrefix(stem(path.Base(dir)), "."))
	if !in && !slices.ContainsFunc(list, func(e entry) bool {
		_, ok := ofGmail(strings.TrimPrefix(e.name, "."))
		return ok
	}) {
		return
	}
	slices.SortStableFunc(list, func(a, b entry) int { return gmailRank(a.name, in) - gmailRank(b.name, in) })
}

// isRoot reports whether a folder with such a list is where all mail of an account, or of a program, lies, so
// that what it is called itself, and what lies above it, says nothing of the folders in it.
func (r *reader) isRoot(dir string, list []entry, maildir bool) bool {
	base := path.Base(dir)
	if dir != "" && (strings.Contains(base, "@") || ownFolder(base)) { // says whose it is, or what
		return false
	}
	up := path.Base(path.Dir(dir))
	if up == "." {
		up = r.base
	}
	var inbox, other, dotted bool
	for _, e := range list {
		if maildir && e.dir && strings.HasPrefix(e.name, ".") {
			f := purposed(strings.Split(e.name[1:], "."))
			dotted = dotted || len(f) == 1 && roleOf(f) != mailbox.Own
			continue
		}
		switch what := roleOf(purposed([]string{stem(e.name)})); {
		case what == mailbox.Inbox && !strings.EqualFold(e.name, "mbox"):
			inbox = true
		case what != mailbox.Own && what != mailbox.Inbox:
			other = true
		}
	}
	switch {
	case maildir && (dotted || slices.Contains([]string{"maildir", ".maildir"}, strings.ToLower(base))):
		return r.firstRoot(dir)
	case base == "Local Folders", base == "Storage Folders": // of Thunderbird, of Windows Live Mail
		return inbox || other
	case (up == "Mail" || up == "ImapMail") && strings.Contains(strings.Trim(base, "."), "."): // the host of an account of Thunderbird
		return inbox
	}
	return inbox && (r.besideAccounts(dir) || other && r.firstRoot(dir))
}

// besideAccounts reports whether a folder is one of an account by what lies beside it: the folder in which Windows Live
// Mail and Thunderbird keep mail of no account, or where it is called by a host, another one that is.
func (r *reader) besideAccounts(dir string) bool {
	up, base := split(dir)
	if dir == "" {
		return false
	}
	list, _ := r.tree.list(up) // what cannot be listed is told when it is read
	return slices.ContainsFunc(list, func(e entry) bool {
		return e.dir && (e.name == "Local Folders" || e.name == "Storage Folders" || e.name != base && accountHost().MatchString(base) && accountHost().MatchString(e.name))
	})
}

// accountHost is what a folder is called that Thunderbird has named by the server of an account, with a number where
// there are several.
var accountHost = pattern(`(?i)^((pop3?|imap4?|e?mail|mx)\d*\.[a-z0-9-]+|[a-z0-9-]+\.[a-z0-9-]+)(\.[a-z0-9-]+)*\.[a-z]{2,}(-\d+)?(\.[a-z]{2,})?$`)

// ownFolder reports whether a folder is, by its name alone, one that a program keeps the folders below one of its
// own in.
func ownFolder(base string) bool {
	switch low := strings.ToLower(base); path.Ext(low) {
	case ".mbox", ".imapmbox", ".sbd":
		return true
	case ".directory":
		return strings.HasPrefix(low, ".")
	}
	return false
}

// firstRoot reports whether no folder beside, above or below this one has been taken for a root because of the names of
// its folders alone: a second one is another person's, or another year's, and keeps what it is called.
func (r *reader) firstRoot(dir string) bool {
	first := r.byNames == nil || *r.byNames == dir
	if r.byNames == nil {
		r.byNames = &dir
	}
	return first
}
