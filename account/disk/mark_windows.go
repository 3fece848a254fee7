package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// markForeign gives a file the Mark of the Web: the stream Zone.Identifier with
// the zone Internet ([MS-FSCC] 5.6.1). File systems without streams, such as FAT
// on a USB stick, cannot hold it.
func markForeign(path string) error {
	err := os.WriteFile(path+":Zone.Identifier", []byte("[ZoneTransfer]\r\nZoneId=3\r\n"), 0o600)
	if errors.Is(err, windows.ERROR_INVALID_NAME) || errors.Is(err, windows.ERROR_FILE_NOT_FOUND) || errors.Is(err, windows.ERROR_INVALID_PARAMETER) {
		return nil
	}
	return err
}
