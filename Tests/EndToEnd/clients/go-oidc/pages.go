package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/oauth2"
)

func (a *Application) home(w http.ResponseWriter, r *http.Request) {
	if session, _ := a.session(r); session != nil {
		answer(w, http.StatusOK, session)
		return
	}
	flow := Flow{state: random(), nonce: random(), verifier: random()}
	cookie := random()
	a.mutex.Lock()
	a.flows[cookie] = flow
	a.mutex.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "go-oidc-flow", Value: cookie, Path: "/", HttpOnly: true})

	challenge := sha256.Sum256([]byte(flow.verifier))
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(flow.nonce),
		oauth2.SetAuthURLParam("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:])),
		oauth2.SetAuthURLParam("code_challenge_method", "S256"),
	}
	if a.responseMode != "" {
		options = append(options, oauth2.SetAuthURLParam("response_mode", a.responseMode))
	}
	http.Redirect(w, r, a.config.AuthCodeURL(flow.state, options...), http.StatusFound)
}

func (a *Application) callback(w http.ResponseWriter, r *http.Request) {
	flow, ok := a.takeFlow(r)
	if !ok || r.FormValue("state") != flow.state {
		refuse(w, http.StatusBadRequest, errors.New("this answer is to no question of ours"))
		return
	}
	if issuer := r.FormValue("iss"); issuer != a.issuer() { // RFC 9207 §2.4
		refuse(w, http.StatusBadRequest, fmt.Errorf("an answer of another server: %q", issuer))
		return
	}
	if code := r.FormValue("error"); code != "" {
		refuse(w, http.StatusForbidden, errors.New(code))
		return
	}
	token, err := a.config.Exchange(a.ctx, r.FormValue("code"), oauth2.SetAuthURLParam("code_verifier", flow.verifier))
	if err != nil {
		refuse(w, http.StatusBadGateway, err)
		return
	}
	session, err := a.open(token, flow.nonce)
	if err != nil {
		refuse(w, http.StatusBadGateway, err)
		return
	}
	cookie := random()
	a.mutex.Lock()
	a.sessions[cookie] = session
	a.mutex.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "go-oidc-session", Value: cookie, Path: "/", HttpOnly: true})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (a *Application) refresh(w http.ResponseWriter, r *http.Request) {
	session, cookie := a.session(r)
	if session == nil {
		refuse(w, http.StatusUnauthorized, errors.New("nobody is signed in"))
		return
	}
	old := &oauth2.Token{RefreshToken: session.RefreshToken}
	token, err := a.config.TokenSource(a.ctx, old).Token()
	if err != nil {
		refuse(w, http.StatusBadGateway, err)
		return
	}
	renewed, err := a.open(token, "")
	if err == nil { // OpenID Connect Core §12.2
		for _, claim := range []string{"iss", "sub", "auth_time"} {
			if renewed.IDToken[claim] != session.IDToken[claim] {
				err = fmt.Errorf("the refreshed ID token has another %s", claim)
			}
		}
	}
	if err != nil {
		refuse(w, http.StatusBadGateway, err)
		return
	}
	a.mutex.Lock()
	a.sessions[cookie] = renewed
	a.mutex.Unlock()
	answer(w, http.StatusOK, renewed)
}

func (a *Application) logout(w http.ResponseWriter, r *http.Request) {
	session, cookie := a.session(r)
	if session == nil {
		http.Redirect(w, r, "/goodbye", http.StatusSeeOther)
		return
	}
	a.mutex.Lock()
	delete(a.sessions, cookie)
	a.mutex.Unlock()
	query := url.Values{
		"id_token_hint":            {session.hint},
		"post_logout_redirect_uri": {a.origin + "/goodbye"},
		"state":                    {"see-you"},
	}
	http.Redirect(w, r, a.endSession+"?"+query.Encode(), http.StatusSeeOther)
}

func (a *Application) takeFlow(r *http.Request) (Flow, bool) {
	cookie, err := r.Cookie("go-oidc-flow")
	if err != nil {
		return Flow{}, false
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	flow, ok := a.flows[cookie.Value]
	delete(a.flows, cookie.Value)
	return flow, ok
}

func (a *Application) session(r *http.Request) (*Session, string) {
	cookie, err := r.Cookie("go-oidc-session")
	if err != nil {
		return nil, ""
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.sessions[cookie.Value], cookie.Value
}

func random() string {
	octets := make([]byte, 32)
	if _, err := rand.Read(octets); err != nil {
		log.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(octets)
}

func answer(w http.ResponseWriter, status int, value interface{}) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

func refuse(w http.ResponseWriter, status int, err error) {
	answer(w, status, map[string]string{"error": err.Error()})
}
