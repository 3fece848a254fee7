package account

import "errors"

// Trouble is the kind of a Problem: what a person can do something about.
type Trouble uint8

// The kinds of trouble.
const (
	TroubleOther        Trouble = iota
	TroublePassword             // the server refused user name or password
	TroubleBusy                 // another program has the mailbox open, or too many log-ins (RFC 2449 IN-USE, LOGIN-DELAY; RFC 3206 SYS/TEMP)
	TroubleNoHost               // no server of that name
	TroubleOffline              // no way to the network
	TroubleRefused              // nothing listens on that port
	TroubleSilent               // no answer in time
	TroubleCut                  // the line was cut in the middle
	TroubleNotPOP3              // what answers is not a POP3 server, or answers in TLS where none was asked for (or the reverse)
	TroubleNoSTLS               // STARTTLS was chosen and the server cannot
	TroublePlainRefused         // the server wants encryption before the password
	TroubleCertName             // the certificate is for another name
	TroubleCertExpired          // the certificate is out of date, or this computer's clock is wrong
	TroubleCertUnknown          // nobody this computer trusts has signed the certificate
	TroubleOldTLS               // the server offers nothing newer than TLS 1.1
	TroubleServer               // the server reports a fault of its own
	TroubleDiskFull             // no room on this computer
	TroubleStore                // the store could not be written or read
	TroubleNoPassword           // no password is kept and none was given
	TroubleNoKeyring            // the password store of the computer cannot be used
	TroubleInternal             // ours
	TroubleStopped              // the person stopped the session; what was received stays
)

// Problem is an error that can be explained to a person. The window chooses the
// words by Trouble; Error gives an English sentence for the command line.
type Problem struct {
	Trouble Trouble
	Server  string // host name, may be empty
	Answer  string // what the server said, without control characters; may be empty
	Err     error  // technical cause
}

// Error is a sentence that says what happened.
func (p *Problem) Error() string {
	s := troubleText[p.Trouble]
	if s == "" {
		s = "something went wrong"
	}
	if p.Server != "" {
		s = p.Server + ": " + s
	}
	if p.Answer != "" {
		s += " (the server said: " + p.Answer + ")"
	} else if p.Err != nil {
		s += " (" + p.Err.Error() + ")"
	}
	return s
}

// Unwrap returns the technical cause.
func (p *Problem) Unwrap() error { return p.Err }

// TroubleOf returns the kind of err: that of the Problem in its chain, or TroubleOther.
func TroubleOf(err error) Trouble {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Trouble
	}
	return TroubleOther
}

var troubleText = map[Trouble]string{
	TroublePassword:     "the server did not accept the user name or password",
	TroubleBusy:         "the mailbox is busy, for example because another program has it open; the password is fine, try again later",
	TroubleNoHost:       "there is no server of that name",
	TroubleOffline:      "there is no connection to the internet",
	TroubleRefused:      "the server does not accept connections on that port",
	TroubleSilent:       "the server did not answer in time",
	TroubleCut:          "the connection was cut",
	TroubleNotPOP3:      "what answers there is not a POP3 server, or port and connection security do not fit together",
	TroubleNoSTLS:       "the server cannot switch on encryption, so the password was not sent",
	TroublePlainRefused: "the server wants an encrypted connection",
	TroubleCertName:     "the server's certificate belongs to another name, so the password was not sent",
	TroubleCertExpired:  "the server's certificate is out of date (or the clock of this computer is wrong), so the password was not sent",
	TroubleCertUnknown:  "nobody this computer trusts vouches for the server's certificate, so the password was not sent",
	TroubleOldTLS:       "the server only offers encryption that is no longer safe, so the password was not sent",
	TroubleServer:       "the server reports a fault of its own",
	TroubleDiskFull:     "the disk of this computer is full; nothing was lost",
	TroubleStore:        "the mail on this computer could not be written or read",
	TroubleNoPassword:   "no password is kept for this account",
	TroubleNoKeyring:    "the password store of this computer cannot be used",
	TroubleInternal:     "PopMail made a mistake",
	TroubleStopped:      "stopped; what had arrived is kept",
}
