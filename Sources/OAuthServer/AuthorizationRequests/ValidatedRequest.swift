import OAuthProtocol
import Storage

/// An authorization request that passed every check: what a code may be issued for. It is frozen, kept on the server
/// while a person signs in and consents, and cannot be changed on the way.
package struct ValidatedRequest: Sendable, Equatable {
    package let clientID: ClientID
    package let clientInstance: Int64
    package let redirectURI: RedirectURI
    package let redirectURIWasSent: Bool
    package let state: String?
    package let scope: Scope
    /// Whether a scope was asked for and is granted as it stands.
    package let scopeIsAsAsked: Bool
    package let resources: [ResourceIndicator]
    package let challenge: CodeChallenge?
    package let nonce: String?
    package var prompts: Set<PromptValue>
    /// Seconds since sign-in beyond which the person must sign in again; `nil` means no limit.
    package var maxAge: Int64?
    package let loginHint: String?

    package init(
        clientID: ClientID, clientInstance: Int64, redirectURI: RedirectURI, redirectURIWasSent: Bool, state: String?,
        scope: Scope, scopeIsAsAsked: Bool, resources: [ResourceIndicator], challenge: CodeChallenge?, nonce: String?,
        prompts: Set<PromptValue>, maxAge: Int64?, loginHint: String?
    ) {
        self.clientID = clientID
        self.clientInstance = clientInstance
        self.redirectURI = redirectURI
        self.redirectURIWasSent = redirectURIWasSent
        self.state = state
        self.scope = scope
        self.scopeIsAsAsked = scopeIsAsAsked
        self.resources = resources
        self.challenge = challenge
        self.nonce = nonce
        self.prompts = prompts
        self.maxAge = maxAge
        self.loginHint = loginHint
    }

    /// The same request after the person has signed in for it.
    package var signedIn: ValidatedRequest {
        var request = self
        request.prompts.subtract([.login, .selectAccount])
        request.maxAge = nil
        return request
    }

    /// The form in which it is kept.
    package var octets: [UInt8] {
        var json = JSONObject()
        json["client_id"] = .string(clientID.value)
        json["client_instance"] = .integer(clientInstance)
        json["redirect_uri"] = .string(redirectURI.value)
        json["redirect_uri_was_sent"] = .bool(redirectURIWasSent)
        json["state"] = state.map(JSONValue.string)
        json["scope"] = .string(scope.description)
        json["scope_is_as_asked"] = .bool(scopeIsAsAsked)
        json["resource"] = .strings(resources.map(\.value))
        json["code_challenge"] = challenge.map { .string($0.value) }
        json["nonce"] = nonce.map(JSONValue.string)
        json["prompt"] = .strings(prompts.map(\.rawValue).sorted())
        json["max_age"] = maxAge.map { .integer($0) }
        json["login_hint"] = loginHint.map(JSONValue.string)
        return json.octets
    }

    /// Reads what was kept; `nil` if it is damaged.
    package init?(octets: [UInt8]) {
        guard let json = try? JSONParser.parse(octets).object,
            let clientID = json["client_id"]?.string, let instance = json["client_instance"]?.integer,
            let redirectURI = json["redirect_uri"]?.string.flatMap(RedirectURI.init),
            let wasSent = json["redirect_uri_was_sent"]?.bool,
            let scope = json["scope"]?.string.flatMap(Scope.init(_:)),
            let scopeIsAsAsked = json["scope_is_as_asked"]?.bool, let resources = json["resource"]?.strings,
            let prompts = json["prompt"]?.strings
        else { return nil }
        self.init(
            clientID: ClientID(clientID), clientInstance: instance, redirectURI: redirectURI,
            redirectURIWasSent: wasSent, state: json["state"]?.string, scope: scope,
            scopeIsAsAsked: scopeIsAsAsked,
            resources: resources.compactMap(ResourceIndicator.init),
            challenge: json["code_challenge"]?.string.flatMap(CodeChallenge.init), nonce: json["nonce"]?.string,
            prompts: Set(prompts.compactMap(PromptValue.init)), maxAge: json["max_age"]?.integer,
            loginHint: json["login_hint"]?.string)
    }
}
