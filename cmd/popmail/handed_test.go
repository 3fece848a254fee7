package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
)

// What the system hands over together is opened in its order, one after the other, also where one
// of them cannot be opened.
func TestHanded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h handed
		var opened, want []string
		failures := 0
		come := func(_ context.Context, address string) error {
			if opened = append(opened, address); len(opened) == 3 {
				return errors.New("not this one")
			}
			return nil
		}
		for round := range 2 {
			for i := range 30 {
				address := fmt.Sprintf("/letters/%d-%d.eml", round, i)
				want = append(want, address)
				h.add(address, come, func(error) { failures++ })
			}
			synctest.Wait()
		}
		if !slices.Equal(opened, want) || failures != 1 {
			t.Errorf("%d failed, opened %q", failures, opened)
		}
	})
}
