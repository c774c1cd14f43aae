import Foundation
import OAuthProtocol
import OAuthServer
import WebServer

/// What only several settings together can show to be wrong.
struct ConfigurationRules {
    private let configuration: Configuration
    /// The paths of the keys whose values could not be read.
    private let ignored: Set<String>

    init(_ configuration: Configuration, ignoring ignored: Set<String>) {
        self.configuration = configuration
        self.ignored = ignored
    }

    /// Tells `errors` of each rule that is broken.
    func check(_ errors: inout ConfigurationErrors) {
        let places = configuration.places
        judge(["issuer"], &errors) { () throws(ConfigurationError) in
            guard let issuer = configuration.issuer else { return }
            try Self.check(issuer: issuer, places["issuer"])
        }
        let tls = configuration.tls
        judge(["tls.certificate", "tls.key"], &errors) { () throws(ConfigurationError) in
            guard (tls.certificate == nil) != (tls.key == nil) else { return }
            let place = places["tls.certificate"] ?? places["tls.key"]
            throw ConfigurationError(place, "tls.certificate and tls.key must be given together")
        }
        for (key, path) in [("tls.certificate", tls.certificate), ("tls.key", tls.key)] {
            judge([key], &errors) { () throws(ConfigurationError) in
                guard let path, !FileManager.default.isReadableFile(atPath: path) else { return }
                throw ConfigurationError(places[key], "\(key): the file \(path) cannot be read")
            }
        }
        judge(["outbound.ca_certificates"], &errors) { () throws(ConfigurationError) in
            do throws(TrustedAuthorities.Fault) {
                _ = try configuration.trustedAuthorities()
            } catch {
                throw ConfigurationError(places["outbound.ca_certificates"], "outbound.ca_certificates: \(error)")
            }
        }
        judge(["resources"], &errors) { () throws(ConfigurationError) in
            try Self.check(configuration.resources, places["resources"])
        }
        judge(["tokens.signing_algorithms", "tokens.access_algorithm", "resources"], &errors) {
            () throws(ConfigurationError) in
            try Self.check(configuration.tokens, configuration.resources, places)
        }
        judge(["registration.metadata_hosts", "registration.metadata_documents"], &errors) {
            () throws(ConfigurationError) in
            let registration = configuration.registration
            guard registration.documentHosts != nil, !registration.acceptsDocuments else { return }
            throw ConfigurationError(
                places["registration.metadata_hosts"],
                "registration.metadata_hosts has no effect without registration.metadata_documents: on")
        }
        var issuers: Set<String> = []
        for trusted in configuration.trustedIssuers {
            judge(["trusted_issuers"], &errors) { () throws(ConfigurationError) in
                // Of two entries only one could hold, and the other's limits would not.
                guard issuers.insert(trusted.issuer).inserted else {
                    throw ConfigurationError(
                        places["trusted_issuers"], "trusted_issuers[] names \(trusted.issuer) twice")
                }
            }
            judge(["trusted_issuers", "outbound.allow"], &errors) { () throws(ConfigurationError) in
                try Self.check(trusted, configuration.outboundAllow, places["trusted_issuers"])
            }
        }
        for client in configuration.clients {
            judge(["clients", "tokens.signing_algorithms"], &errors) { () throws(ConfigurationError) in
                do throws(OAuthError) {
                    try SigningChoice.ofOperators(configuration.tokens).check(client.metadata)
                } catch {
                    throw client.refused(error)
                }
            }
            judge(["clients", "outbound.allow"], &errors) { () throws(ConfigurationError) in
                do throws(OAuthError) {
                    try RegisteredURIs(by: .operator, allowing: configuration.outboundAllow).check(client.metadata)
                } catch {
                    throw client.refused(error)
                }
            }
        }
    }

    private func judge(
        _ keys: Set<String>, _ errors: inout ConfigurationErrors, _ rule: () throws(ConfigurationError) -> Void
    ) {
        if ignored.isDisjoint(with: keys) { _ = errors.gather(rule) }
    }

    /// What signs must be among what may sign, and RS256 always may: ID tokens of clients that do not say are signed by it
    /// (OpenID Connect Discovery §3).
    private static func check(
        _ tokens: TokenConfiguration, _ resources: [ResourceConfiguration], _ places: [String: Place]
    ) throws(ConfigurationError) {
        let place = places["tokens.signing_algorithms"]
        guard tokens.signingAlgorithms.contains(.rs256) else {
            throw ConfigurationError(
                place,
                "tokens.signing_algorithms must name RS256, by which ID tokens are signed for clients that do not say")
        }
        var wanted = [(tokens.accessAlgorithm, "tokens.access_algorithm", places["tokens.access_algorithm"] ?? place)]
        for resource in resources {
            guard let algorithm = resource.accessAlgorithm else { continue }
            wanted.append((algorithm, "resources[].access_algorithm of \(resource.uri)", places["resources"]))
        }
        for (algorithm, name, place) in wanted where !tokens.signingAlgorithms.contains(algorithm) {
            throw ConfigurationError(
                place, "\(name) is \(algorithm.rawValue), which tokens.signing_algorithms must name then")
        }
    }

    /// Each resource once, and those that are described each at a place of its own: that is found by path alone, since
    /// the `Host` header of a request says nothing here (RFC 9728 §3.1).
    private static func check(
        _ resources: [ResourceConfiguration], _ place: Place?
    ) throws(ConfigurationError) {
        var known: Set<ResourceIndicator> = []
        var described: [String: ResourceIndicator] = [:]
        for resource in resources {
            guard known.insert(resource.uri).inserted else {
                throw ConfigurationError(place, "resources[] names \(resource.uri) twice")
            }
            guard resource.describe else { continue }
            guard let path = resource.uri.metadataPath else {
                throw ConfigurationError(
                    place, "resources[].describe is for URIs with a host, and \(resource.uri) has none")
            }
            if let other = described.updateValue(resource.uri, forKey: path) {
                throw ConfigurationError(
                    place, "resources[] describes \(other) and \(resource.uri) at the same path, describe one elsewhere"
                )
            }
        }
    }

    /// RFC 8414 §2.
    private static func check(issuer: String, _ place: Place?) throws(ConfigurationError) {
        if let fault = IssuerFault(of: issuer) { throw ConfigurationError(place, "issuer \(fault.reason)") }
    }

    private static func check(
        _ trusted: TrustedIssuer, _ allowed: Set<String>, _ place: Place?
    ) throws(ConfigurationError) {
        guard case .url(let url) = trusted.keys, let uri = WebURI(url),
            OutboundPolicy(allowing: allowed).objection(to: uri) == .plainHTTP
        else { return }
        throw ConfigurationError(
            place, "trusted_issuers[].jwks_uri must be https, or \(uri.hostAndPort) must be listed in outbound.allow")
    }
}
