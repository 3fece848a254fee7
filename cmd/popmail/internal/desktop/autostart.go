package desktop

// Autostart starts a program with the person's session.
type Autostart struct {
	ID      string   // names the program to desktops, such as "org.example.Mail"
	Name    string   // as people see it
	Comment string   // what it does, in a few words
	Path    string   // of the program
	Args    []string // that it is started with
}
