package eml

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// checkStream compares what is decoded in steps with what is decoded at once.
func checkStream(t *testing.T, body []byte) {
	t.Helper()
	for _, enc := range []transfer{asIs, inBase64, inQP, inUU} {
		p := Place{Length: int64(len(body)), Encoding: enc}
		want := p.Decode(body, decodedSize(nil, body, enc))
		var got bytes.Buffer
		if err := p.Stream(&got, body); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("encoding %d of %d octets %.60q: %d octets instead of %d, %v", enc, len(body), body, got.Len(), len(want), err)
		}
	}
}

// TestStream: whatever its size and its mistakes, an attachment is the same in steps.
func TestStream(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	long := strings.Repeat("QUJDREVGR0hJSktM\r\n", 20_000)
	for _, body := range []string{
		"", "=", "QQ==", "QUJD", "QUJ", "QU", "Q", "QQ==QUJD", "QQ==\r\nQUJD\r\n", "QQ==\r\n-- \r\nthe footer of a list\r\n", "Q*U?J\x00D",
		long, long + "QQ==\r\n", long + "QQ==\r\n" + long, long + "QQ==\r\n___\r\nthe list\r\n", long[:65536], long[:65537], strings.Repeat("A", 200_000),
		strings.Repeat("a line =E4 and =\r\n more  \r\n", 10_000), strings.Repeat("=41", 100_000), strings.Repeat("x", 65535) + "=\r\nb", strings.Repeat("x", 65534) + " \t \r\nb",
		"begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n",
	} {
		checkStream(t, []byte(body))
	}
	const letters = "QUJDREVGR0=  \t\r\n\n=+/*-e4E"
	for range 300 {
		b := make([]byte, rnd.IntN(300_000)>>rnd.IntN(16))
		for i := range b {
			b[i] = letters[rnd.IntN(len(letters))]
		}
		checkStream(t, b)
	}
}

func FuzzStream(f *testing.F) {
	f.Add([]byte("QQ==\r\nQUJD\r\n"))
	f.Add([]byte("a =\r\n=E4 \r\n"))
	f.Fuzz(func(t *testing.T, body []byte) { checkStream(t, body) })
}
