package line

import "golang.org/x/sys/windows"

var (
	errsOffline = []error{windows.WSAENETUNREACH, windows.WSAEHOSTUNREACH, windows.WSAENETDOWN, windows.WSAEHOSTDOWN, windows.WSAEADDRNOTAVAIL}
	errsRefused = []error{windows.WSAECONNREFUSED}
	errsSilent  = []error{windows.WSAETIMEDOUT}
	errsCut     = []error{windows.WSAECONNRESET, windows.WSAECONNABORTED, windows.WSAENOTCONN, windows.WSAESHUTDOWN}
)
