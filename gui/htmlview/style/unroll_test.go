package style

import "testing"

// TestScrolledSideways cuts nothing off in boxes that would scroll, but in those that are too
// small to, and in those that hide.
func TestScrolledSideways(t *testing.T) {
	clip := func(c *Computed) any { return c.Clip }
	run(t, []check{
		{inline("overflow-x:auto;width:300px"), clip, false},
		{inline("overflow:scroll"), clip, false},
		{inline("overflow:hidden;width:300px"), clip, true},
		{inline("overflow:auto;height:0"), clip, true},
		{inline("overflow:auto;width:1px"), clip, true},
	})
}
