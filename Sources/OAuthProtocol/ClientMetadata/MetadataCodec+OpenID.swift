extension MetadataCodec<WebURI> {
    static let webURI = MetadataCodec(
        read: { (value, name) throws(OAuthError) in
            guard let uri = value.string.flatMap(WebURI.init(_:)) else {
                throw OAuthError(.invalidClientMetadata, "\(name) must be an http or https URI without fragment")
            }
            return uri
        },
        show: { .string($0.value) })
}

extension MetadataCodec<[RedirectURI]> {
    static func redirectURIs(orElse code: OAuthError.Code) -> MetadataCodec<[RedirectURI]> {
        list(
            orElse: code, reason: { RedirectURIFault(of: URIParts($0))?.reason ?? "is not a redirect URI" },
            read: { RedirectURI($0) }, show: \.value)
    }
}

extension MetadataCodec<JSONObject?> {
    /// Members of a JWK that are the secret half of a key (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
    private static let secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    /// A JWK Set of public keys (RFC 7517 §5) of at most 32 KiB. One without keys says what its absence says, and so it is
    /// read: whether a key is needed, the whole metadata shows.
    static let publicKeys = MetadataCodec(
        read: { (value, name) throws(OAuthError) in
            guard value != .null else { return nil }
            guard let set = value.object, let keys = set["keys"]?.array, keys.count <= 100,
                set.octets.count <= 32_768
            else {
                throw OAuthError(.invalidClientMetadata, "\(name) must be a JWK Set of at most 100 keys")
            }
            guard !keys.isEmpty else { return nil }
            for key in keys {
                guard let key = key.object, key["kty"]?.string != nil else {
                    throw OAuthError(.invalidClientMetadata, "\(name) has an element that is no JWK")
                }
                guard secretMembers.allSatisfy({ key[$0] == nil }) else {
                    throw OAuthError(.invalidClientMetadata, "\(name) must hold public keys only")
                }
            }
            return set
        },
        show: { $0.map(JSONValue.object) })
}

extension MetadataCodec<[String: String]> {
    /// An object of at most 50 claim names, each with the name of the account's claim that it is read from.
    static let claimMapping = MetadataCodec(
        read: { (value, name) throws(OAuthError) in
            guard value != .null else { return [:] }
            guard let members = value.object?.members, members.count <= 50 else {
                throw OAuthError(.invalidClientMetadata, "\(name) must be an object of at most 50 claims")
            }
            var mapping: [String: String] = [:]
            for (claim, source) in members {
                guard !ProtocolClaims.names.contains(claim) else {
                    throw OAuthError(.invalidClientMetadata, "\(name): \(claim) is decided by this server")
                }
                guard let source = source.string, !source.isEmpty, !claim.isEmpty else {
                    throw OAuthError(.invalidClientMetadata, "\(name): \(claim) must name one of the account's claims")
                }
                mapping[claim] = source
            }
            return mapping
        },
        show: { mapping in
            var object = JSONObject()
            for (claim, source) in mapping.sorted(by: { $0.key < $1.key }) { object.append(claim, .string(source)) }
            return mapping.isEmpty ? nil : .object(object)
        })
}
