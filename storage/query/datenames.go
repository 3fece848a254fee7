package query

import (
	"strings"
	"sync"
)

// periodNames are other languages' words of the window for those of period, in its order: forms of
// one stand between bars.
var periodNames = []string{
	"heute,gestern,diese woche,dieser monat|diesen monat,dieses jahr,letzte woche|vorige woche,letzter monat|letzten monat|voriger monat|vorigen monat,letztes jahr|voriges jahr",
	"aujourd'hui,hier,cette semaine,ce mois|ce mois-ci,cette année,semaine dernière|la semaine dernière,mois dernier|le mois dernier,année dernière|l'année dernière|l'an dernier",
	"hoy,ayer,esta semana,este mes,este año,semana pasada|la semana pasada,mes pasado|el mes pasado,año pasado|el año pasado",
	"oggi,ieri,questa settimana,questo mese,quest'anno,settimana scorsa|la settimana scorsa|scorsa settimana,mese scorso|il mese scorso|scorso mese,anno scorso|l'anno scorso|scorso anno",
	"hoje,ontem,esta semana|essa semana,este mês|esse mês,este ano|esse ano,semana passada|a semana passada,mês passado|o mês passado,ano passado|o ano passado",
	"vandaag,gisteren,deze week,deze maand,dit jaar,vorige week|afgelopen week,vorige maand|afgelopen maand,vorig jaar|afgelopen jaar",
	"dzisiaj|dziś,wczoraj,ten tydzień|w tym tygodniu,ten miesiąc|w tym miesiącu,ten rok|w tym roku,zeszły tydzień|w zeszłym tygodniu,zeszły miesiąc|w zeszłym miesiącu,zeszły rok|w zeszłym roku",
	"сегодня,вчера,эта неделя|на этой неделе,этот месяц|в этом месяце,этот год|в этом году,прошлая неделя|на прошлой неделе,прошлый месяц|в прошлом месяце,прошлый год|в прошлом году",
	"сьогодні,учора|вчора,цей тиждень|цього тижня,цей місяць|цього місяця,цей рік|цього року,минулий тиждень|минулого тижня,минулий місяць|минулого місяця,минулий рік|минулого року",
	"bugün,dün,bu hafta,bu ay,bu yıl,geçen hafta,geçen ay,geçen yıl",
	"اليوم,أمس,هذا الأسبوع,هذا الشهر,هذا العام|هذه السنة,الأسبوع الماضي,الشهر الماضي,العام الماضي|السنة الماضية",
	"今日,昨日,今週,今月,今年,先週,先月,去年|昨年",
	"今天,昨天,本周|这周|这个星期,本月|这个月,今年,上周|上个星期,上个月|上月,去年",
}

// monthNamesOf and dayNamesOf are the names of months, January first, and of days of the week, Sunday
// first, in these languages.
var monthNamesOf = []string{
	"januar|jänner,februar,märz,april,mai,juni,juli,august,september,oktober,november,dezember",
	"janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
	"enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre|setiembre,octubre,noviembre,diciembre",
	"gennaio,febbraio,marzo,aprile,maggio,giugno,luglio,agosto,settembre,ottobre,novembre,dicembre",
	"janeiro,fevereiro,março,abril,maio,junho,julho,agosto,setembro,outubro,novembro,dezembro",
	"januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,november,december",
	"styczeń|stycznia,luty|lutego,marzec|marca,kwiecień|kwietnia,maj|maja,czerwiec|czerwca,lipiec|lipca,sierpień|sierpnia,wrzesień|września,październik|października,listopad|listopada,grudzień|grudnia",
	"январь|января,февраль|февраля,март|марта,апрель|апреля,май|мая,июнь|июня,июль|июля,август|августа,сентябрь|сентября,октябрь|октября,ноябрь|ноября,декабрь|декабря",
	"січень|січня,лютий|лютого,березень|березня,квітень|квітня,травень|травня,червень|червня,липень|липня,серпень|серпня,вересень|вересня,жовтень|жовтня,листопад|листопада,грудень|грудня",
	"ocak,şubat,mart,nisan,mayıs,haziran,temmuz,ağustos,eylül,ekim,kasım,aralık",
	"يناير|كانون الثاني,فبراير|شباط,مارس|آذار,أبريل|إبريل|نيسان,مايو|أيار,يونيو|حزيران,يوليو|تموز,أغسطس|آب,سبتمبر|أيلول,أكتوبر|تشرين الأول,نوفمبر|تشرين الثاني,ديسمبر|كانون الأول",
	"一月,二月,三月,四月,五月,六月,七月,八月,九月,十月,十一月,十二月",
}

var dayNamesOf = []string{
	"sonntag,montag,dienstag,mittwoch,donnerstag,freitag,samstag|sonnabend",
	"dimanche,lundi,mardi,mercredi,jeudi,vendredi,samedi",
	"domingo,lunes,martes,miércoles,jueves,viernes,sábado",
	"domenica,lunedì,martedì,mercoledì,giovedì,venerdì,sabato",
	"domingo,segunda|segunda-feira,terça|terça-feira,quarta|quarta-feira,quinta|quinta-feira,sexta|sexta-feira,sábado",
	"zondag,maandag,dinsdag,woensdag,donderdag,vrijdag,zaterdag",
	"niedziela,poniedziałek,wtorek,środa,czwartek,piątek,sobota",
	"воскресенье,понедельник,вторник,среда,четверг,пятница,суббота",
	"неділя,понеділок,вівторок,середа,четвер,п’ятниця,субота",
	"pazar,pazartesi,salı,çarşamba,perşembe,cuma,cumartesi",
	"الأحد,الاثنين|الإثنين,الثلاثاء,الأربعاء,الخميس,الجمعة,السبت",
	"日曜日,月曜日,火曜日,水曜日,木曜日,金曜日,土曜日",
	"星期日|星期天|周日,星期一|周一,星期二|周二,星期三|周三,星期四|周四,星期五|周五,星期六|周六",
}

// foreign are such names, folded, with their places from 1; those that mean different things in two
// languages are left out.
type foreign struct{ periods, months, days map[string]int }

var foreignNames = sync.OnceValue(func() foreign {
	return foreign{placesOf(periodNames, false), placesOf(monthNamesOf, true), placesOf(dayNamesOf, true)}
})

// placesOf maps each form of names to its place. short: the beginning of one, three letters or more, stands
// for it where it is that of no other.
func placesOf(lists []string, short bool) map[string]int {
	whole, begins := map[string]int{}, map[string]int{}
	note := func(m map[string]int, key string, n int) {
		if other, ok := m[key]; ok && other != n {
			n = 0
		}
		m[key] = n
	}
	for _, list := range lists {
		for i, forms := range strings.Split(list, ",") {
			for form := range strings.SplitSeq(forms, "|") {
				key := Fold(form)
				note(whole, key, i+1)
				letters := []rune(key)
				for n := 3; short && n < len(letters); n++ {
					note(begins, string(letters[:n]), i+1)
				}
			}
		}
	}
	for key, n := range begins {
		if _, ok := whole[key]; !ok {
			whole[key] = n
		}
	}
	return whole
}
