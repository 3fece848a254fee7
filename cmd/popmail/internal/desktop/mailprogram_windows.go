package desktop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// What Windows knows of programs for mail, all of it of this person alone ("Default Programs" and
// "File Types" in the documentation of the Windows shell).
const (
	classesKey    = `Software\Classes`
	mailKey       = `Software\Clients\Mail`
	registeredKey = `Software\RegisteredApplications`
	mailScheme    = "mailto"
	mailFile      = ".eml"
)

var (
	shlwapi          = windows.NewLazySystemDLL("shlwapi.dll")
	assocQueryString = shlwapi.NewProc("AssocQueryStringW")
	shell32          = windows.NewLazySystemDLL("shell32.dll")
	shChangeNotify   = shell32.NewProc("SHChangeNotify")
)

// Of shlwapi.h and shlobj_core.h.
const (
	assocExecutable = 2      // ASSOCSTR_EXECUTABLE
	assocProtocol   = 0x1000 // ASSOCF_IS_PROTOCOL
	assocChanged    = 0x08000000
)

// Offered reports whether the system can be told.
func (*MailProgram) Offered() bool { return true }

// Is reports whether the program is the one for mail.
func (m *MailProgram) Is(context.Context) (bool, error) {
	if err := assocQueryString.Find(); err != nil {
		return false, err
	}
	scheme, err := windows.UTF16PtrFromString(mailScheme)
	if err != nil {
		return false, err
	}
	path := make([]uint16, windows.MAX_LONG_PATH)
	n := uint32(len(path))
	status, _, _ := assocQueryString.Call(assocProtocol, assocExecutable, uintptr(unsafe.Pointer(scheme)), 0, uintptr(unsafe.Pointer(&path[0])), uintptr(unsafe.Pointer(&n)))
	if status != 0 {
		return false, nil // there is none, or one that is not a program of this kind
	}
	return strings.EqualFold(windows.UTF16ToString(path), m.Path), nil
}

// Become tells the system of the program, and opens the page on which the person makes it the one for mail:
// Windows takes nobody else's word for that. ErrPersonChooses: the page is open.
func (m *MailProgram) Become(ctx context.Context) error {
	if err := m.Register(); err != nil {
		return err
	}
	if is, err := m.Is(ctx); is || err != nil {
		return err
	}
	// Windows 10 opens its page about all programs.
	if err := Open(ctx, "ms-settings:defaultapps?registeredAppUser="+m.Name); err != nil {
		return fmt.Errorf("%w: %w", ErrNotTaken, err)
	}
	return ErrPersonChooses
}

// value is one that the system is told; one without a name is that of the key itself.
type value struct{ key, name, data string }

// owned are the keys that are the program's alone.
func (m *MailProgram) owned() []string {
	return []string{mailKey + `\` + m.Name, m.class(mailScheme), m.class(mailFile), m.toastKey()}
}

// toastKey is where Windows looks for the name of who shows a notification, which hands over its ID alone.
func (m *MailProgram) toastKey() string { return classesKey + `\AppUserModelId\` + m.ID }

// class is the key of what the program does with a kind of things.
func (m *MailProgram) class(of string) string { return classesKey + `\` + m.kind(of) }

// kind names what the program does with a kind of things (a ProgID).
func (m *MailProgram) kind(of string) string { return m.Name + "." + strings.TrimPrefix(of, ".") }

// command is the line that starts the program with an address or a file.
func (m *MailProgram) command(more ...string) string {
	line := windows.EscapeArg(m.Path)
	for _, arg := range m.Args {
		line += " " + windows.EscapeArg(arg)
	}
	return strings.Join(append([]string{line}, more...), " ")
}

// values are all that the system is told.
func (m *MailProgram) values() []value {
	const what = `-- "%1"` // nothing of an address may become a flag, also where it has quotes
	client := mailKey + `\` + m.Name
	can := client + `\Capabilities`
	icon := windows.EscapeArg(m.Path) + ",0"
	list := []value{
		{client, "", m.Name},
		{client + `\DefaultIcon`, "", icon},
		{client + `\shell\open\command`, "", m.command()},
		{client + `\Protocols\` + mailScheme, "", "URL:" + mailScheme},
		{client + `\Protocols\` + mailScheme, "URL Protocol", ""},
		{client + `\Protocols\` + mailScheme + `\DefaultIcon`, "", icon},
		{client + `\Protocols\` + mailScheme + `\shell\open\command`, "", m.command(what)},
		{can, "ApplicationName", m.Name},
		{can, "ApplicationDescription", m.Comment},
		{can, "ApplicationIcon", icon},
		{can + `\StartMenu`, "Mail", m.Name},
		{can + `\UrlAssociations`, mailScheme, m.kind(mailScheme)},
		{can + `\FileAssociations`, mailFile, m.kind(mailFile)},
		{registeredKey, m.Name, can},
		{m.toastKey(), "DisplayName", m.Name},
		{classesKey + `\` + mailFile + `\OpenWithProgids`, m.kind(mailFile), ""},
		{m.class(mailScheme), "URL Protocol", ""},
	}
	for of, name := range map[string]string{mailScheme: "URL:" + mailScheme, mailFile: cmp.Or(m.Kind, m.Name)} {
		list = append(list, value{m.class(of), "", name}, value{m.class(of) + `\DefaultIcon`, "", icon}, value{m.class(of) + `\shell\open\command`, "", m.command(what)})
	}
	return list
}

// Register tells the system that the program is for mail, so that the person can choose it.
func (m *MailProgram) Register() error {
	var errs []error
	for _, v := range m.values() {
		if err := v.write(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", v.key, err))
		}
	}
	associationsChanged()
	return errors.Join(errs...)
}

func (v value) write() error {
	k, _, err := registry.CreateKey(registry.CURRENT_USER, v.key, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close()
	return k.SetStringValue(v.name, v.data)
}

// Mend tells the system anew where the program that it was told of is not there any more.
func (m *MailProgram) Mend(context.Context) error {
	line, err := registered(m.class(mailScheme) + `\shell\open\command`)
	if err != nil || !startsGone(line, append(slices.Clone(m.Args), "--", "%1")...) {
		return nil
	}
	return m.Register()
}

// Unregister takes back what Register has told, unless it is about a program in another place.
func (m *MailProgram) Unregister() error {
	line, err := registered(m.class(mailScheme) + `\shell\open\command`)
	if err != nil || !starts(line, m.Path) {
		return nil
	}
	var errs []error
	for _, key := range m.owned() {
		errs = append(errs, deleteTree(key))
	}
	errs = append(errs, deleteValue(registeredKey, m.Name), deleteValue(classesKey+`\`+mailFile+`\OpenWithProgids`, m.kind(mailFile)))
	associationsChanged()
	return errors.Join(errs...)
}

// registered is the value of a key itself.
func registered(key string) (string, error) {
	k, err := registry.OpenKey(registry.CURRENT_USER, key, registry.QUERY_VALUE)
	if err != nil {
		return "", err
	}
	defer k.Close()
	data, _, err := k.GetStringValue("")
	return data, err
}

// deleteTree deletes a key with all below it.
func deleteTree(key string) error {
	k, err := registry.OpenKey(registry.CURRENT_USER, key, registry.ENUMERATE_SUB_KEYS)
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	below, err := k.ReadSubKeyNames(-1)
	k.Close()
	for _, name := range below {
		err = errors.Join(err, deleteTree(key+`\`+name))
	}
	return errors.Join(err, registry.DeleteKey(registry.CURRENT_USER, key))
}

func deleteValue(key, name string) error {
	k, err := registry.OpenKey(registry.CURRENT_USER, key, registry.SET_VALUE)
	if err == nil {
		defer k.Close()
		err = k.DeleteValue(name)
	}
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	return err
}

// associationsChanged has Explorer and others look anew.
func associationsChanged() {
	if shChangeNotify.Find() == nil {
		_, _, _ = shChangeNotify.Call(assocChanged, 0, 0, 0)
	}
}
