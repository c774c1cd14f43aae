// A small web application that signs people in with OpenID Connect, by go-oidc, golang.org/x/oauth2 and go-jose as
// Debian packages them. Everything it knows of the server comes from discovery.
//
//	/            who is signed in, as JSON; sends strangers to the server
//	/callback    takes the answer, by GET or (response_mode=form_post) by POST
//	/refresh     a refresh with what came of it, as JSON
//	/logout      ends the session here and sends the browser to the server's logout
//	/goodbye     where it comes back to
//	/backchannel takes logout tokens (OpenID Connect Back-Channel Logout)
package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/oauth2"
)

// Flow is what must be remembered between sending somebody away and their return.
type Flow struct{ state, nonce, verifier string }

// Application is one client of one server.
type Application struct {
	ctx          context.Context
	origin       string
	config       oauth2.Config
	provider     *oidc.Provider
	verifier     *oidc.IDTokenVerifier
	responseMode string
	key          interface{}
	endSession   string

	mutex    sync.Mutex
	flows    map[string]Flow
	sessions map[string]*Session
}

func main() {
	listen := flag.String("listen", "127.0.0.1:8090", "address to listen on")
	origin := flag.String("origin", "http://localhost:8090", "what browsers call this application")
	issuer := flag.String("issuer", "", "the OpenID Provider")
	id := flag.String("client-id", "", "client_id")
	secret := flag.String("client-secret", os.Getenv("CLIENT_SECRET"), "client_secret, or none")
	algorithm := flag.String("algorithm", oidc.RS256, "the only algorithm that ID tokens may be signed by")
	mode := flag.String("response-mode", "", "response_mode")
	key := flag.String("key", "", "PKCS #8 file of the key that ID tokens are encrypted to")
	flag.Parse()

	application, err := start(*origin, *issuer, *id, *secret, *algorithm, *mode, *key)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(*listen, application.routes()))
}

func start(origin, issuer, id, secret, algorithm, mode, key string) (*Application, error) {
	ctx := oidc.ClientContext(context.Background(), &http.Client{Timeout: 10 * time.Second})
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	var metadata struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&metadata); err != nil {
		return nil, err
	}
	application := &Application{
		ctx:    ctx,
		origin: origin,
		config: oauth2.Config{
			ClientID:     id,
			ClientSecret: secret,
			Endpoint:     provider.Endpoint(),
			RedirectURL:  origin + "/callback",
			Scopes:       []string{oidc.ScopeOpenID, "profile", "email"},
		},
		provider:     provider,
		verifier:     provider.Verifier(&oidc.Config{ClientID: id, SupportedSigningAlgs: []string{algorithm}}),
		responseMode: mode,
		endSession:   metadata.EndSession,
		flows:        map[string]Flow{},
		sessions:     map[string]*Session{},
	}
	if key != "" {
		if application.key, err = privateKey(key); err != nil {
			return nil, err
		}
	}
	return application, nil
}

func privateKey(path string) (interface{}, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is not PEM", path)
	}
	return x509.ParsePKCS8PrivateKey(block.Bytes)
}

func (a *Application) routes() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("/", a.home)
	routes.HandleFunc("/callback", a.callback)
	routes.HandleFunc("/refresh", a.refresh)
	routes.HandleFunc("/logout", a.logout)
	routes.HandleFunc("/backchannel", a.backchannel)
	routes.HandleFunc("/goodbye", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "Goodbye, come again.") })
	return routes
}
