package archive

import (
	"bytes"
	"mime"
	"strings"
	"sync"

	"popmail/storage/mailbox"
)

// What Google Takeout writes above each message of its mbox: the number of its conversation and its labels.
const (
	gmailThread = "x-gm-thrid"
	gmailLabels = "x-gmail-labels"
)

// gmailTop is how many octets at the beginning of a header Google Takeout has written, and the labels
// among them, as they stand there.
func gmailTop(header []byte) (n int, labels string) {
	at, name := 0, ""
	for line := range bytes.Lines(header) {
		if name != "" && (line[0] == ' ' || line[0] == '\t') {
			at += len(line)
			if name == gmailLabels {
				n, labels = at, labels+" "+string(bytes.TrimSpace(line))
			}
			continue
		}
		switch {
		case name == "" && isField(line, gmailThread):
			name = gmailThread
		case name == gmailThread && isField(line, gmailLabels):
			name = gmailLabels
			v, _ := field(line, gmailLabels)
			n, labels = at+len(line), string(bytes.TrimSpace(v))
		default:
			return n, labels
		}
		at += len(line)
	}
	return n, labels
}

func isField(line []byte, name string) bool {
	_, ok := field(line, name)
	return ok
}

// gmail takes over where a message of Google Takeout lay and its marks.
func (h *head) gmail(labels string) {
	if text, err := new(mime.WordDecoder).DecodeHeader(labels); err == nil {
		labels = text
	}
	h.flags |= mailbox.Read
	at, own := len(gmailFolders), ""
	for _, l := range splitLabels(labels) {
		key := strings.ToLower(strings.Join(strings.Fields(l), " ")) // the blank before a colon may be another one
		switch what, known := gmailSystem()[key]; {
		case known:
			for i, f := range gmailFolders {
				if f == what {
					at = min(at, i)
				}
			}
			switch what {
			case gmailUnread:
				h.flags &^= mailbox.Read
			case gmailStarred:
				h.flags |= mailbox.Starred
			}
		case strings.HasPrefix(key, "imap_"):
			if strings.Contains(key, "forwarded") {
				h.flags |= mailbox.Forwarded
			}
		case gmailCategory(key):
		case own == "":
			own = l
		}
	}
	switch {
	case at < len(gmailFolders):
		h.folder = []string{gmailFolders[at]}
	case own != "":
		if h.folder = splitName(own); roleOf(h.folder) != mailbox.Own {
			h.folder = append([]string{""}, h.folder...)
		}
	default:
		h.folder = []string{"Archive"}
	}
}

// splitLabels parts labels at commas; one that has commas of its own stands in quotation marks.
func splitLabels(s string) (out []string) {
	for s != "" {
		var l string
		if rest, ok := strings.CutPrefix(s, `"`); ok {
			if quoted, after, ok := strings.Cut(rest, `"`); ok && (after == "" || after[0] == ',') {
				l, s = quoted, strings.TrimPrefix(after, ",")
				out = append(out, l)
				continue
			}
		}
		l, s, _ = strings.Cut(s, ",")
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// gmailFolders are the folders of which a message lies in the first one that a label of it names.
var gmailFolders = []string{"Trash", "Junk", "Drafts", "Inbox", "Sent"}

// Other labels of Gmail's own.
const (
	gmailStarred = "starred"
	gmailUnread  = "unread"
	gmailNothing = "" // says nothing here: it was opened, is important, was archived
)

// gmailSystem are the labels of Gmail's own, in small letters. Takeout writes them in the language of the
// account; where there are several wordings all of them have been in use.
var gmailSystem = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for what, words := range map[string]string{
		"Inbox": `inbox|posteingang|boîte de réception|recibidos|bandeja de entrada|posta in arrivo|caixa de entrada|entrada|postvak in|odebrane|skrzynka odbiorcza|входящие|вхідні|gelen kutusu|البريد الوارد|صندوق الوارد|受信トレイ|收件箱|收件匣|
			snoozed|zurückgestellt|en attente|reportés|pospuestos|posticipati|posticipate|adiados|adiadas|gesnoozed|uitgesteld|odłożone|отложенные|відкладені|ertelenenler|المؤجلة|تم تأجيلها|スヌーズ中|已延后|已推迟|已延後`,
		"Sent":       `sent|sent mail|gesendet|messages envoyés|envoyés|envoyé|enviados|enviado|mensajes enviados|posta inviata|inviati|inviata|e-mails enviados|verzonden|verzonden berichten|wysłane|отправленные|надіслані|gönderilmiş postalar|gönderilenler|gönderilmiş|البريد المرسل|المرسلة|الرسائل المرسلة|送信済み|送信済みメール|已发邮件|已发送|已發送|寄件備份`,
		"Drafts":     `drafts|draft|entwürfe|entwurf|brouillons|brouillon|borradores|borrador|bozze|bozza|rascunhos|rascunho|concepten|concept|wersje robocze|robocze|szkice|черновики|чернетки|taslaklar|taslak|مسودات|المسودات|下書き|草稿|草稿箱`,
		"Junk":       `spam|junk|pourriel|correo no deseado|ongewenste e-mail|спам|istenmeyen|istenmeyen e-posta|رسائل غير مرغوب فيها|الرسائل غير المرغوب فيها|غير مرغوب فيه|迷惑メール|垃圾邮件|垃圾郵件`,
		"Trash":      `trash|bin|papierkorb|corbeille|papelera|cestino|lixeira|lixo|reciclagem|prullenbak|kosz|корзина|кошик|çöp kutusu|çöp|المهملات|سلة المهملات|ごみ箱|ゴミ箱|已删除邮件|垃圾箱|回收站|垃圾桶`,
		gmailStarred: `starred|markiert|suivis|messages suivis|favoris|destacados|destacado|speciali|com estrela|com marcação|met ster|met ster gemarkeerd|z gwiazdką|oznaczone gwiazdką|помеченные|помеченные звездочкой|пометки|із зірочкою|позначені зірочкою|yıldızlı|yıldızlılar|مميزة بنجمة|المميزة بنجمة|スター付き|已加星标|已加星號`,
		gmailUnread:  `unread|ungelesen|non lus|non lu|no leídos|no leído|no leídas|da leggere|non letti|non letto|não lidas|não lidos|não lida|ongelezen|nieprzeczytane|непрочитанные|непрочитані|okunmamış|okunmayan|غير مقروءة|غير مقروء|未読|未读|未讀`,
		gmailNothing: `opened|geöffnet|ouvert|ouverts|messages ouverts|abierto|abiertos|abierta|aperto|aperti|aperta|aberto|abertos|aberta|abertas|geopend|otwarte|otwarty|открытые|открыто|открыт|прочитанные|відкриті|відкрито|відкритий|прочитані|açıldı|açılmış|açılan|açık|مفتوحة|تم فتحها|تم الفتح|開封済み|既読|已打开|已開啟|已读|
			important|wichtig|importants|importante|importantes|importanti|belangrijk|ważne|важное|важные|важливі|важливо|önemli|مهم|مهمة|重要|重要邮件|
			archived|archiviert|archivés|messages archivés|archivé|archivado|archivados|archiviati|archiviato|archiviata|arquivado|arquivados|arquivada|gearchiveerd|zarchiwizowane|архивные|архив|в архиве|заархивированные|архівовані|заархівовані|архів|arşivlendi|arşivlenmiş|arşivlenenler|مؤرشفة|الأرشيف|تمت أرشفتها|アーカイブ済み|アーカイブ|已归档|已封存|
			muted|ignoriert|scheduled|geplant|planifié|programados|programmati|agendados|all mail|alle nachrichten`,
	} {
		for w := range strings.SplitSeq(words, "|") {
			m[strings.TrimSpace(w)] = what
		}
	}
	return m
})

// gmailCategory reports whether a label is one of the tabs above the Inbox of Gmail: “Category Updates”,
// «Catégorie : Promotions».
func gmailCategory(key string) bool {
	for _, w := range []string{"category ", "kategorie", "catégorie", "categoría", "categoria", "categorie", "kategoria", "категория", "категорія", "kategori", "فئة", "الفئة", "カテゴリ", "类别", "類別", "分类"} {
		if rest, ok := strings.CutPrefix(key, w); ok && (w == "category " || strings.ContainsAny(rest, ":：\"„“«»")) {
			return true
		}
	}
	return false
}
