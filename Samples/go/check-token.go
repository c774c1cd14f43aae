// What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.
// With the standard library alone: go run check-token.go
//
// Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"os"
	"strings"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

type jwk struct{ Kid, Alg, X, Y string }

func get(url string, into any) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(into)
}

func decode(part string, into any) error {
	octets, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(octets, into)
}

// number is what base64url octets say, or zero, which is on no curve.
func number(octets string) *big.Int {
	decoded, _ := base64.RawURLEncoding.DecodeString(octets)
	return new(big.Int).SetBytes(decoded)
}

// verify looks for the key of an ES256 signature. An API keeps the keys, and fetches them again when a `kid` is unknown.
func verify(issuer, kid, signed, signature string) error {
	var metadata struct {
		Keys string `json:"jwks_uri"`
	}
	var published struct{ Keys []jwk }
	if err := get(issuer+"/.well-known/openid-configuration", &metadata); err != nil {
		return err
	}
	if err := get(metadata.Keys, &published); err != nil {
		return err
	}
	octets, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || len(octets) != 64 {
		return errors.New("this is no signature")
	}
	r, s := new(big.Int).SetBytes(octets[:32]), new(big.Int).SetBytes(octets[32:])
	digest := sha256.Sum256([]byte(signed))
	for _, key := range published.Keys {
		if key.Kid == kid && key.Alg == "ES256" {
			public := ecdsa.PublicKey{Curve: elliptic.P256(), X: number(key.X), Y: number(key.Y)}
			if !public.IsOnCurve(public.X, public.Y) || !ecdsa.Verify(&public, digest[:], r, s) {
				return errors.New("the signature is wrong")
			}
			return nil
		}
	}
	return errors.New("the key is unknown")
}

// audience is a name or a list of names.
func isFor(audience any, api string) bool {
	if names, many := audience.([]any); many {
		for _, name := range names {
			if name == api {
				return true
			}
		}
	}
	return audience == api
}

func claimsOf(token, issuer, api string) (claims map[string]any, err error) {
	parts := strings.Split(token, ".")
	var header struct{ Typ, Alg, Kid string }
	if len(parts) != 3 || decode(parts[0], &header) != nil {
		return nil, errors.New("this is not a signed token")
	}
	if header.Typ != "at+jwt" || header.Alg != "ES256" {
		return nil, errors.New("this is not an access token by ES256")
	}
	if err := verify(issuer, header.Kid, parts[0]+"."+parts[1], parts[2]); err != nil {
		return nil, err
	}
	if err := decode(parts[1], &claims); err != nil {
		return nil, err
	}
	if claims["iss"] != issuer {
		return nil, errors.New("it is another server's")
	}
	if !isFor(claims["aud"], api) {
		return nil, errors.New("it is for another API")
	}
	if expires, given := claims["exp"].(float64); !given || expires <= float64(time.Now().Unix()) {
		return nil, errors.New("it has expired")
	}
	return claims, nil
}

func main() {
	log.SetFlags(0)
	token, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	claims, err := claimsOf(strings.TrimSpace(string(token)), os.Getenv("ISSUER"), os.Getenv("AUDIENCE"))
	if err != nil {
		log.Fatal("invalid_token: ", err)
	}
	said, _ := json.Marshal(claims)
	fmt.Println(string(said))
}
