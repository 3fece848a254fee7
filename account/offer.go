package account

// MayTrust reports whether a person may be offered to trust a certificate although
// something is wrong with it (RFC 8314, section 5.4): only while an account, or another
// server of it, is set up, never when a server that has worked suddenly shows another
// certificate. was is the account as it is stored, the zero Account where it is new;
// worked says that mail has come with it. A wrong clock is no reason to trust anybody.
func MayTrust(was Account, worked bool, c *Certificate) bool {
	if c == nil || len(c.Faults) == 0 || c.Trouble() == TroubleClock {
		return false
	}
	return was.ID == 0 || !worked || !SameHost(c.Server, was.Incoming.Host) && !SameHost(c.Server, was.Outgoing.Host)
}
