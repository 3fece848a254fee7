package eml

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// natural is short and longer text in the charsets that it is usually written in.
var natural = []struct {
	charsets string
	texts    []string
}{
	{"koi8-r windows-1251 iso-8859-5", []string{"Да", "Привет", "Привет из сада", "Встреча в среду, ЖЭК 5", "Ёлка и ещё одна", "Он сказал: приедем завтра утром и привезём цветы."}},
	{"koi8-u windows-1251", []string{"Її", "Київ і Львів", "Ґанок"}},
	{"iso-8859-2 windows-1250", []string{"żółw", "Łódź", "Čeština", "Příliš žluťoučký kůň"}},
	{"iso-8859-1 windows-1252 iso-8859-15", []string{"é", "Grüße", "Straße", "Café à la carte", "mañana señor", "ÜBER ÄRGER"}},
	{"iso-8859-7 windows-1253", []string{"ναι", "Καλημέρα", "Η θάλασσα είναι ήρεμη"}},
	{"iso-8859-9 windows-1254", []string{"İstanbul", "güneşli", "Çağrı"}},
	{"windows-1255 iso-8859-8", []string{"שלום", "כן", "מחר בבוקר"}},
	{"windows-1256 iso-8859-6", []string{"نعم", "مرحبا", "صباح الخير"}},
	{"windows-874", []string{"ครับ", "สวัสดี", "ขอบคุณมาก"}},
	{"gb2312 gb18030 gbk", []string{"你好", "花园里的信", "明天早上见"}},
	{"big5", []string{"你好", "花園裡的信", "明天早上見"}},
	{"shift_jis euc-jp iso-2022-jp", []string{"はい", "こんにちは", "明日の朝、庭で"}},
	{"euc-kr", []string{"네", "안녕하세요", "내일 아침"}},
}

// TestLegacyTextStays: what is rightly labelled is read as it is labelled, however
// short it is.
func TestLegacyTextStays(t *testing.T) {
	for _, n := range natural {
		for _, label := range strings.Fields(n.charsets) {
			enc, err := htmlindex.Get(label)
			if err != nil {
				t.Fatal(label, err)
			}
			for _, text := range n.texts {
				octets, err := enc.NewEncoder().String(text)
				if err != nil {
					t.Fatalf("%s %q: %v", label, text, err)
				}
				if got, lie := toUTF8(nil, []byte(octets), label); string(got) != text || lie {
					t.Errorf("%s: %q is read as %q (lie %v)", label, text, got, lie)
				}
			}
		}
	}
}

// TestUTF8UnderOtherLabels: text in UTF-8 is read as such whatever it is said to
// be, and the lie is told.
func TestUTF8UnderOtherLabels(t *testing.T) {
	labels := strings.Fields(`koi8-r koi8-u windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257
		iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-7 iso-8859-9 iso-8859-15 windows-874 tis-620 gb2312 gbk gb18030 big5 shift_jis euc-jp euc-kr iso-2022-jp x-unknown us-ascii`)
	texts := []string{"Привет из сада", "süßer Gruß und schöne Grüße", "こんにちは、明日の朝", "你好，花园里的信", "Καλημέρα σας", "صباح الخير يا صديقي", "“Quoted” — and €5"}
	for _, label := range labels {
		for _, text := range texts {
			got, lie := toUTF8(nil, []byte(text), label)
			if string(got) != text {
				t.Errorf("%s: %q is read as %q", label, text, got)
			}
			if !lie && label != "us-ascii" && label != "x-unknown" { // names of no charset
				t.Errorf("%s: %q: the wrong label is not told", label, text)
			}
		}
	}
}

// TestStrayOctets: in UTF-8 the good stays good beside octets that are not.
func TestStrayOctets(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"süßer Gruß\nGesch\xe4ftsf\xfchrung\n", "süßer Gruß\nGeschäftsführung\n"},
		{"Привет из сада\n-- \nM\xfcller & S\xf6hne, M\xfcnchen, Stra\xdfe\n", "Привет из сада\n-- \nMüller & Söhne, München, Straße\n"},
		{"Größe \x80 5\n", "Größe € 5\n"},
		{"Ein schöner Tag für Grü\xc3", "Ein schöner Tag für Grü\uFFFD"},
		{"日本語の手紙\xe6\x97", "日本語の手紙\uFFFD"},
		{"süß\nGr\xf6\xdfe f\xfcr M\xfcller, Stra\xdfe und H\xe4user, Gesch\xe4ftsf\xfchrung: J\xf6rg B\xe4r, F\xfc\xdfen, Z\xfcrich\n", "süß\nGröße für Müller, Straße und Häuser, Geschäftsführung: Jörg Bär, Füßen, Zürich\n"},
		{"<p>süß</p><p>Gr\xfc\xdfe aus K\xf6ln</p>", "<p>süß</p><p>Grüße aus Köln</p>"},
		{"Gr\xf6\xdfe f\xfcr M\xfcller\n", "Größe für Müller\n"}, // nothing of it is UTF-8
	} {
		for _, label := range []string{"utf-8", ""} {
			if got, _ := toUTF8(nil, []byte(c.in), label); string(got) != c.want {
				t.Errorf("%q: %q is read as %q, not %q", label, c.in, got, c.want)
			}
		}
	}
}

// TestStrayOctetsUnderOtherLabels: the same where the label is another one.
func TestStrayOctetsUnderOtherLabels(t *testing.T) {
	for _, c := range []struct{ label, in, want string }{
		{"iso-8859-1", "süßer Gruß, größte Freude\n-- \nGr\xfc\xdfe\n", "süßer Gruß, größte Freude\n-- \nGrüße\n"},
		{"windows-1252", "süßer Gruß und schöne Grüße\nZ\xfcrich\n", "süßer Gruß und schöne Grüße\nZürich\n"},
		{"gb2312", "Привет из сада, сегодня цвет\xd1\n", "Привет из сада, сегодня цвет\u00d1\n"},
		{"koi8-r", "Привет из сада, сегодня цветы\xfc\n", "Привет из сада, сегодня цветыü\n"},
		{"iso-2022-cn", "你好，花园里的信\n", "你好，花园里的信\n"},
		{"cp037", "Hello, Grüße from the garden\n", "Hello, Grüße from the garden\n"},
		{"ibm037", "Hello from the garden\n", "Hello from the garden\n"},
		{"cp037", "\xc8\x85\x93\x93\x96\x40\x99", "Hello r"}, // which it is
		// What is written so in earnest stays.
		{"iso-8859-1", "Stra\xdfe, Gr\xf6\xdfe, \xabZitat\xbb", "Straße, Größe, «Zitat»"},
	} {
		if got, _ := toUTF8(nil, []byte(c.in), c.label); string(got) != c.want {
			t.Errorf("%q: %q is read as %q, not %q", c.label, c.in, got, c.want)
		}
	}
}

// TestC1: what stands in the place of C1 controls is the letters of windows-1252.
func TestC1(t *testing.T) {
	m := Read([]byte("Content-Type: text/plain; charset=utf-8\r\n\r\nEuro \u0080, \u0093quoted\u0094\u0081.\r\n"))
	if want := "Euro €, “quoted”."; strings.TrimSpace(m.Text) != want {
		t.Errorf("read as %q, not %q", m.Text, want)
	}
}

// TestShortGuesses: names and subjects of two-octet charsets that nobody names. Not all
// can be told: 个人简历 in GBK is as good Korean.
func TestShortGuesses(t *testing.T) {
	for _, c := range []struct {
		label string
		texts []string
	}{
		{"gb18030", []string{"会议记录.doc", "新威旅游快讯", "关于明年的工作计划", "春节放假通知"}},
		{"big5", []string{"會議通知.doc", "明天早上見", "請查收附件", "個人履歷", "產品目錄", "出差申請表"}},
		{"euc-kr", []string{"회의 자료.doc", "내일 아침", "견적서", "이력서", "첨부 파일입니다", "계약서 초안", "사진"}},
		{"shift_jis", []string{"会議資料.pdf", "明日の朝", "請求書", "履歴書の件"}},
		{"euc-jp", []string{"明日の朝"}},
	} {
		enc, err := htmlindex.Get(c.label)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range c.texts {
			octets, err := enc.NewEncoder().String(text)
			if err != nil {
				t.Fatal(text, err)
			}
			if got, _ := toUTF8(nil, []byte(octets), ""); string(got) != text {
				t.Errorf("%s: %q is read as %q", c.label, text, got)
			}
		}
	}
}
