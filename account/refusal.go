package account

// Refusal is one person whom an outgoing server would not take a letter for (RFC 5321,
// section 4.2, and RFC 3463), or whose address cannot be used there.
type Refusal struct {
	Email    string `json:"email"`
	Code     int    `json:"code,omitempty"`     // such as 550; 0: the server was not asked
	Enhanced string `json:"enhanced,omitempty"` // such as "5.1.1"; may be empty
	Text     string `json:"text,omitempty"`     // what the server said, without control characters
}
