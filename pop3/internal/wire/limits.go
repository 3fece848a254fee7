// Package wire holds what a POP3 client and a POP3 server share of the protocol's
// text: status lines, the rows of listings, and messages with their dot-stuffing.
// It reads foreign octets and therefore bounds everything it keeps.
package wire

import "errors"

// Limits of what is kept of the other side's text, in octets where not said otherwise.
const (
	// MaxStatus bounds one status line. RFC 2449, section 4, allows 512 octets.
	// QUIRK: greetings and refusals with whole paragraphs of policy exist.
	MaxStatus = 8 << 10
	// MaxRow bounds one row of LIST, UIDL or CAPA. RFC 1939 needs less than 100.
	MaxRow = 4 << 10
	// MaxRows bounds the number of rows of one listing.
	MaxRows = 2 << 20
	// MaxNumber bounds message numbers.
	MaxNumber = 4 * MaxRows
	// MaxListing bounds the octets of one listing.
	MaxListing = 128 << 20
	// MaxCommand bounds one command line. RFC 2449, section 4, allows 255 octets;
	// long tokens and addresses in other scripts need more.
	MaxCommand = 8 << 10
)

// ErrLong says that a line is longer than allowed.
var ErrLong = errors.New("line too long")

// ErrListing says that a listing is longer than allowed.
var ErrListing = errors.New("listing too long")
