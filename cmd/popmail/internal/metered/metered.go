// Package metered finds out whether the connection to the internet costs by what goes over
// it, where the system tells.
package metered
