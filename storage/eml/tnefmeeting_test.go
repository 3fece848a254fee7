package eml_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"popmail/storage/eml"
)

// tnefNamed writes properties with numbers of their own sets, behind others.
func tnefNamed(ps []tnefProp, named ...tnefProp) []byte {
	out := tnefProps(ps...)
	binary.LittleEndian.PutUint32(out, uint32(len(ps)+len(named)))
	for i, p := range named {
		out = binary.LittleEndian.AppendUint32(out, uint32(0x8000+i)<<16|uint32(p.kind))
		out = append(out, make([]byte, 16)...)         // the set
		out = binary.LittleEndian.AppendUint32(out, 0) // it has a number in it
		out = binary.LittleEndian.AppendUint32(out, uint32(p.id))
		if p.kind == 0x1F || p.kind == 0x102 {
			out = binary.LittleEndian.AppendUint32(out, 1)
			out = binary.LittleEndian.AppendUint32(out, uint32(len(p.data)))
		}
		out = append(out, p.data...)
		out = append(out, make([]byte, (4-len(p.data)%4)%4)...)
	}
	return out
}

func tnefTime(id uint16, at time.Time) tnefProp {
	return tnefProp{id, 0x40, binary.LittleEndian.AppendUint64(nil, uint64(at.Unix())*1e7+116444736000000000)}
}

// weekly is a pattern: every second week on Monday and Thursday, six times.
func weekly() []byte {
	var b []byte
	for _, v := range []uint16{0x3004, 0x3004, 0x200B, 1, 0} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	for _, v := range []uint32{0, 2, 0, 0b0010010, 0x2022, 6, 1} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

func meeting(class string, named ...tnefProp) []byte {
	return tnefStream(tnefAttr(1, 0x78008, append([]byte(class), 0)),
		tnefAttr(1, 0x69003, tnefNamed([]tnefProp{tnefText(0x37, "Budget; 2027"), tnefText(0x42, "Cora Sample"), tnefText(0x65, "cora@firm.example"), tnefText(0x1000, "Bring numbers,\nplease.")}, named...)))
}

// A request for a meeting in winmail.dat is an event: when, where, who, how often; and a
// calendar that can be saved.
func TestMeetingInWinmail(t *testing.T) {
	start, end := time.Date(2026, 12, 3, 13, 0, 0, 0, time.UTC), time.Date(2026, 12, 3, 14, 30, 0, 0, time.UTC)
	whole := []tnefProp{tnefText(0x8208, "Room 4, harbor"), tnefTime(0x820D, start), tnefTime(0x820E, end), {0x8216, 0x102, weekly()}}
	for class, method := range map[string]string{
		"IPM.Microsoft Schedule.MtgReq": "REQUEST", "IPM.Schedule.Meeting.Request": "REQUEST", "IPM.Schedule.Meeting.Canceled": "CANCEL",
		"IPM.Schedule.Meeting.Resp.Pos": "REPLY", "IPM.Appointment": "PUBLISH",
	} {
		raw := tnefMail("See the invitation.", meeting(class, whole...))
		m := eml.Read(raw)
		if len(m.Events) != 1 {
			t.Errorf("%s: %d events, files %+v", class, len(m.Events), m.Attachments)
			continue
		}
		e := m.Events[0]
		if e.Summary != "Budget; 2027" || e.Location != "Room 4, harbor" || !e.Start.Time.Equal(start) || !e.End.Time.Equal(end) || e.Method != method || e.Description != "Bring numbers,\nplease." {
			t.Errorf("%s: %+v", class, e)
		}
		if e.Canceled != (method == "CANCEL") || method != "REPLY" && (e.Organizer.Email != "cora@firm.example" || e.Organizer.Name != "Cora Sample") {
			t.Errorf("%s: %+v", class, e)
		}
		if e.Repeat == nil {
			t.Errorf("%s: it does not repeat", class)
		}
		data, a, err := eml.PartData(raw, e.Attachment)
		if err != nil || a.Type != "text/calendar" || !strings.HasSuffix(a.Name, ".ics") || !strings.Contains(string(data), "RRULE:FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2;COUNT=6\r\n") {
			t.Errorf("%s: %q %v\n%s", class, a.Name, err, data)
		}
	}
	// Midnight of 3 December in several zones, from Hawaii to the Chatham Islands in summer.
	for _, east := range []time.Duration{-10 * time.Hour, -5 * time.Hour, 0, time.Hour, 9 * time.Hour, 12 * time.Hour, 13 * time.Hour, 13*time.Hour + 45*time.Minute} {
		start := time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC).Add(-east)
		allDay := eml.Read(tnefMail("", meeting("IPM.Schedule.Meeting.Request", tnefTime(0x820D, start),
			tnefTime(0x820E, start.Add(24*time.Hour)), tnefProp{0x8215, 0x0B, []byte{1, 0, 0, 0}})))
		if len(allDay.Events) != 1 || !allDay.Events[0].AllDay || allDay.Events[0].Start.Time.Format("2006-01-02") != "2026-12-03" {
			t.Errorf("%v: %+v", east, allDay.Events)
		}
	}
	for _, class := range []string{"IPM.Note", "IPM.Task", ""} {
		if m := eml.Read(tnefMail("text", meeting(class, whole...))); len(m.Events) != 0 {
			t.Errorf("%q is an event", class)
		}
	}
	if m := eml.Read(tnefMail("text", meeting("IPM.Schedule.Meeting.Request"))); len(m.Events) != 0 {
		t.Error("an event without a time")
	}
}

// A contact that was sent out of Outlook is a card, also within an item.
func TestContactInWinmail(t *testing.T) {
	contact := tnefStream(tnefAttr(1, 0x78008, []byte("IPM.Contact\x00")),
		tnefAttr(1, 0x69003, tnefNamed([]tnefProp{tnefText(0x3001, "Eva Muster"), tnefText(0x3A16, "Firm; Sons"), tnefText(0x3A1C, "+49 123")}, tnefText(0x8083, "eva@firm.example"))))
	for _, stream := range [][]byte{contact, tnefStream(tnefAttachment("Eva", nil, tnefObject(contact)))} {
		m := eml.Read(tnefMail("Her card", stream))
		if len(m.Contacts) != 1 || m.Contacts[0].Name != "Eva Muster" {
			t.Errorf("%+v, files %+v", m.Contacts, m.Attachments)
		}
	}
}

func FuzzWinmail(f *testing.F) {
	f.Add(meeting("IPM.Schedule.Meeting.Request", tnefText(0x8208, "x"), tnefTime(0x820D, time.Unix(1.7e9, 0)), tnefProp{0x8216, 0x102, weekly()}))
	f.Add(tnefStream(tnefAttachment("x", []byte("y"), tnefObject(meeting("IPM.Contact", tnefText(0x8083, "a@b"))))))
	f.Fuzz(func(t *testing.T, stream []byte) {
		late := time.AfterFunc(10*time.Second, func() { panic("takes too long") })
		defer late.Stop()
		m := eml.Read(tnefMail("text", stream))
		for _, e := range m.Events {
			if y := e.Start.Time.Year(); y < 1 || y > 9999 {
				t.Fatalf("%+v", e)
			}
		}
	})
}
