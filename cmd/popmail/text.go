package main

import "popmail/assets/plain"

// Text from servers and messages is printed without control characters, so that
// a message cannot speak to the terminal (move the cursor, change its title), and
// without what turns the direction of the rest of a line.

// oneLine is s for one line of a terminal.
func oneLine(s string) string { return plain.Line(s, plain.Shown) }

// field is s for one field of a JSON row.
func field(s string) string { return plain.Line(s, plain.Forced) }

// paragraphs is s in lines.
func paragraphs(s string) string { return plain.Text(s, plain.Forced) }
