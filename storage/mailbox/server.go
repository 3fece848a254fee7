package mailbox

import "popmail/account"

// Choice is when the person wants a message removed from the server.
type Choice struct {
	Account account.ID
	UID     string // unique-id
	Wish    account.Wish
	Late    bool // the server was asked to remove it and has not answered: another wish may come too late
}

// OnServer is what is known of a message here that its server holds, too.
type OnServer struct {
	ID      ID
	Account account.ID
	UID     string // unique-id
	Part    bool   // perhaps not all of it is here: it is never removed from the server
	Goes    account.Goes
}
