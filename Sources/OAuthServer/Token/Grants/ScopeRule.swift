import OAuthProtocol

/// How a requested scope becomes a granted one.
package enum ScopeRule {
    /// The `scope` parameter; `nil` if there is none.
    ///
    /// - Throws: `invalid_scope` for a character that RFC 6749 §3.3 does not allow.
    package static func requested(in parameters: Parameters) throws(OAuthError) -> Scope? {
        guard let text = parameters["scope"] else { return nil }
        guard let scope = Scope(text) else {
            throw OAuthError(.invalidScope, "scope has a character that RFC 6749 section 3.3 does not allow")
        }
        return scope.isEmpty ? nil : scope
    }

    /// What the client may have of what it asked for, or its default. Values that it may not have are left out; the
    /// response then names what is left (RFC 6749 §3.3).
    ///
    /// - `meaningful`: the scopes that mean something at the resources asked for; `nil` means any.
    /// - Throws: `invalid_scope` if nothing is left of what was asked for.
    package static func granted(
        _ requested: Scope?, to client: ClientMetadata, _ meaningful: Scope?
    ) throws(OAuthError) -> Scope {
        var scope = (requested ?? client.effectiveDefaultScope).intersection(client.scope)
        if let meaningful { scope = scope.intersection(meaningful) }
        if requested != nil, scope.isEmpty {
            throw OAuthError(.invalidScope, "this client may have none of the scopes that were asked for")
        }
        return scope
    }

    /// What a client may still have of a scope that was granted to it before.
    ///
    /// - Throws: `invalid_scope` if nothing is left of it.
    package static func left(of granted: Scope, for client: ClientMetadata) throws(OAuthError) -> Scope {
        let scope = granted.intersection(client.scope)
        guard !scope.isEmpty || granted.isEmpty else {
            throw OAuthError(.invalidScope, "this client may have none of the scopes any more that were granted")
        }
        return scope
    }

    /// What of a granted scope a token says that is for fewer resources than were authorized, or for resources whose
    /// scopes have become fewer: only what means something there (RFC 8707 §2.2).
    ///
    /// - `meaningful`: the scopes that mean something at the token's resources; `nil` means any.
    /// - Throws: `invalid_scope` if nothing is left of it.
    package static func meant(_ scope: Scope, at meaningful: Scope?) throws(OAuthError) -> Scope {
        guard let meaningful else { return scope }
        let meant = scope.intersection(meaningful)
        guard !meant.isEmpty || scope.isEmpty else {
            throw OAuthError(.invalidScope, "none of the scopes that were granted means anything at this resource")
        }
        return meant
    }

    /// A narrower scope out of one that was granted before (RFC 6749 §6).
    ///
    /// - Throws: `invalid_scope` if more is asked for than was granted.
    package static func narrowed(_ requested: Scope?, from granted: Scope) throws(OAuthError) -> Scope {
        guard let requested else { return granted }
        guard requested.isSubset(of: granted) else {
            throw OAuthError(.invalidScope, "scope asks for more than was granted")
        }
        return requested
    }
}
