import OAuthProtocol

extension ValueReader<ResourceIndicator> {
    static let resource = parsing("an absolute URI without fragment") { ResourceIndicator($0) }
}

extension ValueReader<Scope> {
    /// Scope values as a list or, as they stand in a token request, between spaces.
    static let scope = ValueReader(expectation: "a list of scope values") { (raw, _) throws(ConfigurationError) in
        let texts = raw.list?.map(\.text) ?? [raw.text]
        let values = texts.compactMap(\.self)
        return values.count == texts.count ? Scope(values.joined(separator: " ")) : nil
    }
}

extension ValueReader<Set<SignatureAlgorithm>> {
    /// Algorithms, written as scope values are.
    static let signatureAlgorithms = ValueReader(expectation: "a list of some of: \(SignatureAlgorithm.names)") {
        (raw, name) throws(ConfigurationError) in
        guard let names = try ValueReader<Scope>.scope.read(raw, name)?.values else { return nil }
        let algorithms = names.compactMap(SignatureAlgorithm.init(rawValue:))
        return algorithms.isEmpty || algorithms.count < names.count ? nil : Set(algorithms)
    }
}

extension ValueReader<String> {
    /// A host name or address without scheme, port or path, in lower case.
    static let host = parsing("a host name without scheme, port or path") { text in
        let parts = URIParts("https://\(text)")
        return parts?.host == text && parts?.path == "" ? text.lowercased() : nil
    }

    /// `host:port`.
    static let hostAndPort = parsing("host:port") { text in
        guard let parts = URIParts("https://\(text)"), parts.host != nil, parts.port != nil, parts.path.isEmpty,
            parts.query == nil, parts.fragment == nil
        else { return nil }
        return text.lowercased()
    }
}
