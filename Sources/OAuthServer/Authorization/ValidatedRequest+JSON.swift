import OAuthProtocol
import Storage

extension ValidatedRequest {
    /// Counts up whenever a member is added, so that no server of another version, running beside, answers a request of
    /// which it does not understand everything.
    private static let version: Int64 = 1

    /// The form in which it is carried or kept, before anybody has signed in for it.
    package var octets: [UInt8] {
        var json = JSONObject()
        json["version"] = .integer(Self.version)
        json["client_id"] = .string(client.id.value)
        json["client_instance"] = .integer(client.instance)
        json["redirect_uri"] = .string(redirectURI.value)
        json["redirect_uri_was_sent"] = .bool(redirectURIWasSent)
        json["state"] = state.map(JSONValue.string)
        json["response_mode"] = responseMode.map(JSONValue.string)
        json["scope"] = .string(scope.description)
        json["scope_is_as_asked"] = .bool(scopeIsAsAsked)
        json["resource"] = .strings(resources.map(\.value))
        json["code_challenge"] = challenge.map { .string($0.value) }
        json["nonce"] = nonce.map(JSONValue.string)
        json["prompt"] = .strings(prompts.map(\.rawValue).sorted())
        json["max_age"] = maxAge.map { .integer($0) }
        if !context.values.isEmpty {
            json["acr_values"] = .strings(context.values)
            json["acr_is_essential"] = .bool(context.isEssential)
        }
        json["claims"] = claims.map { .object($0.json) }
        json["login_hint"] = loginHint.map(JSONValue.string)
        json["required_subject"] = requiredSubject.map(JSONValue.string)
        if !uiLocales.isEmpty { json["ui_locales"] = .strings(uiLocales) }
        return json.octets
    }

    /// Reads what was kept; `nil` if it is damaged, or of another version.
    package init?(octets: [UInt8]) {
        guard let json = try? JSONParser.parse(octets).object, json["version"]?.integer == Self.version,
            let clientID = json["client_id"]?.string, let instance = json["client_instance"]?.integer,
            let redirectURI = json["redirect_uri"]?.string.flatMap(RedirectURI.init),
            let wasSent = json["redirect_uri_was_sent"]?.bool,
            let scope = json["scope"]?.string.flatMap(Scope.init(_:)),
            let scopeIsAsAsked = json["scope_is_as_asked"]?.bool, let resources = json["resource"]?.strings,
            let prompts = json["prompt"]?.strings
        else { return nil }
        self.init(
            client: ClientRegistration(id: ClientID(clientID), instance: instance), redirectURI: redirectURI,
            redirectURIWasSent: wasSent, state: json["state"]?.string, responseMode: json["response_mode"]?.string,
            scope: scope, scopeIsAsAsked: scopeIsAsAsked, resources: resources.compactMap(ResourceIndicator.init),
            challenge: json["code_challenge"]?.string.flatMap(CodeChallenge.init), nonce: json["nonce"]?.string,
            prompts: Set(prompts.compactMap(PromptValue.init)), maxAge: json["max_age"]?.integer,
            context: AuthenticationContextRequest(
                values: json["acr_values"]?.strings ?? [], isEssential: json["acr_is_essential"]?.bool ?? false),
            claims: json["claims"]?.object.flatMap(ClaimsRequest.init(json:)), loginHint: json["login_hint"]?.string,
            requiredSubject: json["required_subject"]?.string, uiLocales: json["ui_locales"]?.strings ?? [])
    }
}
