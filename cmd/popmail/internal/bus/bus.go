// Package bus reaches the session's bus (D-Bus Specification), where the system has one.
package bus
