package account

import "strings"

// Failure is what stays known of a session that failed, in no person's language. The
// zero Failure is none.
type Failure struct {
	Trouble Trouble
	Answer  string // as in Problem
	Hidden  bool   // as in Problem

	happened bool
}

// FailureOf returns what is to be kept of an error; nil is no failure.
func FailureOf(err error) Failure {
	if err == nil {
		return Failure{}
	}
	p := ProblemOf(err)
	return Failure{Trouble: p.Trouble, Answer: p.Answer, Hidden: p.Hidden, happened: true}
}

// Happened reports whether there was a failure.
func (f Failure) Happened() bool { return f.happened }

// Sentence says in English what happened, for the command line.
func (f Failure) Sentence(server string) string {
	if !f.happened {
		return ""
	}
	return (&Problem{Trouble: f.Trouble, Server: server, Answer: f.Answer, Hidden: f.Hidden}).Error()
}

// hiddenMark stands for an answer that is not kept.
const hiddenMark = "\x00"

// String is the form in which a failure is stored: a word, and behind it what the
// server said.
func (f Failure) String() string {
	if !f.happened {
		return ""
	}
	s := troubleKeys[f.Trouble]
	switch {
	case f.Hidden:
		s += " " + hiddenMark
	case f.Answer != "":
		s += " " + f.Answer
	}
	return s
}

// ParseFailure reads what String has written. A word that it does not know, as from a
// newer PopMail, stands for TroubleOther.
func ParseFailure(s string) Failure {
	if s == "" {
		return Failure{}
	}
	word, answer, _ := strings.Cut(s, " ")
	f := Failure{happened: true, Answer: answer}
	for t, key := range troubleKeys {
		if key == word {
			f.Trouble = t
		}
	}
	if answer == hiddenMark {
		f.Answer, f.Hidden = "", true
	}
	return f
}

// troubleKeys are the words for kinds of trouble in files. They do not change.
var troubleKeys = map[Trouble]string{
	TroubleOther: "other", TroublePassword: "password", TroubleLogin: "login", TroubleMethod: "method", TroubleInUse: "in-use", TroubleBrowser: "browser", TroubleSignInAgain: "sign-in-again", TroubleNoClient: "no-client", TroubleDenied: "denied", TroubleNobody: "nobody",
	TroubleAppPassword: "app-password", TroubleSwitchedOff: "switched-off", TroubleUserName: "user-name", TroubleLocked: "locked", TroubleUnproven: "unproven", TroubleTooSoon: "too-soon",
	TroublePassing: "passing", TroubleLasting: "lasting", TroubleBusy: "busy", TroubleQuota: "quota", TroubleNoHost: "no-host", TroubleOffline: "offline",
	TroubleRefused: "refused", TroubleSilent: "silent", TroubleCut: "cut", TroubleNotPOP3: "not-pop3", TroubleNoSTLS: "no-stls", TroubleInjected: "injected", TroubleMeanwhile: "meanwhile", TroublePlainRefused: "plain-refused",
	TroubleCertName: "cert-name", TroubleCertExpired: "cert-expired", TroubleCertUnknown: "cert-unknown", TroubleCertNotYet: "cert-not-yet", TroubleCertChanged: "cert-changed", TroubleClock: "clock", TroubleOldTLS: "old-tls", TroubleOldCiphers: "old-ciphers",
	TroubleServer: "server", TroubleDiskFull: "disk-full", TroubleStore: "store", TroubleNoPassword: "no-password", TroubleNewServer: "new-server", TroubleNoKeyring: "no-keyring",
	TroubleTooMany: "too-many", TroubleWeb: "web", TroubleFromHere: "from-here", TroublePortal: "portal",
	TroubleNoOutgoing: "no-outgoing", TroubleLetter: "letter", TroubleRecipient: "recipient", TroubleTooBig: "too-big", TroubleAddress: "address", TroubleUnfit: "unfit", TroubleWantsLogin: "wants-login", TroubleFate: "fate", TroubleRescued: "rescued", TroubleCrowd: "crowd",
	TroubleInternal: "internal", TroubleStopped: "stopped",
}
