package words

import "popmail/gui/kit/lang"

// Embedded says what stands in a message that PopMail does not show, by the name of its
// element in HTML.
func Embedded(tag string) string {
	switch tag {
	case "video":
		return lang.L("A video is here. PopMail doesn’t play videos.")
	case "audio":
		return lang.L("A recording is here. PopMail doesn’t play sound.")
	case "iframe":
		return lang.L("A page within the message is here. PopMail doesn’t show such pages.")
	}
	return lang.L("Something is here that PopMail can’t show.")
}
