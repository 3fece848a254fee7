package words

import "popmail/gui/kit/lang"

// BeforePassword is what is to be known before the password itself is sent to a server that
// has refused a proof of it, see account.Problem.ProofOnly.
func BeforePassword(server string) string {
	return lang.L("Are you sure that the password is right? So far PopMail has sent {{.Server}} only a proof of it, and some servers need the password itself. The connection is encrypted, so nobody else can read it.", map[string]any{"Server": server})
}

// SendPassword is the name of the button that does it.
func SendPassword() string { return lang.L("Send the password itself") }
