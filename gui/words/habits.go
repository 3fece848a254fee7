package words

import "strings"

// What countries have their own way, by ISO 3166 codes, of the Unicode CLDR, version 41: supplemental
// data "timeData" (where the hour is preferred as h) and "weekData" (firstDay; Monday where a
// country is not named). golang.org/x/text has neither.
const (
	twelveHours = `
	AE AG AL AS AU BB BD BH BM BN BS BT CA CO CY DJ DM DO DZ EG EH ER ET FJ FM GD GH GM GR GU GY HK IN IQ JM JO
	KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR MW MY NA NZ OM PA PG PH PK PR PS PW QA SA SB SD SG SL SO SS
	SY SZ TC TD TN TO TT TW UM US VC VE VG VI VU WS YE ZM`
	sundays = `
	AG AS BD BR BS BT BW BZ CA CN CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA
	PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW`
	saturdays = `AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY`
)

// thoughTwelve are the languages that have 24 hours in a country with 12, and monthFirst
// those that have the month before the day where it is a word ("Nov 17"; date patterns of the CLDR).
const (
	thoughTwelve = `fr-CA`
	monthFirst   = `en-US en-CA en-PH`
)

// inList reports whether code is among the words of list.
func inList(list, code string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == code {
			return true
		}
	}
	return false
}

// typing is how a day is typed in numbers.
type typing struct {
	order string // of y, m and d
	sep   string
}

// typingOf is the custom of a language.
func typingOf(language string, monthFirst bool) typing {
	switch language {
	case "ja", "zh", "ko":
		return typing{"ymd", "/"}
	case "de", "pl", "ru", "uk", "tr", "cs", "fi", "nb", "da":
		return typing{"dmy", "."}
	case "nl":
		return typing{"dmy", "-"}
	}
	if monthFirst {
		return typing{"mdy", "/"}
	}
	return typing{"dmy", "/"}
}
