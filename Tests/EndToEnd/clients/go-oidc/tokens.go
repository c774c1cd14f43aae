package main

import (
	"errors"

	"golang.org/x/oauth2"
	jose "gopkg.in/square/go-jose.v2"
)

// Claims are a JWT's or userinfo's members.
type Claims map[string]interface{}

// Session is somebody who is signed in here.
type Session struct {
	Algorithm    string `json:"algorithm"`
	Encryption   string `json:"encryption,omitempty"`
	IDToken      Claims `json:"id_token"`
	UserInfo     Claims `json:"userinfo"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`

	hint string
}

// open verifies an ID token and fetches userinfo. An empty nonce means that none is expected (refresh).
func (a *Application) open(token *oauth2.Token, nonce string) (*Session, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("no ID token")
	}
	session := &Session{AccessToken: token.AccessToken, RefreshToken: token.RefreshToken}
	if a.key != nil {
		encrypted, err := jose.ParseEncrypted(raw)
		if err != nil {
			return nil, err
		}
		plain, err := encrypted.Decrypt(a.key)
		if err != nil {
			return nil, err
		}
		session.Encryption = encrypted.Header.Algorithm
		raw = string(plain)
	}
	signed, err := jose.ParseSigned(raw)
	if err != nil {
		return nil, err
	}
	session.hint = raw
	session.Algorithm = signed.Signatures[0].Header.Algorithm
	idToken, err := a.verifier.Verify(a.ctx, raw)
	if err != nil {
		return nil, err
	}
	if nonce != "" && idToken.Nonce != nonce {
		return nil, errors.New("another nonce")
	}
	if nonce != "" || idToken.AccessTokenHash != "" {
		if err := idToken.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, err
		}
	}
	if err := idToken.Claims(&session.IDToken); err != nil {
		return nil, err
	}
	info, err := a.provider.UserInfo(a.ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, err
	}
	if info.Subject != idToken.Subject { // OpenID Connect Core §5.3.2
		return nil, errors.New("userinfo is about somebody else")
	}
	return session, info.Claims(&session.UserInfo)
}

func (a *Application) issuer() string {
	var metadata struct {
		Issuer string `json:"issuer"`
	}
	if err := a.provider.Claims(&metadata); err != nil {
		return ""
	}
	return metadata.Issuer
}
