package wire_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"popmail/pop3/internal/wire"
	"popmail/pop3/pop3test"
)

// FuzzLimits reads 1 MB that repeats a piece of itself, as status lines, as rows and as a
// message: it takes time and room that grow with the octets, and ends.
func FuzzLimits(f *testing.F) {
	for _, s := range []string{"+OK\r\n", "1 2\r\n", ".\r\n", "\n", "\r", "..\r\n", "-ERR [IN-USE] x\n", "1 \xff", "\r\n.", "x\r\r\n", "\x00.\n", "\u1e9e\u01f0[SYS/TEMP]\n"} {
		f.Add([]byte(s), 1)
	}
	f.Fuzz(func(t *testing.T, piece []byte, at int) {
		in := pop3test.Swollen(piece, at, 1<<20)
		pop3test.Within(t, len(in), func() {
			for r := wire.NewReader(bytes.NewReader(in), 0); ; {
				if st, err := r.Status(); err != nil {
					break
				} else if len(st.Text)+len(st.Code) > wire.MaxStatus {
					t.Fatalf("a text of %d octets", len(st.Text))
				}
			}
		})
		pop3test.Within(t, len(in), func() {
			rows, octets := 0, 0
			err := wire.NewReader(bytes.NewReader(in), 0).Rows(func(row []byte) error {
				if rows++; len(row) > wire.MaxRow {
					t.Fatalf("a row of %d octets", len(row))
				}
				octets += len(row)
				return nil
			})
			if rows > wire.MaxRows || octets > len(in) || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%d rows of %d octets, %v", rows, octets, err)
			}
		})
		pop3test.Within(t, len(in), func() {
			for r := wire.NewReader(bytes.NewReader(in), 0); ; {
				raw, err := r.Body(wire.Body{Max: 1 << 16})
				if len(raw) > 1<<16 {
					t.Fatalf("a message of %d octets", len(raw))
				}
				if err != nil {
					break
				}
			}
		})
	})
}
