import OAuthProtocol
import Storage

/// The device authorization endpoint's rules (RFC 8628 §3.1): a device says what it wants, and is given a code to poll with
/// and a code to show.
package struct DeviceAuthorizationOperation: Sendable {
    /// Every parameter that is read here.
    package static let parameters = ClientAuthenticator.parameters.union(["scope", "resource"])

    /// User codes that are drawn until one is free; with a million devices waiting one draw in 25,000 is not.
    private static let draws = 5
    /// Octets of scope and resources: more than any device asks for, and each request is kept.
    private static let limit = 2_048
    /// Devices that anonymous requests have waiting: half a mebibyte for one network, twenty for all.
    private static let bounds = RowBounds(perNetwork: 256, overAll: 10_000)

    private let authenticator: ClientAuthenticator
    private let resources: ResourceDirectory
    private let devices: any DeviceAuthorizationStore
    private let keys: TokenKeys
    private let entropy: Entropy
    /// A request costs a row, and whoever may register may ask.
    private let requests = RateLimit(most: 600)
    /// The URL of the page at which the user code is entered.
    private let page: String

    /// - `page`: the absolute URL of the page at which people enter their codes.
    package init(
        page: String, authenticator: ClientAuthenticator, resources: ResourceDirectory,
        devices: any DeviceAuthorizationStore, keys: TokenKeys, entropy: Entropy
    ) {
        self.page = page
        self.authenticator = authenticator
        self.resources = resources
        self.devices = devices
        self.keys = keys
        self.entropy = entropy
    }

    /// - Throws: the errors of client authentication, `unauthorized_client` for a client without the grant,
    ///   `too_many_requests`, `invalid_scope` and `invalid_target`.
    package func perform(
        _ request: RequestFacts, at now: Timestamp
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        let client = try await authenticator.authenticate(request, at: now)
        try client.mustBeAllowed(.deviceCode)
        try requests.count(request.address, at: now)
        let requested = try ScopeRule.requested(in: request.parameters)
        let audience = try resources.requested(by: request.parameters, to: client.record)
        var scope = try ScopeRule.granted(requested, to: client.metadata, resources.scopes(of: audience))
        // It means nothing to a client that cannot refresh (OpenID Connect Core §11).
        if !client.metadata.grantTypes.contains(.refreshToken) {
            scope = scope.subtracting(Scope(["offline_access"]))
        }
        guard audience.reduce(scope.description.utf8.count, { $0 + $1.value.utf8.count }) <= Self.limit else {
            throw OAuthError(.invalidRequest, "scope and resource are longer than 2048 characters together")
        }
        // What anybody can say of itself proves no operator's client.
        let isOperators = !client.record.origin.isDynamic && client.metadata.authenticationMethod != .none
        let network = isOperators ? nil : Network(of: request.address).octets
        for _ in 0..<Self.draws {
            let code = entropy.secret()
            let userCode = UserCode(from: entropy)
            let authorization = DeviceAuthorizationRecord(
                digest: code.digest, userCode: DeviceFlow.digest(of: userCode, by: keys), client: client.registration,
                scope: scope,
                scopeIsAsAsked: requested?.grantsTheSame(as: scope) ?? false, resources: audience, createdAt: now,
                codesExpireAt: now + DeviceFlow.lifetime, expiresAt: now + DeviceFlow.lifetime + DeviceFlow.memory)
            let isKept = try await storing(
                await devices.commitDeviceAuthorization(authorization, from: network, within: Self.bounds))
            if isKept { return DeviceAuthorizationResponse(code: code, userCode: userCode, page: page) }
        }
        throw OAuthError(
            .temporarilyUnavailable, "too many devices wait at once, try again later", cause: "no user code is free",
            retryAfter: DeviceFlow.lifetime)
    }
}

/// The answer to a device (RFC 8628 §3.2).
package struct DeviceAuthorizationResponse: Sendable {
    /// 256 bits, 43 characters.
    package let code: Secret
    package let userCode: UserCode
    /// Where the user code is entered.
    package let page: String

    /// The JSON document.
    package var octets: [UInt8] {
        var json = JSONWriter(reserving: 512)
        json.open()
        json.member("device_code", code.exposed)
        json.member("user_code", userCode.exposed)
        json.member("verification_uri", page)
        json.member("verification_uri_complete", "\(page)?user_code=\(userCode.exposed)")
        json.member("expires_in", DeviceFlow.lifetime)
        json.member("interval", DeviceFlow.interval)
        json.close()
        return json.octets
    }
}
