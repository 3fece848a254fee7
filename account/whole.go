package account

// What messages come whole up to, in octets, unless the person has chosen otherwise: usually,
// and in travel mode. Letters are smaller, films are not.
const (
	UsualWhole  = 10_000_000
	TravelWhole = 200_000
)

// AnySize is a limit of the size of messages, in octets, that none comes to.
const AnySize = 1 << 50
