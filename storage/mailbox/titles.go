package mailbox

// Titles is what the window calls the folders with a purpose, in all of its languages: a search is kept,
// and is read by a rule, in whatever language it was typed.
var Titles = map[Role][]string{
	Inbox:   {"الوارد", "Posteingang", "Inbox", "Bandeja de entrada", "Boîte de réception", "Posta in arrivo", "受信トレイ", "Postvak IN", "Odebrane", "Caixa de entrada", "Входящие", "Gelen Kutusu", "Вхідні", "收件箱"},
	Archive: {"الأرشيف", "Archiv", "Archive", "Archivados", "Archives", "Archivio", "アーカイブ", "Archief", "Archiwum", "Arquivados", "Архив", "Arşiv", "Архів", "归档"},
	Snoozed: {"المؤجل", "Zurückgestellt", "Snoozed", "Pospuestos", "Reportés", "Posticipata", "スヌーズ中", "Uitgesteld", "Odłożone", "Adiados", "Отложенные", "Ertelenenler", "Відкладені", "已推迟"},
	Drafts:  {"المسودات", "Entwürfe", "Drafts", "Borradores", "Brouillons", "Bozze", "下書き", "Concepten", "Szkice", "Rascunhos", "Черновики", "Taslaklar", "Чернетки", "草稿"},
	Outbox:  {"الصادر", "Postausgang", "Outbox", "Bandeja de salida", "Boîte d’envoi", "Posta in uscita", "送信トレイ", "Postvak UIT", "Do wysłania", "Caixa de saída", "Исходящие", "Giden Kutusu", "Вихідні", "发件箱"},
	Sent:    {"المرسل", "Gesendet", "Sent", "Enviados", "Envoyés", "Inviata", "送信済み", "Verzonden", "Wysłane", "Отправленные", "Gönderilenler", "Надіслані", "已发送"},
	Junk:    {"غير المرغوب", "Spam", "Junk", "No deseado", "Indésirables", "Indesiderata", "迷惑メール", "Ongewenst", "Спам", "İstenmeyen", "垃圾邮件"},
	Trash:   {"المهملات", "Papierkorb", "Bin", "Trash", "Papelera", "Corbeille", "Cestino", "ごみ箱", "Prullenbak", "Kosz", "Lixeira", "Корзина", "Çöp Kutusu", "Кошик", "废纸篓"},
}
