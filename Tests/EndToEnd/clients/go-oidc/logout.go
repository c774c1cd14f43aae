package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"

	jose "gopkg.in/square/go-jose.v2"
)

const backchannelEvent = "http://schemas.openid.net/event/backchannel-logout"

// backchannel ends the sessions that a logout token names (Back-Channel Logout §2.6).
func (a *Application) backchannel(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	claims, err := a.logoutToken(r)
	if err != nil {
		log.Print(err)
		refuse(w, http.StatusBadRequest, err)
		return
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for cookie, session := range a.sessions {
		same := session.IDToken["sub"] == claims["sub"]
		if sid, ok := claims["sid"]; ok {
			same = session.IDToken["sid"] == sid
		}
		if same {
			delete(a.sessions, cookie)
		}
	}
}

func (a *Application) logoutToken(r *http.Request) (Claims, error) {
	if r.Method != http.MethodPost {
		return nil, errors.New("a logout token comes by POST")
	}
	raw := r.PostFormValue("logout_token")
	signed, err := jose.ParseSigned(raw)
	if err != nil {
		return nil, err
	}
	if kind := signed.Signatures[0].Header.ExtraHeaders[jose.HeaderType]; kind != "logout+jwt" {
		return nil, fmt.Errorf("typ is %v", kind)
	}
	token, err := a.verifier.Verify(a.ctx, raw)
	if err != nil {
		return nil, err
	}
	var claims Claims
	if err := token.Claims(&claims); err != nil {
		return nil, err
	}
	events, _ := claims["events"].(map[string]interface{})
	if _, ok := events[backchannelEvent].(map[string]interface{}); !ok {
		return nil, errors.New("no logout event")
	}
	if _, ok := claims["nonce"]; ok {
		return nil, errors.New("a logout token has no nonce")
	}
	if claims["jti"] == nil || claims["sub"] == nil && claims["sid"] == nil {
		return nil, errors.New("no jti, or nobody to log out")
	}
	return claims, nil
}
