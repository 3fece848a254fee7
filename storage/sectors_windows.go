package storage

import "syscall"

// sectorErrors are those of a disk that cannot read a place: ERROR_CRC, ERROR_SECTOR_NOT_FOUND,
// ERROR_READ_FAULT and ERROR_IO_DEVICE.
var sectorErrors = []syscall.Errno{23, 27, 30, 1117}
