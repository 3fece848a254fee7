package letter

import "testing"

// TestSpeaksOfFile: in each language of the window sentences that speak of an attached file are
// known, and others are not.
func TestSpeaksOfFile(t *testing.T) {
	for lang, sentences := range map[string][]string{
		"en": {"I attached the photos.", "Please see the attachment.", "The bill is enclosed."},
		"de": {"Anbei die Rechnung.", "Beiliegend finden Sie den Vertrag.", "Das Foto ist im Anhang."},
		"fr": {"Veuillez trouver ci joint le devis.", "Voir le fichier joint.", "Je joins la facture."},
		"es": {"Adjunto la factura.", "Los documentos van adjuntos.", "Te adjunté las fotos."},
		"it": {"In allegato la fattura.", "Ti allego le foto.", "Vedi gli allegati."},
		"pt": {"Segue anexa a fatura.", "O contrato está em anexo.", "Vai o arquivo anexado."},
		"nl": {"In de bijlage de rekening.", "De foto is bijgevoegd.", "Zie de bijlagen."},
		"pl": {"Załączam fakturę.", "W załączeniu umowa.", "Faktura w załączniku."},
		"ru": {"Прилагаю счёт.", "Прикрепляем фотографии.", "Фото во вложении."},
		"uk": {"Додаю рахунок.", "Фото у додатку.", "Долучаю договір."},
		"tr": {"Fotoğrafları ekledim.", "Faturayı ekliyorum.", "Sözleşme ilişikte."},
		"ja": {"請求書を添付します。", "写真を添付しました。", "添付ファイルをご覧ください。"},
		"zh": {"附件是发票。", "照片见附件。", "附上合同。"},
		"ar": {"أرفقت الفاتورة.", "انظر المرفقات.", "الصور مرفقة مع الرسالة."},
	} {
		for _, s := range sentences {
			if speaksOfFile(s) == "" {
				t.Errorf("%s: %s", lang, s)
			}
		}
	}
	for _, s := range []string{
		"See you on Monday.", "Wir sehen uns am Montag, es liegt noch Schnee.", "Je vous rejoins demain, ci et là.", "On se joint à vous.", "Nos vemos el lunes.", "Ci vediamo lunedì.", "Até segunda.",
		"Tot maandag.", "Do zobaczenia w poniedziałek.", "Я приеду и прилягу.", "Завтра приїду, додому о пів на шосту.", "Pazartesi görüşürüz, ekmek alırım.", "月曜日に会いましょう。", "周一见。", "أراك يوم الاثنين برفقة أحمد.",
	} {
		if w := speaksOfFile(s); w != "" {
			t.Errorf("%s: %q", s, w)
		}
	}
}
