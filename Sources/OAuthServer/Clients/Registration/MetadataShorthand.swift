/// A shorter spelling of the JSON of client metadata: what nearly every registration has is one octet. Identifiers that carry
/// their registration are kept in columns of 255 characters by many products, and travel in each token and URL.
enum MetadataShorthand {
    /// Octets that JSON text never has (RFC 8259 §7), each for what stands here at its place. What registrations were sealed
    /// with must not change its place: entries are only ever added at the end.
    private static let phrases: [[UInt8]] = [
        #"{"redirect_uris":["https://"#, #"{"redirect_uris":["http://localhost"#,
        #"{"redirect_uris":["http://127.0.0.1"#,
        #""redirect_uris":[""#, #""client_name":""#, #""client_uri":"https://"#, #""logo_uri":"https://"#,
        #""token_endpoint_auth_method":""#, #""grant_types":["#, #""scope":""#, #""contacts":[""#,
        #""policy_uri":"https://"#, #""tos_uri":"https://"#, #""software_id":""#, #""software_version":""#,
        #""jwks_uri":"https://"#, #""application_type":"native""#, #""application_type":"web""#,
        #""authorization_code""#, #""refresh_token""#, #""urn:ietf:params:oauth:grant-type:device_code""#,
        #""client_secret_post""#, #""client_secret_basic""#, #"client_secret"#, #"none","#, "openid profile email",
        "offline_access", "/callback", "/oauth/", #"","http"#, #""],""#,
    ].map { Array($0.utf8) }
    /// Those octets are 1 to 31.
    private static let first = 1

    /// The longest text that anything opens to, octets.
    private static let limit = 65_536

    static func shorten(_ text: [UInt8]) -> [UInt8] {
        var short: [UInt8] = []
        var rest = text[...]
        while let octet = rest.first {
            let matches = phrases.indices.filter { rest.starts(with: phrases[$0]) }
            if let best = matches.max(by: { phrases[$0].count < phrases[$1].count }) {
                short.append(UInt8(first + best))
                rest = rest.dropFirst(phrases[best].count)
            } else {
                short.append(octet)
                rest = rest.dropFirst()
            }
        }
        return short
    }

    /// - Returns: `nil` for what is not a shortened text.
    static func expand(_ short: some Collection<UInt8>) -> [UInt8]? {
        var text: [UInt8] = []
        for octet in short {
            if octet >= 0x20 {
                text.append(octet)
            } else {
                let index = Int(octet) - first
                guard phrases.indices.contains(index) else { return nil }
                text += phrases[index]
            }
            guard text.count <= limit else { return nil }
        }
        return text
    }
}
