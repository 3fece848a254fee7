package mailbox

import "time"

// RuleID is the number of a rule, which is never given again.
type RuleID int64

// MaxRules is how many rules there can be.
const MaxRules = 1000

// Act is what a rule does with a message, as bits.
type Act uint8

// What a rule can do. Of RuleMove, RuleDelete and RuleJunk a rule has one at most.
const (
	RuleMove   Act = 1 << iota // to Rule.Folder
	RuleStar                   // a star
	RuleRead                   // marks it as read
	RuleDelete                 // moves it to the Trash of its account
	RuleJunk                   // moves it to the Junk of its account, which teaches the filter nothing
	RuleNotify                 // it is told of
	RuleStop                   // later rules do not see it
)

// RuleMoves are the acts after which a message is elsewhere.
const RuleMoves = RuleMove | RuleDelete | RuleJunk

// RuleTrouble is why a rule does nothing.
type RuleTrouble string

// The reasons.
const (
	RuleWorks    RuleTrouble = ""
	RuleNoFolder RuleTrouble = "folder" // its folder is gone
	RuleNoQuery  RuleTrouble = "query"  // it asks for nothing, or for something that is not understood
	RuleNever    RuleTrouble = "never"  // it asks for what no letter is that has just come
	RuleNoActs   RuleTrouble = "acts"   // it is to do nothing, or two things that exclude each other
)

// Rule is what is done with new mail that a search finds.
type Rule struct {
	ID      RuleID // 0: a new one
	Query   string // as it is typed in the search field
	Do      Act
	Folder  FolderID // with RuleMove; 0: it is gone
	Off     bool
	Changed time.Time // when it was saved or switched
	Caught  int       // messages so far
	Last    time.Time // when it last caught one; zero: never
	Trouble RuleTrouble
}

// RuleCount is what was added to Caught and Last of a rule at once, to be taken out again.
type RuleCount struct {
	Rule      RuleID
	N         int       // messages
	Last, Was time.Time // as it was set, and before; zero: never
}

// Moves reports whether a message is elsewhere after the rule.
func (r Rule) Moves() bool { return r.Do&RuleMoves != 0 }
