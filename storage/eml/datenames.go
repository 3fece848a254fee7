package eml

import (
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"popmail/assets/plain"
)

// dateWords are the names of months, January first, and of days of the week,
// Monday first, in one language. Forms of one name stand between bars; the
// beginning of a form, three letters or more, stands for it where it can be no
// other name of its kind.
type dateWords struct{ months, days string }

// languages of which mail programs have been seen to write dates (QUIRK; RFC
// 5322 allows English only). A name that means different things in two of them
// is taken in the one that comes first, unless the day of the week tells.
var languages = []dateWords{
	{"january february march april may june july august september october november december",
		"monday|mo tuesday|tu wednesday|we thursday|th friday|fr saturday|sa sunday|su"},
	{"januar|jänner februar|feber märz|maerz|mrz april mai juni juli august september oktober november dezember",
		"montag|mo dienstag|di mittwoch|mi donnerstag|do freitag|fr samstag|sonnabend|sa sonntag|so"},
	{"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"lundi mardi mercredi jeudi vendredi samedi dimanche"},
	{"enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
		"lunes martes miércoles jueves viernes sábado domingo"},
	{"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"segunda|2ª terça|3ª quarta|4ª quinta|5ª sexta|6ª sábado domingo"},
	{"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"lunedì martedì mercoledì giovedì venerdì sabato domenica"},
	{"января|январь февраля|февраль марта|март апреля|апрель мая|май июня|июнь июля|июль августа|август сентября|сентябрь октября|октябрь ноября|ноябрь декабря|декабрь",
		"понедельник|пн|пнд вторник|вт|втр среда|ср|срд четверг|чт|чтв пятница|пт|птн суббота|сб|сбт воскресенье|вс|вск"},
	{"stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec lipca|lipiec sierpnia|sierpień września|wrzesień października|październik listopada|listopad grudnia|grudzień",
		"poniedziałek|pn|pon wtorek|wt środa|śr czwartek|cz|czw piątek|pt sobota|so|sb niedziela|nd|ndz|ni|nie"},
	{"januari februari maart|mrt april mei juni juli augustus september oktober november december",
		"maandag|ma dinsdag|di woensdag|wo donderdag|do vrijdag|vr zaterdag|za zondag|zo"},
	{"januari februari mars april maj juni juli augusti september oktober november december",
		"måndag|mån|må tisdag|ti onsdag|on torsdag|to fredag|fr lördag|lö söndag|sö"},
	{"januar februar marts april maj juni juli august september oktober november december",
		"mandag|ma tirsdag|ti onsdag|on torsdag|to fredag|fr lørdag|lø søndag|sø"},
	{"januar februar mars april mai juni juli august september oktober november desember",
		"mandag|måndag tirsdag|tysdag onsdag torsdag fredag lørdag|laurdag søndag|sundag"},
	{"tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
		"maanantai|ma tiistai|ti keskiviikko|ke torstai|to perjantai|pe lauantai|la sunnuntai|su"},
	{"ledna|leden února|únor března|březen dubna|duben května|květen|kvě června|červen|čvn července|červenec|čvc srpna|srpen září října|říjen listopadu|listopad prosince|prosinec",
		"pondělí|po úterý|út středa|st čtvrtek|čt pátek|pá sobota|so neděle|ne"},
	{"januára|január februára|február marca|marec apríla|apríl mája|máj júna|jún júla|júl augusta|august septembra|september októbra|október novembra|november decembra|december",
		"pondelok|po utorok|ut streda|st štvrtok|št piatok|pi sobota|so nedeľa|ne"},
	{"január február március április május június július augusztus szeptember október november december",
		"hétfő|h kedd|k szerda|sze csütörtök|cs péntek|p szombat|szo vasárnap|v"},
	{"ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie|nov decembrie",
		"luni|lu marți|ma miercuri|mi joi|jo vineri|vi sâmbătă|sa|sb duminică|du"},
	{"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
		"pazartesi|pzt salı çarşamba perşembe cuma|cum cumartesi|cmt pazar|paz"},
	{"ιανουαρίου|ιανουάριος φεβρουαρίου|φεβρουάριος μαρτίου|μάρτιος απριλίου|απρίλιος μαΐου|μάιος|μαϊ ιουνίου|ιούνιος ιουλίου|ιούλιος αυγούστου|αύγουστος σεπτεμβρίου|σεπτέμβριος οκτωβρίου|οκτώβριος νοεμβρίου|νοέμβριος δεκεμβρίου|δεκέμβριος",
		"δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή"},
	{"січня|січень лютого|лютий березня|березень квітня|квітень травня|травень червня|червень липня|липень серпня|серпень вересня|вересень жовтня|жовтень листопада|листопад грудня|грудень",
		"понеділок|пн вівторок|вт середа|ср четвер|чт п’ятниця|пятниця|пт субота|сб неділя|нд"},
	{"януари февруари март април май юни юли август септември октомври ноември декември",
		"понеделник|пн вторник|вт сряда|ср четвъртък|чт петък|пт събота|сб неделя|нд"},
	{"јануар|јануара фебруар|фебруара март|марта април|априла мај|маја јун|јуна јул|јула август|августа септембар|септембра октобар|октобра новембар|новембра децембар|децембра",
		"понедељак уторак среда четвртак петак субота недеља"},
	{"siječnja|siječanj veljače|veljača ožujka|ožujak travnja|travanj svibnja|svibanj lipnja|lipanj srpnja|srpanj kolovoza|kolovoz rujna|rujan listopada|listopad studenoga|studeni prosinca|prosinac",
		"ponedjeljak utorak srijeda četvrtak petak subota nedjelja"},
	{"januar|januara februar|februara mart|marta april|aprila maj|maja jun|juna jul|jula avgust|avgusta septembar|septembra oktobar|oktobra novembar|novembra decembar|decembra",
		"ponedeljak utorak sreda četvrtak petak subota nedelja"},
	{"januar februar marec april maj junij julij avgust september oktober november december",
		"ponedeljek torek sreda četrtek petek sobota nedelja"},
	{"jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
		"esmaspäev|e teisipäev|t kolmapäev|k neljapäev|n reede|r laupäev|l pühapäev|p"},
	{"janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
		"pirmdiena|pr otrdiena|ot trešdiena|tr ceturtdiena|ce piektdiena|pk sestdiena|se svētdiena|sv"},
	{"sausio|sausis vasario|vasaris kovo|kovas balandžio|balandis gegužės|gegužė birželio|birželis liepos|liepa rugpjūčio|rugpjūtis|rgp rugsėjo|rugsėjis|rgs spalio|spalis lapkričio|lapkritis gruodžio|gruodis",
		"pirmadienis|pr antradienis|an trečiadienis|tr ketvirtadienis|kt penktadienis|pn šeštadienis|št sekmadienis|sk"},
	{"gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
		"dilluns|dl dimarts|dt dimecres|dc dijous|dj divendres|dv dissabte|ds diumenge|dg"},
	{"xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
		"luns martes mércores xoves venres sábado domingo"},
	{"janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
		"mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur"},
	{"januari februari maret april mei|mai juni juli|julai agustus|agt|ogos september oktober november desember|disember",
		"senin|isnin selasa rabu kamis|khamis jumat|jumaat sabtu minggu|ahad"},
	{"janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
		"hënë martë mërkurë enjte premte shtunë diel"},
	{"januarie februarie maart april mei junie julie augustus september oktober november desember",
		"maandag dinsdag woensdag donderdag vrydag saterdag sondag"},
	{"يناير|جانفي|كانون-الثاني فبراير|فيفري|شباط مارس|آذار أبريل|ابريل|أفريل|نيسان مايو|ماي|أيار يونيو|يونيه|جوان|حزيران يوليو|يوليه|جويلية|تموز أغسطس|اغسطس|أوت|آب سبتمبر|أيلول أكتوبر|اكتوبر|تشرين-الأول نوفمبر|تشرين-الثاني ديسمبر|كانون-الأول",
		"الاثنين|الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"},
	{"ינואר|ינו פברואר|פבר מרץ|מרס אפריל|אפר מאי יוני|יונ יולי|יול אוגוסט|אוג ספטמבר|ספט אוקטובר|אוק נובמבר|נוב דצמבר|דצמ",
		"שני שלישי רביעי חמישי שישי שבת ראשון"},
	{"ม.ค|มกราคม ก.พ|กุมภาพันธ์ มี.ค|มีนาคม เม.ย|เมษายน พ.ค|พฤษภาคม มิ.ย|มิถุนายน ก.ค|กรกฎาคม ส.ค|สิงหาคม ก.ย|กันยายน ต.ค|ตุลาคม พ.ย|พฤศจิกายน ธ.ค|ธันวาคม",
		"จ|จันทร์ อ|อังคาร พ|พุธ พฤ|พฤหัสบดี ศ|ศุกร์ ส|เสาร์ อา|อาทิตย์"},
	{"一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
		"星期一|周一|週一|一|月 星期二|周二|週二|二|火 星期三|周三|週三|三|水 星期四|周四|週四|四|木 星期五|周五|週五|五|金 星期六|周六|週六|六|土 星期日|周日|週日|日"},
}

// meaning is what a name may stand for in one language.
type meaning struct {
	language uint8
	day      bool  // of the week
	n        uint8 // month 1 to 12, or day of the week with Sunday 0
}

// meanings holds every name and every beginning of one, folded by foldDate.
var meanings = sync.OnceValue(makeMeanings)

func makeMeanings() map[string][]meaning {
	out := make(map[string][]meaning, 6000)
	for l, words := range languages {
		for _, kind := range [...]struct {
			names string
			day   bool
		}{{words.months, false}, {words.days, true}} {
			// A beginning that two names share stands for neither, unless it is one.
			begin, whole := map[string]uint8{}, map[string]uint8{}
			for i, forms := range strings.Fields(kind.names) {
				n := uint8(i + 1)
				if kind.day {
					n %= 7
				}
				for _, form := range strings.Split(forms, "|") {
					form = foldDate(form)
					whole[form] = n
					letters := []rune(form)
					for k := 3; k < len(letters); k++ {
						b := string(letters[:k])
						if other, ok := begin[b]; ok && other != n {
							begin[b] = none
							continue
						}
						begin[b] = n
					}
				}
			}
			for b, n := range begin {
				if _, ok := whole[b]; !ok && n != none {
					whole[b] = n
				}
			}
			for form, n := range whole {
				out[form] = append(out[form], meaning{uint8(l), kind.day, n})
			}
		}
	}
	return out
}

const none = 255

// foldDate folds case, accents and dots away.
func foldDate(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Thai, r), r == '.', r == '\'', r == '"', r == '’', r == '׳', plain.Of(r) == plain.Mark:
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ø':
			b.WriteByte('o')
		case r == 'đ':
			b.WriteByte('d')
		case r == 'ς':
			b.WriteRune('σ')
		case r == 'ı':
			b.WriteByte('i')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// nameDate finds the month that the names of a date tell, in the order in which
// they stand; date makes a date of a month, and reports whether there is one. A
// name is that of a month or of a day of the week, never both: so many names as
// possible mean something, and among such readings the one wins in which the
// day of the week is right, then one in a single language, then that in which
// the day of the week stands first. 0: no month is named.
func nameDate(names []string, date func(time.Month) (time.Time, bool)) time.Month {
	best, month := -1, time.Month(0)
	for i, name := range names {
		for _, m := range meanings()[name] {
			if m.day {
				continue
			}
			t, ok := date(time.Month(m.n))
			points := 0
			for j, other := range names {
				if j == i {
					continue
				}
				for _, d := range meanings()[other] {
					if !d.day {
						continue
					}
					p := 1000
					if ok && t.Weekday() == time.Weekday(d.n) {
						p += 400
					}
					if d.language == m.language {
						p += 200
					}
					if j < i {
						p += 100
					}
					points = max(points, p)
				}
			}
			if points += len(languages) - int(m.language); points > best {
				best, month = points, time.Month(m.n)
			}
		}
	}
	return month
}

// weekday is the day of the week that a name stands for in any language.
func weekday(name string) (time.Weekday, bool) {
	for _, m := range meanings()[name] {
		if m.day {
			return time.Weekday(m.n), true
		}
	}
	return 0, false
}
