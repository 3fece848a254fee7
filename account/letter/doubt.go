package letter

import (
	"strings"
	"unicode"
)

// Doubt is something about a letter that a person is asked about once before it goes.
type Doubt struct {
	Kind  DoubtKind
	Word  string // NoAttachment: the word that speaks of one; WrongAddress, DotMissing and ForeignAddress: the address
	Count int    // ManyPeople
}

// DoubtKind is what is doubtful.
type DoubtKind uint8

// The kinds. A letter with one of the first two cannot go at all.
const (
	Nobody DoubtKind = iota
	WrongAddress
	EmptySubject
	NoAttachment
	ManyPeople
	DotMissing
	EmptyLetter    // in the place of EmptySubject where there is nothing else, either
	ForeignAddress // see Foreign
)

// many is how many people who can all see each other's addresses are worth a question.
const many = 20

// Doubts lists what is doubtful about a letter, the worst first.
func (l *Letter) Doubts() []Doubt {
	var out []Doubt
	all := l.Everyone()
	if len(all) == 0 {
		out = append(out, Doubt{Kind: Nobody})
	}
	for _, p := range all {
		if Check(p.Email) != nil {
			out = append(out, Doubt{Kind: WrongAddress, Word: p.Email})
		}
	}
	if strings.TrimSpace(l.Subject) == "" && l.Resent == nil {
		kind := EmptySubject
		if l.Quote == nil && len(l.Attachments) == 0 && l.Wordless() {
			kind = EmptyLetter
		}
		out = append(out, Doubt{Kind: kind})
	}
	if len(l.Attachments) == 0 && l.Resent == nil {
		if w := speaksOfFile(l.ownWords()); w != "" {
			out = append(out, Doubt{Kind: NoAttachment, Word: w})
		}
	}
	if n := len(l.To) + len(l.Cc); n > many {
		out = append(out, Doubt{Kind: ManyPeople, Count: n})
	}
	for _, p := range all {
		if Check(p.Email) != nil {
			continue
		}
		if NoDot(p.Email) {
			out = append(out, Doubt{Kind: DotMissing, Word: p.Email})
		}
		if Foreign(p.Email) {
			out = append(out, Doubt{Kind: ForeignAddress, Word: p.Email})
		}
	}
	return out
}

// ownWords are what the person has written: neither signature nor lines of others.
func (l *Letter) ownWords() string {
	var b strings.Builder
	text, given := cut(l.Text, l.Signature)
	if !given {
		text = Unsigned(l.Text)
	}
	for w := range strings.Lines(text) {
		if !strings.HasPrefix(w, ">") {
			b.WriteString(w)
		}
	}
	return b.String()
}

// files are words that speak of an attachment, in lower case. A star stands for any ending.
// They are such as are hardly used for anything else.
var files = strings.Fields(`
attach attached attaching attachment attachments enclosed
anhang anhänge angehängt angehängte* beiliegend beiliegende* anlage anlagen beigefügt beigefügte* anbei
ci-joint ci-jointe ci-joints ci-jointes pièce-jointe pj joins-toi
adjunto adjunta adjuntos adjuntas adjunté adjuntamos
allegato allegata allegati allegate allego
bijlage bijlagen bijgevoegd bijgevoegde
anexo anexos anexado anexada anexei segue-em-anexo
bifogad bifogade bifogat bifogar vedlagt vedlagte vedhæftet vedhæftede vedlegg
liitteenä liite liitteet liitetiedosto*
załącz*
příloha příloze přílohu přílohy přikládám prílohe prikladám
mellékelt mellékelten csatolva csatolt melléklet csatolom
ataşat ataşez anexat anexez
ekte ekli ekteki eklenmiş ekledim ekliyorum ilişikte
вложение вложении вложения прикрепл* прикрепил прикрепила прилагаю прилагаем прилагается приложен* приложении
вкладення вкладенні прикріпив прикріпила прикріплю* прикріплен* долучаю долучаємо долучив долучила додаю
συνημμένο συνημμένα επισυνάπτω
מצורף מצורפת מצורפים
مرفق مرفقات المرفق المرفقات مرفقة المرفقة أرفقت أرفق
附件 附上 添付 添付ファイル 첨부 첨부파일`)

// phrases are several words that speak of one.
var phrases = []string{"pièce jointe", "pièces jointes", "en pièce", "en annexe", "ci joint", "fichier joint", "fichiers joints", "je joins ", "segue anexa", "seguem anexas", "у додатку", "в додатку", "in allegato", "em anexo", "in bijlage", "v příloze", "în anexă", "im anhang", "附件", "附上", "添付", "첨부"}

// speaksOfFile returns the word of a text that speaks of an attachment; empty: none does.
func speaksOfFile(text string) string {
	low := strings.ToLower(text)
	for _, p := range phrases {
		if strings.Contains(low, p) {
			return p
		}
	}
	for _, w := range strings.FieldsFunc(low, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '-'
	}) {
		for _, f := range files {
			if stem, any := strings.CutSuffix(f, "*"); w == f || any && strings.HasPrefix(w, stem) {
				return w
			}
		}
	}
	return ""
}
