package archive

import "testing"

// TestPageOfNames: names of many countries are read as they were written.
func TestPageOfNames(t *testing.T) {
	for _, c := range []struct {
		name        string
		names, want []string
	}{
		{"cp850 de", []string{"B\x81ro", "Gel\x94scht", "Entw\x81rfe", "Gr\x81\xe1e (7)", "\x9aber uns", "St\x84dte"}, []string{"Büro", "Gelöscht", "Entwürfe", "Grüße (7)", "Über uns", "Städte"}},
		{"cp850 fr", []string{"Re\x87u", "\x90l\x82ments envoy\x82s", "\x90t\x82 2020", "No\x89l"}, []string{"Reçu", "Éléments envoyés", "Été 2020", "Noël"}},
		{"cp850 es", []string{"A\xa4o nuevo", "Facturaci\xa2n", "Espa\xa4a"}, []string{"Año nuevo", "Facturación", "España"}},
		{"cp850 pt", []string{"S\xc6o Paulo", "Reuni\xe4es", "Informa\x87\xe4es"}, []string{"São Paulo", "Reuniões", "Informações"}},
		{"cp850 one", []string{"B\x81ro"}, []string{"Büro"}},
		{"cp866 oneru", []string{"\x90\xa0\xa1\xae\xe2\xa0"}, []string{"Работа"}},
		{"cp866 ru", []string{"\x90\xa0\xa1\xae\xe2\xa0", "\x82\xe5\xae\xa4\xef\xe9\xa8\xa5", "\x91\xe7\xa5\xe2\xa0 \xa7\xa0 2019", "\x8e\xe2\xaf\xe3\xe1\xaa \xa2 \xa3\xae\xe0\xa0\xe5"}, []string{"Работа", "Входящие", "Счета за 2019", "Отпуск в горах"}},
		{"cp1251 ruwin", []string{"\xd0\xe0\xe1\xee\xf2\xe0", "\xc2\xf5\xee\xe4\xff\xf9\xe8\xe5", "\xd1\xf7\xe5\xf2\xe0 \xe7\xe0 2019"}, []string{"Работа", "Входящие", "Счета за 2019"}},
		{"cp852 pl", []string{"Wys\x88ane", "Zdj\xa9cia z urodzin", "\x9d\xa2d\xab", "\x97wi\xa9ta"}, []string{"Wysłane", "Zdjęcia z urodzin", "Łódź", "Święta"}},
		{"cp852 cs", []string{"Doru\x9fen\x82", "P\xfd\xa1roda", "\xa6\xa0dosti", "\xe9\x9fty"}, []string{"Doručené", "Příroda", "Žádosti", "Účty"}},
		{"cp852 sl", []string{"Ra\x9funi", "Po\xe7ta"}, []string{"Računi", "Pošta"}},
		{"cp852 cs one", []string{"Doru\x9fen\x82"}, []string{"Doručené"}},
		{"cp857 tr", []string{"G\x94nderilmi\x9f", "\x80\x94p Kutusu"}, []string{"Gönderilmiş", "Çöp Kutusu"}},
		{"cp857 tr more", []string{"\x9eirket", "Aile foto\xa7raflar\x8d", "M\x81\x9fteri", "\x98stanbul", "\x99\xa7renci \x98\x9fleri"}, []string{"Şirket", "Aile fotoğrafları", "Müşteri", "İstanbul", "Öğrenci İşleri"}},
		{"cp850 nearly tr", []string{"N\xa7 3", "G\x81ell", "13 \x9e 18", "3\x9e4", "1\xa6 vez", "A\xa4o"}, []string{"Nº 3", "Güell", "13 × 18", "3×4", "1ª vez", "Año"}},
		{"cp850 it", []string{"luned\x8d", "citt\x85", "perch\x82"}, []string{"lunedì", "città", "perché"}},
		{"cp850 is", []string{"Fr\x82ttir", "Gl\xec\xd0ur", "\xe8j\xa2\xd0", "Ma\xd0ur"}, []string{"Fréttir", "Glýður", "Þjóð", "Maður"}},
		{"cp1252 es", []string{"Garc\xeda"}, []string{"García"}},
		{"cp1252 win", []string{"B\xfcro", "Gel\xf6scht", "Gr\xfc\xdfe", "Re\xe7u"}, []string{"Büro", "Gelöscht", "Grüße", "Reçu"}},
		{"cp932 ja", []string{"\x8ed\x8e\x96", "\x97\xb7\x8ds\x82\xcc\x8e\xca\x90^", "\x89\xc6\x91\xb0", "\x90\xbf\x8b\x81\x8f\x91", "\x83\x81\x81[\x83\x8b"}, []string{"仕事", "旅行の写真", "家族", "請求書", "メール"}},
		{"cp936 zh", []string{"\xb9\xa4\xd7\xf7", "\xc2\xc3\xd0\xd0\xd5\xd5\xc6\xac", "\xb7\xa2\xc6\xb1", "\xbc\xd2\xcd\xa5\xcd\xa8\xd6\xaa"}, []string{"工作", "旅行照片", "发票", "家庭通知"}},
		{"cp949 ko", []string{"\xbe\xf7\xb9\xab", "\xbf\xa9\xc7\xe0 \xbb\xe7\xc1\xf8", "\xc3\xbb\xb1\xb8\xbc\xad"}, []string{"업무", "여행 사진", "청구서"}},
		{"cp950 tw", []string{"\xa4u\xa7@", "\xae\xc8\xa6\xe6\xb7\xd3\xa4\xf9", "\xaea\xaex", "\xb1b\xb3\xe6"}, []string{"工作", "旅行照片", "家庭", "帳單"}},
	} {
		page := pageOfNames(t.Context(), c.names)
		for i, name := range c.names {
			if got := inPage(t.Context(), name, page); got != c.want[i] {
				t.Errorf("%s: by %s %q, want %q", c.name, page, got, c.want[i])
			}
		}
	}
}
