package poll

import (
	"net"
	"slices"
	"strings"
)

// network names the addresses by which this computer is reached. They change
// when a cable is plugged in or a wireless network is joined.
func network() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	var out []string
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			out = append(out, n.String())
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
