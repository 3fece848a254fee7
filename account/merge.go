package account

// Merge takes over into present what somebody has changed of an account: was is the
// account as they saw it, now as they want it, present as it is by now. What they have
// not touched stays as it is at present; each server counts as a whole.
func Merge(was, now, present Account) Account {
	take(&present.Email, was.Email, now.Email)
	take(&present.Name, was.Name, now.Name)
	take(&present.Label, was.Label, now.Label)
	take(&present.Color, was.Color, now.Color)
	take(&present.User, was.User, now.User)
	take(&present.Incoming, was.Incoming, now.Incoming)
	take(&present.Outgoing, was.Outgoing, now.Outgoing)
	take(&present.OutgoingUser, was.OutgoingUser, now.OutgoingUser)
	take(&present.OutgoingOpen, was.OutgoingOpen, now.OutgoingOpen)
	take(&present.Auth, was.Auth, now.Auth)
	take(&present.Leave, was.Leave, now.Leave)
	take(&present.LeaveDeleted, was.LeaveDeleted, now.LeaveDeleted)
	take(&present.Keep, was.Keep, now.Keep)
	take(&present.Interval, was.Interval, now.Interval)
	take(&present.Paused, was.Paused, now.Paused)
	take(&present.Authorities, was.Authorities, now.Authorities)
	take(&present.Exceptions, was.Exceptions, now.Exceptions)
	take(&present.Signature, was.Signature, now.Signature)
	take(&present.PlainOnly, was.PlainOnly, now.PlainOnly)
	return present
}

func take[T comparable](present *T, was, now T) {
	if was != now {
		*present = now
	}
}
