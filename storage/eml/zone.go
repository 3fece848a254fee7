package eml

import (
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Windows has no zones by these names
)

// Bounds of what is taken in of zones.
const (
	maxZones       = 50
	maxObservances = 50
)

// zoneReader gathers the zones of a calendar (RFC 5545, section 3.6.5).
type zoneReader struct {
	zones map[string]*calendarZone
	named map[string]*time.Location // nil: there is none by that name
	cur   *calendarZone
	obs   *observance
	used  int
}

// calendarZone is a zone that a calendar describes.
type calendarZone struct {
	id, location string
	list         []observance
}

// observance is a rule of a zone: from when on, each year, which offset counts.
type observance struct {
	from      time.Time // its first day, as the clock of the zone has it, in UTC
	offset    int       // seconds east of UTC
	before    int       // the offset that it ends
	has       bool      // offset was said
	month     int       // of a rule for each year; 0: once
	week, day int       // the week'th weekday day of that month; -1: the last
	until     time.Time
}

func (z *zoneReader) begin(kind string) {
	switch {
	case kind == "VTIMEZONE":
		z.cur, z.obs = &calendarZone{}, nil
	case z.cur != nil && (kind == "STANDARD" || kind == "DAYLIGHT") && len(z.cur.list) < maxObservances:
		z.cur.list = append(z.cur.list, observance{})
		z.obs = &z.cur.list[len(z.cur.list)-1]
	}
}

func (z *zoneReader) end(kind string) {
	switch {
	case kind == "STANDARD" || kind == "DAYLIGHT":
		z.obs = nil
	case kind == "VTIMEZONE" && z.cur != nil:
		if z.zones == nil {
			z.zones = map[string]*calendarZone{}
		}
		if len(z.zones) < maxZones {
			z.zones[z.cur.id] = z.cur
		}
		z.cur, z.obs = nil, nil
	}
}

// take takes in a line outside of events.
func (z *zoneReader) take(l *contentLine) {
	v := strings.TrimSpace(l.value)
	switch {
	case z.cur == nil:
	case l.name == "TZID":
		z.cur.id = strings.Trim(v, `"`)
	case l.name == "X-LIC-LOCATION":
		z.cur.location = v
	case z.obs == nil:
	case l.name == "TZOFFSETTO":
		z.obs.offset, z.obs.has = zoneOffset(v)
	case l.name == "TZOFFSETFROM":
		z.obs.before, _ = zoneOffset(v)
	case l.name == "DTSTART":
		z.obs.from, _, _ = clock(v)
	case l.name == "RRULE":
		for p := range strings.SplitSeq(v, ";") {
			key, value, _ := strings.Cut(p, "=")
			switch strings.ToUpper(key) {
			case "BYMONTH":
				z.obs.month, _ = strconv.Atoi(value)
			case "BYDAY":
				if week, day, ok := weekDay(value); ok {
					z.obs.week, z.obs.day = week, int(day)
				}
			case "UNTIL":
				z.obs.until, _, _ = clock(value)
			}
		}
		if z.obs.month < 1 || z.obs.month > 12 {
			z.obs.month = int(z.obs.from.Month())
			z.obs.week = 0
		}
	}
}

// zoneOffset reads +0130 in seconds.
func zoneOffset(s string) (int, bool) {
	if len(s) < 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, err1 := strconv.Atoi(s[1:3])
	m, err2 := strconv.Atoi(s[3:5])
	if err1 != nil || err2 != nil || h > 24 || m > 59 || h < 0 || m < 0 {
		return 0, false
	}
	n := h*3600 + m*60
	if s[0] == '-' {
		n = -n
	}
	return n, true
}

// weekDay reads a day of the week with which of them in the month, such as -1SU.
func weekDay(s string) (week int, day time.Weekday, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) < 2 {
		return 0, 0, false
	}
	i := strings.Index("SUMOTUWETHFRSA", s[len(s)-2:])
	if i < 0 || i%2 != 0 {
		return 0, 0, false
	}
	if n := s[:len(s)-2]; n != "" {
		var err error
		if week, err = strconv.Atoi(n); err != nil || week < -53 || week > 53 {
			return 0, 0, false
		}
	}
	return week, time.Weekday(i / 2), true
}

// onset is when the rule sets in in a year, as the clock of the zone has it.
func (o *observance) onset(year int) (time.Time, bool) {
	if o.month == 0 {
		return o.from, true
	}
	f := o.from
	day := f.Day()
	first := time.Date(year, time.Month(o.month), 1, f.Hour(), f.Minute(), f.Second(), 0, time.UTC)
	switch {
	case o.week > 0:
		day = 1 + (o.day-int(first.Weekday())+7)%7 + 7*(o.week-1)
	case o.week < 0:
		last := first.AddDate(0, 1, -1)
		day = last.Day() - (int(last.Weekday())-o.day+7)%7 + 7*(o.week+1)
	}
	t := first.AddDate(0, 0, day-1)
	return t, !t.Before(o.from) && (o.until.IsZero() || !t.After(o.until.Add(24*time.Hour)))
}

// offset is that of the zone at a time that its clock shows; false where the calendar
// does not say it.
func (z *calendarZone) offset(at time.Time) (int, bool) {
	var latest time.Time
	offset, found := 0, false
	for i := range z.list {
		o := &z.list[i]
		if !o.has {
			continue
		}
		for _, year := range [...]int{at.Year(), at.Year() - 1} {
			if t, ok := o.onset(year); ok && !t.After(at) && (!found || t.After(latest)) {
				latest, offset, found = t, o.offset, true
			}
		}
	}
	if !found {
		// Before the first of them.
		for i := range z.list {
			if o := &z.list[i]; o.has && (!found || o.from.Before(latest)) {
				latest, offset, found = o.from, o.before, true
			}
		}
	}
	return offset, found
}

// location is the zone of the system by a name, or by the end of a longer one.
// QUIRK: names such as /mozilla.org/20050126_1/Europe/Berlin.
func (z *zoneReader) location(name string) *time.Location {
	if l, ok := z.named[name]; ok {
		return l
	}
	if z.used++; z.used > maxZones || len(name) > 200 {
		return nil
	}
	if z.named == nil {
		z.named = map[string]*time.Location{}
	}
	z.named[name] = nil
	parts := strings.Split(name, "/")
	for n := min(3, len(parts)); n >= 1; n-- {
		s := strings.Join(parts[len(parts)-n:], "/")
		if n == 1 && (len(parts) > 1 || s != "UTC" && s != "GMT") || s == "" || s[0] == '/' {
			continue
		}
		if l, err := time.LoadLocation(s); err == nil {
			z.named[name] = l
			return l
		}
	}
	return nil
}

// windows is the zone by a name that Windows has for it; nil: there is none.
func (z *zoneReader) windows(name string) *time.Location {
	l := z.named[name]
	if l == nil && z.used <= maxZones {
		z.used++
		if l = windowsZone(name); l != nil {
			z.named[name] = l
		}
	}
	return l
}

// moment reads a date or a time in a zone of a name; day: it is a date only.
func (z *zoneReader) moment(v, id string) (m Moment, day bool) {
	t, hour, ok := clock(v)
	switch {
	case !ok:
		return Moment{}, false
	case !hour:
		return Moment{Time: t, Floating: true}, true
	case strings.HasSuffix(v, "Z"):
		return Moment{Time: t}, false
	case id == "":
		return Moment{Time: t, Floating: true}, false
	}
	l, described := z.location(id), z.zones[id]
	if l == nil && described != nil && described.location != "" {
		l = z.location(described.location)
	}
	if l != nil {
		return Moment{Time: time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, l), Zone: zoneName(l)}, false
	}
	name := cleanLine(id)
	if described != nil {
		if offset, ok := described.offset(t); ok {
			fixed := time.FixedZone(name, offset)
			return Moment{Time: t.Add(-time.Duration(offset) * time.Second).In(fixed), Zone: name}, false
		}
	}
	if l := z.windows(id); l != nil { // QUIRK: calendars that do not describe their zone
		return Moment{Time: time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, l), Zone: zoneName(l)}, false
	}
	return Moment{Time: t, Zone: name, Floating: true}, false
}

func zoneName(l *time.Location) string {
	if s := l.String(); s != "UTC" {
		return s
	}
	return ""
}

// clock reads 20261224 or 20261224T180000 as UTC; hour: it has one.
func clock(v string) (t time.Time, hour, ok bool) {
	v = strings.ToUpper(strings.TrimSpace(v))
	if len(v) == 10 && v[4] == '-' && v[7] == '-' {
		v = v[:4] + v[5:7] + v[8:] // QUIRK: hyphens
	}
	if len(v) < 8 {
		return t, false, false
	}
	if len(v) >= 13 && v[8] == 'T' {
		s := strings.TrimSuffix(v[9:], "Z")
		if len(s) == 4 {
			s += "00" // QUIRK: without seconds
		}
		if len(s) < 6 {
			return t, false, false
		}
		if s[4:6] == "60" {
			s = s[:4] + "59" // a leap second
		}
		t, err := time.Parse("20060102150405", v[:8]+s[:6])
		return t, true, err == nil
	}
	t, err := time.Parse("20060102", v[:8])
	return t, false, err == nil
}
