package storage

import (
	"regexp"
	"strings"
	"sync"

	"popmail/storage/eml"
	"popmail/storage/query"
)

// tripNotes is how much is read of what an event says at length, in octets.
const tripNotes = 2000

// tripWords are words by which an event is a journey, in the languages of the window; none of them
// says something common in another one (as “lot” would, a flight in Polish).
var tripWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range query.Words(`
		flight flights ferry airport cruise
		flug abflug rückflug hinflug flughafen fähre fährüberfahrt zugfahrt bahnfahrt kreuzfahrt
		traversée embarquement aéroport croisière
		vuelo vuelos tren ferri transbordador embarque aeropuerto crucero
		volo voli treno traghetto imbarco aeroporto crociera
		voo voos trem comboio balsa cruzeiro
		vlucht veerboot veerpont trein treinreis luchthaven
		odlot lotu samolot lotnisko pociąg pociągiem promem rejs
		рейс рейса вылет самолёт аэропорт поезд поездом
		виліт літак аеропорт потяг потягом поїзд пором
		uçuş uçuşu uçak havalimanı feribot treni kalkış
		رحلة الرحلة طيران الطيران قطار القطار مطار المطار`) {
		words[w] = true
	}
	return words
})

// tripParts are such words of languages that put no spaces between theirs.
var tripParts = []string{"フライト", "飛行機", "新幹線", "列車", "フェリー", "搭乗", "空港", "航班", "飞机", "火车", "高铁", "列车", "渡轮", "轮渡", "登机", "机场"}

// tripPhrases are what makes a journey of words that say other things as well: volumes and thefts are
// “vol” in French and English, people are trained, schools are boarding schools, trains are moves (Zug),
// someone's departure, steam (паром) and the Arabic for “consists of”.
var tripPhrases = sync.OnceValue(func() []*regexp.Regexp {
	const code = `\p{Lu}[\p{Lu}\d] ?\d{2,4}\b`                             // of a flight or a train
	const route = `\p{Lu}[\p{L}\d’'. ]*\p{L} ?(?:[–—→>-]|to|nach) ?\p{Lu}` // from here to there
	var out []*regexp.Regexp
	for _, expr := range []string{
		`(?i:\bvols?\b) ?(?::|n°|no\.?|nr\.?)? ?` + code,
		`(?i:\bvols? )(?:` + route + `|(?i:pour|vers|aller|retour|à destination)\b)`,
		`(?i:\b(?:votre|mon|ton|notre|leur) vol\b)(?i: (?:pour|vers|à|du|de|aller|retour)\b| ?$)`,
		`(?i:\btrain )(?i:station|tickets?|journey|ride|home|pour|vers)\b`,
		`(?i:\b(?:by|le|du|votre|mon|ton|your|my) train)(?i: (?:to|from|at|leaves|pour|vers|de|à)\b| ?$)`,
		`(?i:^train (?:to|from) )(?:(?i:the|my|our) |\p{Lu})`,
		`(?i:\b(?:train|zug) ?(?:n°|no\.?|nr\.?)? ?)(?:` + code + `|` + route + `|\d{3,5}\b)`,
		`(?i:\b(?:zug nach|mit dem zug|zug ab|zug von)\b)`,
		`(?i:\bboarding (?:pass|card|time|gate|at|from|starts|opens|closes|ends)\b|^boarding\b ?:? ?\d|^boarding$)`,
		`(?i:\bdeparture (?:time|gate|from|to|at)\b|\bdeparture:? ?\d|^departure$)`,
		`(?i:паром (?:в|до|на|из)(?:[^\pL]|$)|^паром$)`,
		`(?:^|[^\pL])(?:ال)?عبارة (?:إلى|الى|من)(?:[^\pL]|$)|(?:تذكرة|موعد|ميناء) (?:ال)?عبارة`,
	} {
		out = append(out, regexp.MustCompile(expr))
	}
	return out
})

// tripMore is what makes a journey of a description in which one of its words stands.
var tripMore = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\p{Lu}[\p{Lu}\d] ?\d{2,4}\b|(?i:\b(?:gate|seat|platform|terminal|pier|gleis|sitz|sitzplatz|porte|siège|voie|quai|puerta|asiento|andén|vía|binario|posto|portão|assento|perron|bramka|peron|koltuk|kapı)\b ?:? ?\pL{0,2}\d)|(?:выход|место|платформа|вихід|місце|座席|搭乗口|登机口|座位|بوابة|مقعد) ?:? ?\d`)
})

// isTrip reports whether an event is a journey, by its words: one of them is enough in what it is called
// and where it is, of a description more is asked, as it says many things.
func isTrip(e *eml.Event) bool {
	if len(tripSigns(e.Summary)) > 0 || len(tripSigns(e.Location)) > 0 {
		return true
	}
	signs := tripSigns(e.Description)
	return len(signs) > 1 || len(signs) == 1 && tripMore().MatchString(e.Description[:min(len(e.Description), tripNotes)])
}

// tripSigns are the different words of a text that speak of a journey.
func tripSigns(text string) map[string]bool {
	text = strings.ToValidUTF8(text[:min(len(text), tripNotes)], "")
	signs := map[string]bool{}
	for _, w := range query.Words(text) {
		if tripWords()[w] {
			signs[w] = true
		}
	}
	for _, w := range tripParts {
		if strings.Contains(text, w) {
			signs[w] = true
		}
	}
	for _, p := range tripPhrases() {
		if found := p.FindString(text); found != "" {
			signs[found] = true
		}
	}
	return signs
}
