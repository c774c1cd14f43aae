// Refreshes tokens (RFC 6749 §6), with the standard library alone: go run refresh.go
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; TOKENS, the file with the answer that had the refresh
// token, by default tokens.json. It is replaced: each refresh token is good once.
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

// read decodes the JSON of an answer; a refusal ends the program.
func read(response *http.Response, err error) map[string]any {
	must(err)
	defer response.Body.Close()
	var answer map[string]any
	must(json.NewDecoder(response.Body).Decode(&answer))
	if response.StatusCode != http.StatusOK {
		log.Fatalf("%v: %v", answer["error"], answer["error_description"])
	}
	return answer
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	log.SetFlags(0)
	file := os.Getenv("TOKENS")
	if file == "" {
		file = "tokens.json"
	}
	text, err := os.ReadFile(file)
	must(err)
	var kept map[string]any
	must(json.Unmarshal(text, &kept))

	metadata := read(client.Get(os.Getenv("ISSUER") + "/.well-known/openid-configuration"))
	fields := url.Values{
		"grant_type":    {"refresh_token"},
		"refresh_token": {fmt.Sprint(kept["refresh_token"])},
		"client_id":     {os.Getenv("CLIENT_ID")},
	}
	if secret := os.Getenv("CLIENT_SECRET"); secret != "" {
		fields.Set("client_secret", secret)
	}
	tokens := read(client.PostForm(metadata["token_endpoint"].(string), fields))

	// Kept before anything else is done, for its owner alone, and whole whatever happens.
	for name, value := range tokens {
		kept[name] = value
	}
	text, err = json.Marshal(kept)
	must(err)
	must(os.WriteFile(file+".new", text, 0o600))
	must(os.Rename(file+".new", file))
	text, err = json.Marshal(tokens)
	must(err)
	fmt.Println(string(text))
}
