package loop

import "time"

// dayPause is the time between two looks whether another day has begun. A timer until midnight would stand still
// while the computer sleeps.
const dayPause = time.Minute

// EachDay calls f when another day has begun by now: what is written of days is another one then.
func EachDay(run Runner, now func() time.Time, f func()) {
	date := func() [3]int {
		y, m, d := now().Date()
		return [3]int{y, int(m), d}
	}
	day := date()
	var look func()
	look = func() {
		if now := date(); now != day {
			day = now
			f()
		}
		run.After(dayPause, look)
	}
	run.After(dayPause, look)
}
