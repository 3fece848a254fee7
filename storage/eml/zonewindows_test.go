package eml

import (
	"testing"
	"time"
)

// TestWindowsZonesExist: what Windows' names stand for is in the database of zones.
func TestWindowsZonesExist(t *testing.T) {
	if len(windowsZones()) < 140 {
		t.Errorf("%d names", len(windowsZones()))
	}
	for name, zone := range windowsZones() {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
