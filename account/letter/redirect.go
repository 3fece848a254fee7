package letter

import "time"

// Redirect is a message that is passed on as it came, with fields before it that say by whom
// and to whom (RFC 5322, section 3.6.6). raw is not changed otherwise. The errors are those
// of Compose.
func Redirect(raw []byte, from Person, to []Person, at time.Time, messageID string) ([]byte, error) {
	if from.Email == "" {
		return nil, ErrSender
	}
	sender, err := people([]Person{from})
	if err != nil {
		return nil, err
	}
	list, err := people(to)
	if err != nil {
		return nil, err
	}
	out := field("Resent-Date", []string{date(at)})
	out = append(out, field("Resent-From", sender)...)
	out = append(out, field("Resent-To", list)...)
	out = append(out, field("Resent-Message-ID", ids(messageID))...)
	return append(out, raw...), nil
}
