package notices

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// toastScript shows a notice on Windows. It holds nothing of a notice: words of mail come in variables, so
// that there is nothing in them that PowerShell could take for a command, and no file whose path has to be
// written so that it is understood.
const toastScript = `[Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime] > $null
$template = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastImageAndText02)
$toastXml = [xml] $template.GetXml()
$toastXml.GetElementsByTagName("text")[0].AppendChild($toastXml.CreateTextNode($env:POPMAIL_TOAST_TITLE)) > $null
$toastXml.GetElementsByTagName("text")[1].AppendChild($toastXml.CreateTextNode($env:POPMAIL_TOAST_TEXT)) > $null
$toastXml.GetElementsByTagName("image")[0].SetAttribute("src", $env:POPMAIL_TOAST_ICON) > $null
$xml = New-Object Windows.Data.Xml.Dom.XmlDocument
$xml.LoadXml($toastXml.OuterXml)
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($env:POPMAIL_TOAST_ID).Show($toast)
`

// toastArgs are what PowerShell is started with: the script in UTF-16 (about_PowerShell_exe, EncodedCommand).
func toastArgs() []string {
	var b []byte
	for _, u := range utf16.Encode([]rune(toastScript)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return []string{"-NoProfile", "-NonInteractive", "-EncodedCommand", base64.StdEncoding.EncodeToString(b)}
}

// toastEnv are the variables of the script.
func toastEnv(id, title, text, icon string) []string {
	if icon != "" {
		icon = "file:///" + strings.ReplaceAll(icon, `\`, "/")
	}
	return []string{"POPMAIL_TOAST_ID=" + id, "POPMAIL_TOAST_TITLE=" + title, "POPMAIL_TOAST_TEXT=" + text, "POPMAIL_TOAST_ICON=" + icon}
}
