package lang

import (
	"strings"
	"testing"
)

// TestElided: the word before a day or an hour is the one that the number wants, in sentences of the files; what is filled
// in stays as it is.
func TestElided(t *testing.T) {
	type m = map[string]any
	for _, c := range []struct {
		code, sentence string
		data           m
		want           string
	}{
		{"it", "will be removed from the server on {{.Day}}", m{"Day": "8 dic"}, "verrà eliminato dal server l’8 dic"},
		{"it", "will be removed from the server on {{.Day}}", m{"Day": "7 dic"}, "verrà eliminato dal server il 7 dic"},
		{"it", "will be removed from the server on {{.Day}}", m{"Day": "18 dic"}, "verrà eliminato dal server il 18 dic"},
		{"it", "It’s only valid from {{.Date}} on.", m{"Date": "11 novembre 2026"}, "È valido solo dall’11 novembre 2026."},
		{"it", "It’s only valid from {{.Date}} on.", m{"Date": "11/12/26"}, "È valido solo dall’11/12/26."},
		{"it", "The last backup of your mail is from {{.Day}}.", m{"Day": "8 nov"}, "L’ultimo backup della posta è dell’8 nov."},
		{"it", "{{.Repeats}}, until {{.Date}}", m{"Repeats": "il 8 marzo", "Date": "8 maggio"}, "il 8 marzo, fino all’8 maggio"},
		{"it", "On {{.Date}} at {{.Time}}, {{.Name}} wrote:", m{"Date": "8 dicembre", "Time": "1:05", "Name": "8 il 8 "}, "L’8 dicembre all’1:05, 8 il 8  ha scritto:"},
		{"it", "On {{.Date}} at {{.Time}}:", m{"Date": "venerdì 8 dicembre", "Time": "11:05"}, "Il venerdì 8 dicembre alle 11:05:"},
		{"it", "{{.Count}} messages will be removed from the server on {{.Day}}", m{"Count": "8 ", "Day": "8 dic"}, ""},
		{"es", "On {{.Date}} at {{.Time}}, {{.Name}} wrote:", m{"Date": "4 de diciembre", "Time": "1:05", "Name": "Ana"}, "El 4 de diciembre a la 1:05, Ana escribió:"},
		{"es", "On {{.Date}} at {{.Time}}:", m{"Date": "4 de diciembre", "Time": "01:05"}, "El 4 de diciembre a la 01:05:"},
		{"es", "On {{.Date}} at {{.Time}}:", m{"Date": "4 de diciembre", "Time": "11:05"}, "El 4 de diciembre a las 11:05:"},
		{"es", "{{.Title}}: tomorrow at {{.When}}", m{"Title": "a las 1:05", "When": "1:05 p. m."}, "a las 1:05: mañana a la 1:05 p. m."},
		{"fr", "{{.Today}} used today, {{.Month}} since {{.Day}}", m{"Today": "12 Mo", "Month": "84 Mo", "Day": "8 nov."}, "12 Mo utilisés aujourd’hui, 84 Mo depuis le 8 nov."},
		{"de", "{{.Today}} used today, {{.Month}} since {{.Day}}", m{"Today": "12 MB", "Month": "84 MB", "Day": "8. Nov."}, "heute 12 MB verbraucht, 84 MB seit dem 8. Nov."},
		{"it", "{{.Percent}} full", m{"Percent": "85%"}, "piena all’85%"},
		{"it", "{{.Percent}} full", m{"Percent": "78%"}, "piena al 78%"},
		{"it", "{{.Name}}, full: il {{.Day}}", m{"Name": "\uE000a.txt", "Day": "8 dic"}, "\uE000a.txt, full: il 8 dic"},
		{"de", "{{.Name}}, full", m{"Name": "\uE000 a.txt"}, "\uE000 a.txt, full"},
		{"it", "The newest {{.Count}} letters", m{"Count": "8"}, "Le 8 email più recenti"},
		{"it", "will be removed from the server on {{.Day}}", m{"Day": "8"}, "verrà eliminato dal server il 8"}, // no day is said so
		{"pt-BR", "Next try {{.Time}}", m{"Time": "01:05"}, "Próxima tentativa à 01:05"},
		{"pt-BR", "Next try {{.Time}}", m{"Time": "11:05"}, "Próxima tentativa às 11:05"},
		{"pt-BR", "{{.Title}}: tomorrow at {{.When}}", m{"Title": "às 1:05", "When": "1:05"}, "às 1:05: amanhã à 1:05"},
		{"pt-BR", "On {{.Date}} at {{.Time}}, {{.Name}} wrote:", m{"Date": "4 de dezembro", "Time": "01:05", "Name": "01:05"}, "Em 4 de dezembro à 01:05, 01:05 escreveu:"},
		{"it", "will be removed from the server on {{.Day}}", m{"Day": "8.12.26"}, "verrà eliminato dal server l’8.12.26"},
		{"it", "no file has this: il {{.Day}}", m{"Day": "8 dic"}, "no file has this: il 8 dic"},
	} {
		use(t, c.code)
		if c.want == "" {
			if got := N(c.sentence, 8, c.data); got != "8  messaggi verranno eliminati dal server l’8 dic" {
				t.Errorf("%q", got)
			}
			continue
		}
		if got := L(c.sentence, c.data); got != c.want {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
	}
}

// TestElidedCounts: so is the one before a count, in each sentence that has it.
func TestElidedCounts(t *testing.T) {
	type m = map[string]any
	use(t, "it")
	for count, vowel := range map[string]bool{
		"8": true, "11": true, "80": true, "88": true, "800": true, "899": true, "8.000": true, "8000": true, "80.123": true, "11.000": true, "11.000.000": true, "8.000.000": true,
		"2": false, "7": false, "18": false, "110": false, "111": false, "1.100": false, "1100": false, "108": false, "7.800": false, "8 GB": false, "11a": false,
	} {
		for _, c := range []struct {
			key       string
			n         int
			data      m
			usual, or string
		}{
			{"All {{.Count}} messages are on this computer.", 8, m{"Count": count}, "Tutti i # messaggi sono su questo computer.", "Tutti gli # messaggi sono su questo computer."},
			{"All {{.Count}} messages in it can still be read.", 8, m{"Count": count}, "Si possono ancora leggere tutti i # messaggi del file.", "Si possono ancora leggere tutti gli # messaggi del file."},
			{"all {{.Count}} messages can be read and searched", 8, m{"Count": count}, "tutti i # messaggi si possono leggere e cercare", "tutti gli # messaggi si possono leggere e cercare"},
			{"{{.Readable}} of {{.Count}} messages in it can still be read.", 8, m{"Readable": "8", "Count": count}, "Si possono ancora leggere 8 dei # messaggi del file.", "Si possono ancora leggere 8 degli # messaggi del file."},
			{"The {{.Count}} messages on the server now will be removed on {{.Day}} at the earliest.", 8, m{"Count": count, "Day": "8 dic"}, "I # messaggi che ora sono sul server verranno eliminati non prima dell’8 dic.", "Gli # messaggi che ora sono sul server verranno eliminati non prima dell’8 dic."},
			{"The newest {{.Shown}} results", 8, m{"Shown": count}, "I # risultati più recenti", "Gli # risultati più recenti"},
			{"{{.Count}} results in {{.Time}} ms · the newest {{.Shown}}", 8, m{"Count": "800", "Time": "11", "Shown": count}, "800 risultati in 11 ms · i # più recenti", "800 risultati in 11 ms · gli # più recenti"},
			{"{{.Count}} results · the best of the newest {{.Best}} first", 8, m{"Count": "8.000", "Best": count}, "8.000 risultati · prima i migliori dei # più recenti", "8.000 risultati · prima i migliori degli # più recenti"},
		} {
			want := c.usual
			if vowel {
				want = c.or
			}
			want = strings.ReplaceAll(want, "#", count)
			if got := N(c.key, c.n, c.data); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}
