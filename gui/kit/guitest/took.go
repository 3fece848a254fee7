package guitest

import "time"

// Took does a thing and returns how long it worked: the time of the processors where that
// is known and less than what went by, as other programs may have had the rest.
func Took(do func()) time.Duration {
	start, used := time.Now(), cpuTime()
	do()
	took := time.Since(start)
	if used = cpuTime() - used; used > 0 {
		took = min(took, used)
	}
	return took
}
