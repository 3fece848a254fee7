package storage

import (
	"bytes"
	"errors"
	"fmt"
	"popmail/account/thread"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// The codecs of the table octets.
const (
	codecPlain = 0 // as they are; packing was not tried
	codecZstd  = 1
	codecLoose = 2   // as they are; packing does not gain
	codecPiece = 3   // in the table pieces: a large message, of which no statement holds all
	codecApart = 4   // what appendRecipe appends: its bodies in base64 lie decoded in the table bodies
	codecShelf = 100 // not here: Options.shelf has them; never in a mail file
)

// The octets of a large message lie in pieces, each of which is packed by itself
// or as it is; its first octet says which.
const (
	largeMessage = 4 << 20
	pieceOctets  = 1 << 20

	piecePlain  = 0
	piecePacked = 1
	pieceApart  = 2 // what appendRecipe appends, with its bodies beside the rest
	pieceShared = 3 // its octets lie in the table bodies, see laid
)

// appendPiece appends what is stored of one piece of a message.
func appendPiece(dst, piece []byte) []byte {
	if bodies := bodiesOf(piece); len(bodies) > 0 {
		codec, rest := without(piece, bodies, true)
		return appendRecipe(append(dst, pieceApart), bodies, int64(len(piece)), codec, rest)
	}
	if codec, data := pack(piece); codec == codecZstd {
		return append(append(dst, piecePacked), data...)
	}
	return append(append(dst, piecePlain), piece...)
}

// unpackPiece appends one piece to raw, which will have size octets.
func unpackPiece(raw, piece []byte, size int64) ([]byte, error) {
	if len(piece) == 0 || piece[0] > pieceApart || int64(len(raw)) > size {
		return nil, damaged(errors.New("a piece of the message cannot be read"))
	}
	switch piece[0] {
	case piecePlain:
		return append(raw, piece[1:]...), nil
	case pieceApart:
		return cook(raw, piece[1:], pieceOctets, noBody)
	}
	d, err := decoder()
	if err != nil {
		return nil, err
	}
	if raw, err = d.DecodeAll(piece[1:], raw); err != nil {
		return nil, damaged(err)
	}
	return raw, nil
}

// minPack is the size from which packing is tried.
const minPack = 300

var encoders = sync.Pool{New: func() any {
	// The options are right for every input, so there is no error.
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(512<<10))
	if err != nil {
		panic(err)
	}
	return e
}}

var decoder = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(min(4, thread.Processors())), zstd.WithDecoderMaxMemory(1<<31))
})

// pack makes raw smaller where that gains at least an eighth. Messages that are
// mostly base64 are left as they are until there is time to take them apart.
func pack(raw []byte) (codec int, data []byte) {
	if mostlyBase64(raw) {
		return codecPlain, raw
	}
	return squeeze(raw)
}

// squeeze is pack whatever raw is.
func squeeze(raw []byte) (codec int, data []byte) {
	if len(raw) < minPack {
		return codecLoose, raw
	}
	e := encoders.Get().(*zstd.Encoder)
	defer encoders.Put(e)
	out := e.EncodeAll(raw, make([]byte, 0, len(raw)/2+256))
	if len(out) > len(raw)-len(raw)/8 {
		return codecLoose, raw
	}
	return codecZstd, out
}

// hold is pack without the work: for the moment raw stays as it is.
func hold(raw []byte) (codec int, data []byte) {
	if len(raw) < minPack {
		return codecLoose, raw
	}
	return codecPlain, raw
}

// unpack is the reverse of pack. size is that of the result.
func unpack(codec int, size int64, data []byte) ([]byte, error) {
	switch codec {
	case codecPlain, codecLoose:
		if int64(len(data)) != size {
			return nil, damaged(fmt.Errorf("%d octets instead of %d", len(data), size))
		}
		if data == nil {
			data = []byte{}
		}
		return data, nil
	case codecZstd:
		d, err := decoder()
		if err != nil {
			return nil, err
		}
		if size < 0 || size > 1<<31 {
			return nil, damaged(fmt.Errorf("a size of %d octets", size))
		}
		raw, err := d.DecodeAll(data, make([]byte, 0, size))
		if err != nil {
			return nil, damaged(err)
		}
		if int64(len(raw)) != size {
			return nil, damaged(fmt.Errorf("%d octets instead of %d", len(raw), size))
		}
		return raw, nil
	}
	return nil, damaged(fmt.Errorf("packed in way %d, which this version does not know", codec))
}

// mostlyBase64 looks at a few places of raw.
func mostlyBase64(raw []byte) bool {
	const samples, width = 8, 160
	if len(raw) < samples*width*2 {
		return false
	}
	hits := 0
	for i := range samples {
		at := (len(raw) - width) * (i + 1) / (samples + 1)
		w := raw[at : at+width]
		// Two lines of 76 characters (RFC 2045, section 6.8): line ends, and
		// nothing but the alphabet.
		if bytes.IndexByte(w, ' ') < 0 && bytes.IndexByte(w, '<') < 0 && bytes.IndexByte(w, '.') < 0 &&
			bytes.IndexByte(w, '-') < 0 && bytes.IndexByte(w, '_') < 0 && bytes.IndexByte(w, '\n') >= 0 {
			hits++
		}
	}
	return hits >= samples*3/4
}
