import Foundation
import OAuthProtocol
import OAuthServer

/// What only several settings together can show to be wrong.
enum ConfigurationRules {
    /// - Throws: `ConfigurationError` for the first rule that is broken.
    static func check(_ configuration: Configuration) throws(ConfigurationError) {
        let places = configuration.places
        if let issuer = configuration.issuer {
            try check(issuer: issuer, places["issuer"])
        }
        let tls = configuration.tls
        if (tls.certificate == nil) != (tls.key == nil) {
            let place = places["tls.certificate"] ?? places["tls.key"]
            throw ConfigurationError(place, "tls.certificate and tls.key must be given together")
        }
        for (key, path) in [("tls.certificate", tls.certificate), ("tls.key", tls.key)] {
            guard let path, !FileManager.default.isReadableFile(atPath: path) else { continue }
            throw ConfigurationError(places[key], "\(key): the file \(path) cannot be read")
        }
        let registration = configuration.registration
        if registration.documentHosts != nil, !registration.acceptsDocuments {
            throw ConfigurationError(
                places["registration.metadata_hosts"],
                "registration.metadata_hosts has no effect without registration.metadata_documents: on")
        }
        for trusted in configuration.trustedIssuers {
            try check(trusted, configuration.outboundAllow, places["trusted_issuers"])
        }
    }

    /// RFC 8414 §2.
    private static func check(issuer: String, _ place: Place?) throws(ConfigurationError) {
        guard Issuer(issuer) == nil else { return }
        guard let parts = URIParts(issuer), let host = parts.host, ["http", "https"].contains(parts.scheme) else {
            throw ConfigurationError(place, "issuer must be a URL such as https://login.example.com")
        }
        if parts.query != nil || parts.fragment != nil {
            throw ConfigurationError(place, "issuer must have no query and no fragment")
        }
        if issuer.hasSuffix("/") {
            throw ConfigurationError(place, "issuer must not end with a slash")
        }
        throw ConfigurationError(place, "issuer must be https, since \(host) is not a loopback host")
    }

    private static func check(
        _ trusted: TrustedIssuer, _ allowed: Set<String>, _ place: Place?
    ) throws(ConfigurationError) {
        guard case .url(let url) = trusted.keys, let parts = URIParts(url), parts.scheme == "http" else { return }
        let target = "\(parts.host ?? ""):\(parts.port ?? "80")".lowercased()
        guard allowed.contains(target) else {
            throw ConfigurationError(
                place, "trusted_issuers[].jwks_uri must be https, or \(target) must be listed in outbound.allow")
        }
    }
}
