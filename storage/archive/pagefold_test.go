package archive_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"popmail/storage/query"
)

// TestPagesFold: what the search of PopMail takes for the same, the search of the pages takes for the same, and nothing more.
func TestPagesFold(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not on this computer; .ci/setup installs it")
	}
	page, err := os.ReadFile("index.html")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`(?s)const plain = .*?normalize\("NFC"\);\n`).FindString(string(page))
	words := strings.Fields("Müller MULLER mu\u0308ller Straße STRASSE Łódź lodz Ærø aero ﬁn fin ＡＢＣ abc ٣٤ ۳۴ 34 १२ 12 مُحَمَّد محمد كـتاب كتاب کتاب علی على علي " +
		"ёлка ЕЛКА йод ИОД ґанок ганок Σίσυφος ΣΙΣΥΦΟΣ σισυφος ｶﾞｽ ガス かす がす İstanbul istanbul ISTANBUL ıstanbul שָׁלוֹם שלום soft\u00adware software " +
		"x² x2 ๓๙ ৭১ ༠༩ ᥊᥏ 𐒥 39 71 09 49 5 Đà da Þór thor naïve naive हिन्दी हनद ไทย ไทยๆ 서울 서\u1112\u1161\u11ab")
	list, err := json.Marshal(words)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, "-e", code+"console.log(JSON.stringify("+string(list)+".map(fold)))").Output()
	var folded []string
	if err == nil {
		err = json.Unmarshal(out, &folded)
	}
	if err != nil || len(folded) != len(words) {
		t.Fatalf("%s %v", out, err)
	}
	for i, a := range words {
		for j, b := range words[:i] {
			if same := query.Fold(a) == query.Fold(b); same != (folded[i] == folded[j]) {
				t.Errorf("%q and %q: %q and %q on the pages, %q and %q in PopMail", a, b, folded[i], folded[j], query.Fold(a), query.Fold(b))
			}
		}
	}
}
