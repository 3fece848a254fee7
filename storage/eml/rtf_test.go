package eml

import (
	"context"
	"strings"
	"testing"
)

// TestRTFFonts: text is in the character set of its font (RTF 1.9, "Font Table").
func TestRTFFonts(t *testing.T) {
	const table = `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset204{\*\fname Arial;}Arial CYR;}` +
		`{\f2\fcharset238 Arial CE;}{\f3\fcharset161 Arial Greek;}{\f4\fcharset128 MS Gothic;}{\f5\fcharset134 SimSun;}{\f6\fcharset222 Cordia;}` +
		`{\f7\fcharset2 Symbol;}{\f8\fcharset177 David;}{\f9\cpg1251 Old;}{\f10\fcharset129 Batang;}{\f11\fcharset136 MingLiU;}{\f12 Plain;}}`
	for rtf, want := range map[string]string{
		table + `\f0 Hi \f1\'cf\'f0\'e8\'e2\'e5\'f2}`:                              "Hi Привет",
		table + `{\f1\'cf\'f0}\'e9}`:                                               "Прé",
		table + `\f1\'cf\plain\'e9}`:                                               "Пé",
		table + `\f1\'cf\f12\'e9\f99\'e9}`:                                         "Пéé",
		table + `{\f2 za\'bf\'f3\'b3\'e6} {\f3\'e1\'e2\'e3} {\f8\'f9\'ec\'e5\'ed}`: "zażółć αβγ שלום",
		table + `{\f4\'93\'fa\'96\'7b} {\f5\'c4\'e3\'ba\'c3} {\f10\'be\'c8\'b3\'e7} {\f11\'b1\'7a\'a6\'6e}`:            "日本 你好 안녕 您好",
		table + `{\f6\'ca\'c7\'d1} {\f7\'b7} {\f9\'cf} {\f1\u1080?\'e8}`:                                               "สวั · П ии",
		`{\rtf1\ansi\ansicpg1251{\fonttbl\f0\fswiss\fcharset0 Helvetica;\f1\fnil\fcharset204 Lucida;}\f1\'cf \f0\'e9}`: "П é",
		`{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset0 Arial;}}\'cf\'f0\'e8}`:                                   "При",
		`{\rtf1\ansi\deff1{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}\'cf\'f0\'e8}`:                                 "При",
		`{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f-1\f\'e9\fcharset238\'e9}`:                                         "йй",
	} {
		if got := strings.TrimSpace(rtfText(newBudget(context.Background(), len(rtf)), []byte(rtf))); got != want {
			t.Errorf("%s: %q, want %q", strings.TrimPrefix(rtf, table), got, want)
		}
		if strings.HasPrefix(rtf, table) {
			page := strings.Replace(rtf, `\rtf1\ansi\ansicpg1252`, `\rtf1\ansi\ansicpg1252\fromhtml1`, 1)
			page = strings.Replace(page, table[len(`{\rtf1\ansi\ansicpg1252`):], table[len(`{\rtf1\ansi\ansicpg1252`):]+`{\*\htmltag <p>}`, 1)
			if got := string(rtfPage(newBudget(context.Background(), len(page)), []byte(page))); strings.TrimSpace(got) != "<p>"+want {
				t.Errorf("page %s: %q", strings.TrimPrefix(rtf, table), got)
			}
		}
	}
}
