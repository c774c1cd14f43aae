// Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252), with the standard library alone.
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
// The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.
package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
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

func random() string {
	octets := make([]byte, 32)
	if _, err := rand.Read(octets); err != nil {
		log.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(octets)
}

// waitForAnswer returns the answer that has our state; any other is not looked at.
func waitForAnswer(listener net.Listener, state string) url.Values {
	answers := make(chan url.Values)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/callback" || r.URL.Query().Get("state") != state {
			http.Error(w, "This is not the answer.", http.StatusBadRequest)
			return
		}
		const text = "You may close this window.\n"
		w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		io.WriteString(w, text)
		w.(http.Flusher).Flush() // before the program ends
		answers <- r.URL.Query()
	}))
	return <-answers
}

func main() {
	log.SetFlags(0)
	issuer := os.Getenv("ISSUER")
	metadata := read(client.Get(issuer + "/.well-known/openid-configuration"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	state, verifier := random(), random()
	challenge := sha256.Sum256([]byte(verifier))
	redirectURI := fmt.Sprintf("http://%s/callback", listener.Addr())
	request := url.Values{
		"response_type":         {"code"},
		"client_id":             {os.Getenv("CLIENT_ID")},
		"redirect_uri":          {redirectURI},
		"scope":                 {"openid"},
		"state":                 {state},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"},
	}
	if scope := os.Getenv("SCOPE"); scope != "" {
		request.Set("scope", scope)
	}
	if resource := os.Getenv("RESOURCE"); resource != "" {
		request.Set("resource", resource)
	}
	fmt.Fprintf(os.Stderr, "Open %v?%s\n", metadata["authorization_endpoint"], request.Encode())

	answer := waitForAnswer(listener, state)
	if answer.Get("iss") != issuer { // RFC 9207
		log.Fatal("the answer is another server's")
	}
	if !answer.Has("code") {
		log.Fatalf("%s: %s", answer.Get("error"), answer.Get("error_description"))
	}
	fields := url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {answer.Get("code")},
		"redirect_uri":  {redirectURI},
		"code_verifier": {verifier},
		"client_id":     {os.Getenv("CLIENT_ID")},
	}
	if secret := os.Getenv("CLIENT_SECRET"); secret != "" {
		fields.Set("client_secret", secret)
	}
	tokens, _ := json.Marshal(read(client.PostForm(metadata["token_endpoint"].(string), fields)))
	fmt.Println(string(tokens))
}
