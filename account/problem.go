package account

import (
	"errors"
	"fmt"
	"time"
)

// Trouble is the kind of a Problem: what a person can do something about.
type Trouble uint8

// The kinds of trouble.
const (
	TroubleOther        Trouble = iota
	TroublePassword             // the server says that user name or password are wrong (RFC 3206 AUTH, or words that name them)
	TroubleLogin                // the log-in was refused, and only the server's words say why
	TroubleMethod               // the server wants a kind of log-in that PopMail cannot do
	TroubleBrowser              // the server wants a sign-in with a browser (OAuth 2), and a password was given
	TroubleSignInAgain          // the sign-in with a browser has ended or was withdrawn
	TroubleNoClient             // a sign-in with a browser is wanted, and this copy of PopMail is not registered with the provider
	TroubleDenied               // the person, or the provider, has refused the sign-in with a browser
	TroubleNobody               // nobody has signed in with the browser in time
	TroubleAppPassword          // the provider wants a password made for mail programs
	TroubleSwitchedOff          // the provider has POP3 switched off for this mailbox
	TroubleUserName             // the server wants the user name in another form
	TroubleLocked               // the provider has closed or locked the account
	TroubleUnproven             // the server let PopMail in, or wanted to, without proof that it knows the password
	TroubleInUse                // the log-in is right, another session has the mailbox (RFC 2449 IN-USE)
	TroubleTooSoon              // the log-in is right, it came too soon after the last one (RFC 2449 LOGIN-DELAY)
	TroublePassing              // a fault of the server that will pass, not the password (RFC 3206 SYS/TEMP)
	TroubleLasting              // a fault of the server that a person must mend, not the password (RFC 3206 SYS/PERM)
	TroubleBusy                 // the server says in words of its own that it is busy; nothing is known of the password
	TroubleTooMany              // the provider has counted too many tries, and lets nobody in for a while
	TroubleWeb                  // the provider wants to see the person on its website first
	TroubleFromHere             // the server lets nobody in from this network or country
	TroubleMeanwhile            // PopMail is getting a token for the account at the same time, and has not ended
	TroublePortal               // something in this network answers in the place of the server: one has to sign in to the network
	TroubleQuota                // the server gives only so many messages at a time
	TroubleNoHost               // no server of that name
	TroubleOffline              // no way to the network
	TroubleRefused              // nothing listens on that port
	TroubleSilent               // no answer in time
	TroubleCut                  // the line was cut in the middle
	TroubleNotPOP3              // what answers is not a POP3 server, or answers in TLS where none was asked for (or the reverse)
	TroubleNoSTLS               // STARTTLS was chosen and the server cannot
	TroubleInjected             // text came into the line just before it was encrypted: somebody may be in between
	TroublePlainRefused         // the server wants encryption before the password
	TroubleCertName             // the certificate is for another name
	TroubleCertExpired          // the certificate is out of date, or this computer's clock is wrong
	TroubleCertNotYet           // the certificate is not valid yet, or this computer's clock is wrong
	TroubleCertUnknown          // nobody this computer trusts has signed the certificate
	TroubleCertChanged          // it is another certificate than the one that the person has trusted, and no better
	TroubleClock                // the certificate is fine, this computer's clock is wrong
	TroubleOldTLS               // the server offers nothing newer than TLS 1.1
	TroubleOldCiphers           // TLS is new enough, but there is no key exchange or cipher that both sides take
	TroubleServer               // the server reports a fault of its own
	TroubleDiskFull             // no room on this computer
	TroubleStore                // the store could not be written or read
	TroubleNewServer            // the server has another name than the one that the kept password was given for
	TroubleNoPassword           // no password is kept and none was given
	TroubleNoKeyring            // the password store of the computer cannot be used
	TroubleNoOutgoing           // there is no server for outgoing mail
	TroubleLetter               // the outgoing server does not take a letter, for the reason that it names
	TroubleRecipient            // the outgoing server does not take a letter for one or several of the people
	TroubleTooBig               // a letter is larger than the outgoing server takes
	TroubleUnfit                // a message that is passed on cannot be made one that servers take
	TroubleWantsLogin           // the outgoing server takes mail only from who logs in, and the account has no user name for it
	TroubleAddress              // an address cannot be used with this server
	TroubleFate                 // the line was lost after the last dot: a letter may have been sent
	TroubleRescued              // the mail file was damaged; a letter that waited in it may have been sent
	TroubleCrowd                // the outgoing server takes no letter for so many people
	TroubleInternal             // ours
	TroubleStopped              // the person stopped the session; what was received stays
)

// Problem is an error that can be explained to a person. The window chooses the
// words by Trouble; Error gives an English sentence for the command line.
type Problem struct {
	Trouble Trouble
	Server  string // host name, may be empty
	Answer  string // what the server said, without control characters; may be empty
	Hidden  bool   // what the server said is not shown, because it holds the password; Answer is empty then
	Err     error  // technical cause
	// Sending says that it is about the outgoing server.
	Sending bool
	// Answers is how the same server does answer, at another port or with another encryption;
	// None only where nothing better is there. The zero Server: nothing is known.
	Answers Server
	Wait    time.Duration // with a Trouble that passes: how long the server asks to wait; 0: it names no time
	// ProofOnly says that the password was refused in a way to log in that only proves it,
	// over an encrypted line, and that the server lists another in which the password itself
	// is sent. Servers exist that list the former and cannot do it for every mailbox;
	// AuthPlain takes the latter.
	ProofOnly bool
	Speaks    string // with TroubleNotPOP3: what is spoken there, "IMAP", "SMTP" or "HTTP"; empty: not known

	Certificate *Certificate // with a Trouble about one: what the server has shown; may be nil
}

// Error is a sentence that says what happened.
func (p *Problem) Error() string {
	s := troubleText[p.Trouble]
	if special := sendingText[p.Trouble]; p.Sending && special != "" {
		s = special
	}
	if s == "" {
		s = "something went wrong"
	}
	if p.Server != "" {
		s = p.Server + ": " + s
	}
	if p.Speaks != "" {
		s += fmt.Sprintf("; what answers speaks %s", p.Speaks)
	}
	switch {
	case p.Answers == Server{}:
	case p.Answers.Security == None:
		s += fmt.Sprintf("; port %d answers, but without encryption: others may read the password and the mail", p.Answers.Port)
	default:
		s += fmt.Sprintf("; port %d answers, with %s", p.Answers.Port, p.Answers.Security)
	}
	if p.ProofOnly {
		s += "; the server was only shown proof of the password, and may need the password itself (auth plain)"
	}
	switch {
	case p.Hidden:
		s += " (the server’s answer is not shown because it contains the password)"
	case p.Answer != "":
		s += " (the server said: " + p.Answer + ")"
	case p.Certificate != nil:
		s += " (" + p.Certificate.String() + ")"
	case p.Err != nil && p.Trouble != TroubleNoPassword: // whose cause says the same
		s += " (" + p.Err.Error() + ")"
	}
	return s
}

// Busy reports whether t passes by itself when the mailbox is asked again later.
func (t Trouble) Busy() bool {
	switch t {
	case TroubleBusy, TroubleInUse, TroubleTooSoon, TroublePassing, TroubleTooMany, TroubleMeanwhile:
		return true
	}
	return false
}

// AboutCertificate reports whether t is about the certificate of a server. Nothing but
// the certificate, or this computer's clock, mends it.
func (t Trouble) AboutCertificate() bool {
	switch t {
	case TroubleCertName, TroubleCertExpired, TroubleCertNotYet, TroubleCertUnknown, TroubleCertChanged, TroubleClock:
		return true
	}
	return false
}

// Halts reports whether an account that has worked is not checked by the clock any more
// after t: its server has lost the proof of who it is. A person who asks, another network
// and a new start of the program are reasons to look once. A wrong clock is no fault of the
// server.
func (t Trouble) Halts() bool { return t.AboutCertificate() && t != TroubleClock }

// Typed reports whether t is about what the person has typed to log in: the same
// again would be refused again, and who tries too often is locked out.
func (t Trouble) Typed() bool {
	return t == TroublePassword || t == TroubleAppPassword || t == TroubleUserName
}

// MayBeTheWay reports whether t can stand for a server that lists a way to log in which it
// cannot do, though it says so of user name and password or in no clear words.
func (t Trouble) MayBeTheWay() bool {
	return t == TroublePassword || t == TroubleLogin || t == TroubleMethod
}

// Unwrap returns the technical cause.
func (p *Problem) Unwrap() error { return p.Err }

// fileError is what an error of files of this computer can do, whoever found it:
// TroubleDiskFull or TroubleStore. The store's are such errors.
type fileError interface {
	error
	DiskFull() bool
}

// ProblemOf makes a Problem of any error: the one in its chain, one for an error of
// files, or one of kind TroubleOther.
func ProblemOf(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	f, ok := errors.AsType[fileError](err)
	switch {
	case !ok:
		return &Problem{Trouble: TroubleOther, Err: err}
	case f.DiskFull():
		return &Problem{Trouble: TroubleDiskFull, Err: errors.Unwrap(f)}
	}
	return &Problem{Trouble: TroubleStore, Err: errors.Unwrap(f)}
}

// TroubleOf returns the kind of the Problem that err stands for, see ProblemOf.
func TroubleOf(err error) Trouble { return ProblemOf(err).Trouble }

// sendingText has the words that are others where mail is sent.
var sendingText = map[Trouble]string{
	TroubleMethod:      "this server offers no kind of log-in that goes with what was given",
	TroubleSwitchedOff: "the provider says that mail programs may not send from this mailbox",
	TroubleTooSoon:     "the server wants more time between two log-ins",
	TroubleBusy:        "the server is busy; try again later",
	TroubleNotPOP3:     "what answers there is not a server for outgoing mail, or the port and the connection security don’t belong together",
	TroubleNoPassword:  "no password is saved for the outgoing server",
	TroubleStopped:     "stopped",
}

var troubleText = map[Trouble]string{
	TroublePassword:     "the server says that the user name or password is wrong",
	TroubleLogin:        "the server refused the log-in",
	TroubleMethod:       "this server wants a kind of log-in that PopMail can’t do yet",
	TroubleBrowser:      "the provider wants you to sign in with your browser; it takes no password from mail programs",
	TroubleSignInAgain:  "the provider wants you to sign in again with your browser",
	TroubleNoClient:     "this copy of PopMail can’t sign in to this provider with the browser",
	TroubleDenied:       "the sign-in was not allowed",
	TroubleNobody:       "nobody signed in with the browser in time",
	TroubleAppPassword:  "the provider wants an app password: one that you make for mail programs on its website",
	TroubleSwitchedOff:  "the provider says that POP3 is turned off for this mailbox",
	TroubleUserName:     "the server wants the user name in another form",
	TroubleLocked:       "the provider says that the account is locked or closed",
	TroubleUnproven:     "the server could not prove that it is the right one, so PopMail stopped; your password was not shown to it",
	TroubleInUse:        "another program or device has the mailbox open; the password is fine",
	TroubleTooSoon:      "the server wants more time between two log-ins; the password is fine",
	TroublePassing:      "the server has a problem that should pass by itself; the password is not the reason",
	TroubleLasting:      "the server has a problem that your provider must fix; the password is not the reason",
	TroubleBusy:         "the mailbox is busy; try again later",
	TroubleTooMany:      "the provider lets nobody in for a while, because there were too many sign-ins",
	TroubleWeb:          "the provider wants you to sign in on its website before it lets mail programs in",
	TroubleFromHere:     "the server lets nobody in from this network or country",
	TroublePortal:       "something in this network answers in place of the server; hotels and public Wi-Fi do this until you sign in with your browser",
	TroubleMeanwhile:    "PopMail is already renewing the sign-in of this account, perhaps in another program of this computer, and that has not ended yet",
	TroubleQuota:        "the server gives only so many messages at a time; the rest comes later",
	TroubleNoHost:       "the server can’t be found",
	TroubleOffline:      "there is no connection to the internet",
	TroubleRefused:      "nothing answers on that port",
	TroubleSilent:       "the server did not answer in time",
	TroubleCut:          "the connection was cut",
	TroubleNotPOP3:      "what answers there is not a POP3 server, or the port and the connection security don’t belong together",
	TroubleNoSTLS:       "the server can’t turn on encryption, so the password was not sent",
	TroubleInjected:     "somebody may have put text into the connection before it was encrypted, so PopMail stopped; the password was not sent",
	TroublePlainRefused: "the server wants an encrypted connection, or another way to log in",
	TroubleCertName:     "the server’s certificate belongs to another name, so the password was not sent",
	TroubleCertExpired:  "the server’s certificate has expired, or this computer’s date is wrong, so the password was not sent",
	TroubleCertNotYet:   "the server’s certificate is not valid yet, or this computer’s date is wrong, so the password was not sent",
	TroubleCertChanged:  "the server shows another certificate than the one you trusted, so the password was not sent",
	TroubleClock:        "this computer’s date is wrong, so the server’s certificate can’t be checked; the password was not sent",
	TroubleCertUnknown:  "the server’s certificate comes from nobody this computer trusts, so the password was not sent",
	TroubleOldTLS:       "the server only has TLS 1.1 or older, which is no longer safe, so the password was not sent",
	TroubleOldCiphers:   "the server and PopMail have no kind of encryption in common, so the password was not sent",
	TroubleServer:       "the server reported a problem",
	TroubleDiskFull:     "the disk of this computer is full; nothing was lost",
	TroubleStore:        "PopMail can’t read or save your mail on this computer",
	TroubleNewServer:    "the name of the server was changed; the saved password is not sent to another server",
	TroubleNoPassword:   "no password is saved for this account",
	TroubleNoKeyring:    "this computer’s password store can’t be used",
	TroubleNoOutgoing:   "no server for outgoing mail is set up for this account",
	TroubleLetter:       "the server did not take the letter",
	TroubleRecipient:    "the server did not take the letter for everyone, so nobody got it",
	TroubleTooBig:       "the letter is larger than the server takes",
	TroubleUnfit:        "the message has lines or characters that mail servers don’t take, and can’t be changed",
	TroubleWantsLogin:   "the outgoing server wants a user name and a password",
	TroubleAddress:      "this server can’t send to one of the addresses",
	TroubleFate:         "the connection was lost at the last moment; the letter may have been sent",
	TroubleRescued:      "the mail file was damaged; the letter may have been sent",
	TroubleCrowd:        "the server takes no letter for so many people at once",
	TroubleInternal:     "something went wrong inside PopMail",
	TroubleStopped:      "stopped; what had arrived is kept",
}
