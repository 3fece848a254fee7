package send

import "golang.org/x/sys/windows"

const errsNothing = windows.WSAECONNREFUSED
