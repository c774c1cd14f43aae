// A token for the program itself (RFC 6749 §4.4), with the standard library alone: go run client-credentials.go
//
// Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.
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
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		log.Fatalf("%v: %v", answer["error"], answer["error_description"])
	}
	return answer
}

func main() {
	log.SetFlags(0)
	metadata := read(client.Get(os.Getenv("ISSUER") + "/.well-known/openid-configuration"))
	fields := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {os.Getenv("CLIENT_ID")},
		"client_secret": {os.Getenv("CLIENT_SECRET")},
	}
	if scope := os.Getenv("SCOPE"); scope != "" {
		fields.Set("scope", scope)
	}
	if resource := os.Getenv("RESOURCE"); resource != "" {
		fields.Set("resource", resource)
	}
	tokens, _ := json.Marshal(read(client.PostForm(metadata["token_endpoint"].(string), fields)))
	fmt.Println(string(tokens))
}
