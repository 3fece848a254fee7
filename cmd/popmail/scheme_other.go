//go:build !unix || darwin

package main

const schemeMayBeSilent = false

func systemTellsScheme() bool { return true }
