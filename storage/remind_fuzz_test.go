package storage

import "testing"

func TestAnswersItself(t *testing.T) {
	for head, want := range map[string]bool{
		"Auto-Submitted: auto-replied": true, "auto-submitted: Auto-Replied; owner-email=x": true, "Auto-Submitted: no": false, "Subject: x": false,
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x": true, "Precedence: auto_reply": true, "Precedence: list": false, "X-Autoreply: yes": true, "": false,
		"Subject: x\r\n\r\nAuto-Submitted: auto-replied": false, "no header\r\nAuto-Submitted: auto-replied": false,
	} {
		if got := answersItself([]byte(head + "\r\n\r\ntext")); got != want {
			t.Errorf("%q: %v", head, got)
		}
	}
}

func FuzzAnswersItself(f *testing.F) {
	f.Add([]byte("Auto-Submitted: auto-replied\r\n\r\nx"))
	f.Add([]byte("Content-Type: multipart/report; boundary=\"\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if answersItself(raw) && len(raw) < 10 {
			t.Errorf("%q", raw)
		}
	})
}
