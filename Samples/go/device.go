// Signs a person in who has a browser elsewhere: the device flow (RFC 8628), with the standard library alone.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

// read decodes the JSON of an answer, which may be a refusal.
func read(response *http.Response, err error) map[string]any {
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		log.Fatal(err)
	}
	return answer
}

func stopIfRefused(answer map[string]any) {
	if answer["error"] != nil {
		log.Fatalf("%v: %v", answer["error"], answer["error_description"])
	}
}

// fields makes a form of what is set.
func fields(pairs map[string]string) url.Values {
	values := url.Values{}
	for name, value := range pairs {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

func main() {
	log.SetFlags(0)
	scope := os.Getenv("SCOPE")
	if scope == "" {
		scope = "openid"
	}
	metadata := read(client.Get(os.Getenv("ISSUER") + "/.well-known/openid-configuration"))
	started := read(client.PostForm(metadata["device_authorization_endpoint"].(string), fields(map[string]string{
		"client_id":     os.Getenv("CLIENT_ID"),
		"client_secret": os.Getenv("CLIENT_SECRET"),
		"scope":         scope,
		"resource":      os.Getenv("RESOURCE"),
	})))
	stopIfRefused(started)
	fmt.Fprintf(os.Stderr, "Open %v and enter %v\n", started["verification_uri"], started["user_code"])

	interval := 5 * time.Second
	if seconds, given := started["interval"].(float64); given {
		interval = time.Duration(seconds) * time.Second
	}
	for {
		time.Sleep(interval)
		answer := read(client.PostForm(metadata["token_endpoint"].(string), fields(map[string]string{
			"grant_type":    "urn:ietf:params:oauth:grant-type:device_code",
			"device_code":   started["device_code"].(string),
			"client_id":     os.Getenv("CLIENT_ID"),
			"client_secret": os.Getenv("CLIENT_SECRET"),
		})))
		switch answer["error"] {
		case "authorization_pending":
		case "slow_down":
			interval += 5 * time.Second
		default:
			stopIfRefused(answer)
			tokens, _ := json.Marshal(answer)
			fmt.Println(string(tokens))
			return
		}
	}
}
