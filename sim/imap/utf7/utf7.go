// Package utf7 writes and reads the names of IMAP's mailboxes as they travel, in
// modified UTF-7 (RFC 3501 section 5.1.3): printable ASCII as it is, "&" as "&-", and
// all else as base64 of UTF-16 between "&" and "-": "Facturas y año" is
// "Facturas y a&APE-o".
package utf7

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var alphabet = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,").WithPadding(base64.NoPadding)

var errNotUTF7 = errors.New("mailbox name is not modified UTF-7")

func printable(r rune) bool { return r >= ' ' && r <= '~' }

// Encode is a name as it travels.
func Encode(name string) string {
	var b strings.Builder
	var wide []byte
	flush := func() {
		if len(wide) > 0 {
			b.WriteString("&" + alphabet.EncodeToString(wide) + "-")
			wide = nil
		}
	}
	for _, r := range name {
		if !printable(r) {
			for _, u := range utf16.AppendRune(nil, r) {
				wide = append(wide, byte(u>>8), byte(u))
			}
			continue
		}
		flush()
		b.WriteRune(r)
		if r == '&' {
			b.WriteByte('-')
		}
	}
	flush()
	return b.String()
}

// Decode is the name that travels so, or an error where it is none.
func Decode(name string) (string, error) {
	var b strings.Builder
	for {
		plain, rest, found := strings.Cut(name, "&")
		for _, r := range plain {
			if !printable(r) {
				return "", errNotUTF7
			}
		}
		b.WriteString(plain)
		if !found {
			return b.String(), nil
		}
		coded, after, ended := strings.Cut(rest, "-")
		if !ended {
			return "", errNotUTF7
		}
		name = after
		if coded == "" {
			b.WriteByte('&')
			continue
		}
		octets, err := alphabet.DecodeString(coded)
		if err != nil || len(octets)%2 != 0 {
			return "", errNotUTF7
		}
		units := make([]uint16, len(octets)/2)
		for i := range units {
			units[i] = uint16(octets[2*i])<<8 | uint16(octets[2*i+1])
		}
		for _, r := range utf16.Decode(units) {
			if r == utf8.RuneError {
				return "", errNotUTF7
			}
			b.WriteRune(r)
		}
	}
}
