// Package junk tells junk from good mail by the words of a letter and by how often each stood in
// letters that a person called junk or good: Gary Robinson's combination of their probabilities by
// Fisher's method (“A Statistical Approach to the Spam Problem”, Linux Journal, March 2003). It
// counts in how many letters a word stands, not how often, and knows nothing of the store.
package junk
