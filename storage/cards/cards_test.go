package cards

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"popmail/pop3/pop3test"
	"popmail/storage/mailbox"
)

func show(f mailbox.CardFile) string {
	var b strings.Builder
	for _, c := range f.Cards {
		fmt.Fprintf(&b, "%s %v %q %v %q\n", c.Name, c.Emails, c.Note, c.Groups, c.Rest)
	}
	for _, s := range f.Skipped {
		fmt.Fprintf(&b, "skipped %d %d\n", s.Line, s.Why)
	}
	return b.String()
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestVCards(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"3.0, folded, escaped, grouped": {
			"BEGIN:VCARD\nVERSION:3.0\nN:Bauer;Maria;;;\nFN:Maria\n  Bauer\nitem1.EMAIL;type=INTERNET:maria@home.example\nEMAIL;TYPE=INTERNET,PREF:maria@ferry.example\nTEL;TYPE=CELL:+49 1\nNOTE:Pier 4\\, left\\; then\\nright\nCATEGORIES:Family,Ch\\,oir,myContacts\nPHOTO;ENCODING=b:AAAA\n AAAA\nEND:VCARD\n",
			"Maria Bauer [maria@ferry.example maria@home.example] \"Pier 4, left; then\\nright\" [Family Ch,oir] \"N:Bauer;Maria;;;\\r\\nTEL;TYPE=CELL:+49 1\\r\\n\"\n",
		},
		"2.1, as old phones write it": {
			"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;\nTEL;CELL:123\nEMAIL;PREF;INTERNET:j@x.example\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=\n=DFe=0D=0Azwei\nPHOTO;JPEG;ENCODING=BASE64:\n  /9j/4AAQ\n\nEND:VCARD\n",
			"Jörg Müller [j@x.example] \"Grüße\\nzwei\" [] \"N:Müller;Jörg;;;\\r\\nTEL;TYPE=CELL:123\\r\\n\"\n",
		},
		"2.1, without a word of its charset": {
			"BEGIN:VCARD\nVERSION:2.1\nFN:J\xf6rg\nEMAIL:j@x.example\nEND:VCARD\n",
			"Jörg [j@x.example] \"\" [] \"\"\n",
		},
		"4.0 with a group": {
			"BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:A1\nFN:Ann\nEMAIL;PREF=2:b@x.example\nEMAIL;PREF=1:a@x.example\nEND:VCARD\nBEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Choir\nMEMBER:urn:uuid:a1\nMEMBER:mailto:new@x.example\nMEMBER:urn:uuid:unknown\nEND:VCARD\n",
			"Ann [a@x.example b@x.example] \"\" [Choir] \"UID:urn:uuid:A1\\r\\n\"\n [new@x.example] \"\" [Choir] \"\"\n",
		},
		"Apple's group, before its members": {
			"BEGIN:VCARD\nVERSION:3.0\nFN:Family\nX-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:7\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nUID:7\nFN:Dad\nEND:VCARD\n",
			"Dad [] \"\" [Family] \"UID:7\\r\\n\"\n",
		},
		"nobody, broken, cut, a card within a card": {
			"BEGIN:VCARD\nVERSION:3.0\nTEL:1\nEND:VCARD\nrubbish\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:Cut",
			"A [] \"\" [] \"\"\nskipped 1 1\nskipped 12 0\n",
		},
		"an organization": {
			"BEGIN:VCARD\nORG:Ferry Line;North\nEND:VCARD\n",
			"Ferry Line, North [] \"\" [] \"ORG:Ferry Line;North\\r\\n\"\n",
		},
		"mailto, a wrong address": {
			"BEGIN:VCARD\nFN:A\nEMAIL:mailto:a@x.example\nEMAIL:no\nEMAIL:A@x.example\nEND:VCARD\n",
			"A [a@x.example] \"\" [] \"\"\n",
		},
	} {
		for _, in := range []string{c.in, crlf(c.in), "\uFEFF" + c.in, strings.ReplaceAll(c.in, "\n", "\r")} {
			f, err := Read([]byte(in))
			if err != nil || show(f) != c.want {
				t.Errorf("%s: %v\n%s", name, err, cmp.Diff(c.want, show(f)))
			}
		}
	}
}

func TestTables(t *testing.T) {
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Name;E-mail\nÅse;a@x.example\n")
	if err != nil {
		t.Fatal(err)
	}
	windows, err := charmap.Windows1252.NewEncoder().String("First Name,Last Name,E-mail Address\nJörg,Müller,j@x.example\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ in, want string }{
		"Google": {
			"First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value\nMaria,,Bauer,,,,Pier 4,,Family ::: * myContacts,* Home,maria@home.example ::: m@y.example,Work,maria@ferry.example,Mobile,+49 1 ::: 2\n",
			"Maria Bauer [maria@home.example m@y.example maria@ferry.example] \"Pier 4\" [Family] \"TEL:+49 1\\r\\nTEL:2\\r\\n\"\n",
		},
		"Outlook": {
			"\"Title\",\"First Name\",\"Last Name\",\"Company\",\"Categories\",\"E-mail Address\",\"E-mail Type\",\"E-mail Display Name\",\"E-mail 2 Address\",\"Notes\"\n\"\",\"Mark\",\"Olsen\",\"Harbor\",\"Work;Choir\",\"mark@harbor.example\",\"SMTP\",\"Mark Olsen (mark@harbor.example)\",\"\",\"two\nlines\"\n",
			"Mark Olsen [mark@harbor.example] \"two\\nlines\" [Work Choir] \"\"\n",
		},
		"Thunderbird": {
			"First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Notes\n,,Dad,,dad@home.example,dad@work.example,,123,\n,,,,only@x.example,,,,\n",
			"Dad [dad@home.example dad@work.example] \"\" [] \"TEL:123\\r\\n\"\n [only@x.example] \"\" [] \"\"\n",
		},
		"no names of columns":          {"Bauer,Maria,maria@x.example\nOlsen,,mark@x.example\n", "Bauer Maria [maria@x.example] \"\" [] \"\"\nOlsen [mark@x.example] \"\" [] \"\"\n"},
		"names in another language":    {"Vorname;Nachname;E-Mail-Adresse\nJörg;Müller;j@x.example\n", "Jörg Müller [j@x.example] \"\" [] \"\"\n"},
		"addresses alone":              {"a@x.example\nb@x.example\n", " [a@x.example] \"\" [] \"\"\n [b@x.example] \"\" [] \"\"\n"},
		"tabs":                         {"Name\tMail\nA, B\ta@x.example\n", "A, B [a@x.example] \"\" [] \"\"\n"},
		"UTF-16":                       {wide, "Åse [a@x.example] \"\" [] \"\"\n"},
		"Windows":                      {windows, "Jörg Müller [j@x.example] \"\" [] \"\"\n"},
		"byte order mark":              {"\uFEFFName,E-mail\nA,a@x.example\n", "A [a@x.example] \"\" [] \"\"\n"},
		"a name without address, too":  {"Name,E-mail\nA,\n,\n,x\n", "A [] \"\" [] \"\"\nskipped 4 1\n"},
		"a quotation mark that is odd": {"Name,E-mail\n\"A\" b,a@x.example\nC,c@x.example\n", "A b [a@x.example] \"\" [] \"\"\nC [c@x.example] \"\" [] \"\"\n"},
		"an address as the name":       {"Name,E-mail\na@x.example,a@x.example\n", " [a@x.example] \"\" [] \"\"\n"},
	} {
		f, err := Read([]byte(c.in))
		if err != nil || show(f) != c.want {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(c.want, show(f)))
		}
	}
}

func TestNoPeople(t *testing.T) {
	for _, in := range []string{"", "Dear Bob,\n\nthank you, it was nice.\n", "\x89PNG\r\n\x1a\n\x00\x00", "BEGIN:VCARD\nEND:VCARD\n", "Name,E-mail\n"} {
		if f, err := Read([]byte(in)); !errors.Is(err, mailbox.ErrNoCards) {
			t.Errorf("%.20q: %v %s", in, err, show(f))
		}
	}
	if _, err := Read(make([]byte, MaxOctets+1)); !errors.Is(err, mailbox.ErrCardsTooBig) {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	// A person who is too big is left out, the others stay; pictures don't count.
	big := "BEGIN:VCARD\nFN:Big\nNOTE:" + strings.Repeat("x", maxCard) + "\nEND:VCARD\n"
	photo := "BEGIN:VCARD\nFN:Photo\nPHOTO;ENCODING=b:" + strings.Repeat("\n "+strings.Repeat("A", 74), 5000) + "\nEND:VCARD\n"
	f, err := Read([]byte(big + photo))
	if got, want := show(f), "Photo [] \"\" [] \"\"\nskipped 1 2\n"; err != nil || got != want {
		t.Errorf("%v %s", err, got)
	}
	f, err = Read([]byte("Name,Notes,E-mail\nBig," + strings.Repeat("x", maxCard) + ",b@x.example\nA,,a@x.example\n"))
	if got, want := show(f), "A [a@x.example] \"\" [] \"\"\nskipped 2 2\n"; err != nil || got != want {
		t.Errorf("%v %s", err, got)
	}
	// Too many are told, with their number.
	f, err = Read([]byte(strings.Repeat("BEGIN:VCARD\nFN:A\nEND:VCARD\n", MaxCards+150)))
	if err != nil || len(f.Cards) != MaxCards || f.Left != 150 || len(f.Skipped) != maxTold || f.Skipped[0].Why != mailbox.SkipTooMany {
		t.Errorf("%v %d cards, %d left out, %d told", err, len(f.Cards), f.Left, len(f.Skipped))
	}
}

func sample() []mailbox.Card {
	return []mailbox.Card{
		{Name: "Maria Bauer", Emails: []string{"maria@ferry.example", "m@home.example"}, Note: "Pier 4, left; \\ then\nright", Groups: []string{"Family", "Choir, old"}, Rest: "N:Bauer;Maria;;;\r\nTEL;TYPE=CELL:+49\\, 1\r\nADR:;;Pier 4\\; left;Port;;;\r\n"},
		{Name: strings.Repeat("Ångström ", 30) + "end", Emails: []string{"a@x.example"}},
		{Emails: []string{"only@x.example"}},
		{Name: "Jan", Note: "=1+1"},
		{Name: `Smith; Jones \, Co. \n`, Emails: []string{"s@x.example"}, Note: `C:\Notes\; x\`, Groups: []string{`A\B, C`, "D:E"}},
		{Name: "=HYPERLINK(\"http://x\")", Emails: []string{"+plus@x.example"}, Groups: []string{"@all"}},
	}
}

// TestVCardRoundTrip: what is written is read as it was, also what PopMail does not show.
func TestVCardRoundTrip(t *testing.T) {
	want := sample()
	out, err := VCard(want)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range bytes.Split(out, []byte("\r\n")) {
		if len(l) > 75 {
			t.Errorf("line %d has %d octets", i+1, len(l))
		}
	}
	f, err := Read(out)
	if err != nil || len(f.Cards) != len(want) || f.Left > 0 {
		t.Fatalf("%v %s", err, show(f))
	}
	again, err := VCard(f.Cards)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		got := f.Cards[i]
		if !strings.Contains(got.Rest, want[i].Rest) || !strings.Contains(got.Rest, "UID:") {
			t.Errorf("%q of %q", got.Rest, want[i].Rest)
		}
		got.Rest, want[i].Rest = "", ""
		if want[i].Name == "" {
			want[i].Name = want[i].Emails[0] // FN must be there
		}
		if d := cmp.Diff(want[i], got); d != "" {
			t.Error(d)
		}
	}
	third, err := Read(again)
	if err != nil || show(third) != show(f) {
		t.Errorf("%v %s", err, cmp.Diff(show(f), show(third)))
	}
}

// TestVCardBackslashes: what a backslash means depends on the version, and one alone is one.
func TestVCardBackslashes(t *testing.T) {
	for in, want := range map[string]string{
		`VERSION:3.0|FN:A\, B|NOTE:one\ntwo\Nthree\\four|CATEGORIES:Smith\, family,Choir`: `A, B | one/two/three\four | Smith, family+Choir`,
		`VERSION:2.1|FN:A|NOTE:C:\Notes\Temp\\x|CATEGORIES:One,Two`:                       `A | C:\Notes\Temp\\x | One+Two`,
		`VERSION:4.0|FN:A|NOTE:C:\Temp\\|CATEGORIES:a\\,b\;c`:                             `A | C:\Temp\ | a\+b;c`,
	} {
		lines := strings.ReplaceAll(in, "|", "\n")
		f, err := Read([]byte("BEGIN:VCARD\n" + lines + "\nEND:VCARD\n"))
		if err != nil || len(f.Cards) != 1 {
			t.Fatalf("%s: %v", in, err)
		}
		c := f.Cards[0]
		if got := c.Name + " | " + strings.ReplaceAll(c.Note, "\n", "/") + " | " + strings.Join(c.Groups, "+"); got != want {
			t.Errorf("%s\nis   %s\nwant %s", in, got, want)
		}
	}
	f, err := Read([]byte("BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:A\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Smith\\, family\nX-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1\nEND:VCARD\n"))
	if err != nil || len(f.Cards) != 1 || len(f.Cards[0].Groups) != 1 || f.Cards[0].Groups[0] != "Smith, family" {
		t.Errorf("%v %s", err, show(f))
	}
}

// TestTableRoundTrip: a table is read as it was, and no cell of it is a formula.
func TestTableRoundTrip(t *testing.T) {
	want := sample()
	out, err := Table(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"\n=", "\n+", "\n-", "\n@", ",=", ",+", ",-", ",@", "\"=", "\"+", "\"@", "\uFEFF="} {
		if bytes.Contains(out, []byte(bad)) {
			t.Errorf("%q stands in the table:\n%s", bad, out)
		}
	}
	f, err := Read(out)
	if err != nil || len(f.Cards) != len(want) || f.Left > 0 {
		t.Fatalf("%v %s", err, show(f))
	}
	for i := range want {
		want[i].Rest = ""
		if i == 0 {
			want[i].Groups = []string{"Family", "Choir, old"}
		}
		if d := cmp.Diff(want[i], f.Cards[i]); d != "" {
			t.Error(d)
		}
	}
}

func FuzzRead(f *testing.F) {
	out, err := VCard(sample())
	if err != nil {
		f.Fatal(err)
	}
	table, err := Table(sample())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(out), string(table), "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=\n=C3=\n=BC\nX:\n \n \n\nEND:VCARD", "BEGIN:VCARD\nKIND:group\nFN:G\nMEMBER:mailto:a@x\nEND:VCARD", "a;b;\"\nc@d;\"\"e", "\xff\xfea\x00,\x00@\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pop3test.Within(t, len(data), func() {
			if len(data) > 1<<20 {
				return
			}
			got, err := Read(data)
			if err != nil {
				return
			}
			size := 0
			for _, c := range got.Cards {
				if len(c.Rest) > 2*maxCard || len(c.Emails) > 100 || len(c.Groups) > 100 || c.Name == "" && len(c.Emails) == 0 {
					t.Fatalf("%.200q", c)
				}
				size += len(c.Name) + len(c.Rest) + len(c.Note) + len(strings.Join(c.Emails, "")) + len(strings.Join(c.Groups, ""))
				for l := range strings.Lines(c.Rest) {
					if !strings.HasSuffix(l, "\r\n") || strings.ContainsAny(strings.TrimSuffix(l, "\r\n"), "\r\n") {
						t.Fatalf("%q", c.Rest)
					}
				}
			}
			if size > 64*len(data)+1024 {
				t.Fatalf("%d octets became %d", len(data), size)
			}
			// What was read can be written, and each person comes back.
			out, err := VCard(got.Cards)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Read(out)
			if err != nil || len(again.Cards) != len(got.Cards) {
				t.Fatalf("%v: %d people, then %d\n%s", err, len(got.Cards), len(again.Cards), out)
			}
			table, err := Table(got.Cards)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := Read(table); err != nil || len(again.Cards) != len(got.Cards) {
				t.Fatalf("%v: %d people, then %d\n%s", err, len(got.Cards), len(again.Cards), table)
			}
		})
	})
}
