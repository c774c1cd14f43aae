import Foundation
import OAuthProtocol
import OAuthServer
import Outbound
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
        checkResources(&errors)
        if ignored.isDisjoint(with: ["tokens.signing_algorithms", "tokens.access_algorithm"]) {
            checkAlgorithms(&errors)
        }
        judge(["registration.metadata_hosts", "registration.metadata_documents"], &errors) {
            () throws(ConfigurationError) in
            let registration = configuration.registration
            guard registration.documentHosts != nil, !registration.acceptsDocuments else { return }
            throw ConfigurationError(
                places["registration.metadata_hosts"],
                "registration.metadata_hosts has no effect without registration.metadata_documents: on")
        }
        checkIssuers(&errors)
        checkClients(&errors)
    }

    private func checkIssuers(_ errors: inout ConfigurationErrors) {
        var issuers: Set<String> = []
        for issuer in configuration.placedIssuers {
            let trusted = issuer.value
            // Of two entries only one could hold, and the other's limits would not.
            if !issuers.insert(trusted.issuer).inserted {
                errors.note(issuer.place(of: "issuer"), "trusted_issuers[] names \(trusted.issuer) twice")
            }
            judge(["outbound.allow"], &errors) { () throws(ConfigurationError) in
                try Self.check(trusted, configuration.outboundAllow, issuer.place(of: "jwks_uri"))
            }
        }
    }

    private func checkClients(_ errors: inout ConfigurationErrors) {
        let signatures = SigningChoice.ofOperators(configuration.tokens)
        let uris = RegisteredURIs(by: .operator, allowing: configuration.outboundAllow)
        var ids: Set<ClientID> = []
        for client in configuration.clients {
            if !ids.insert(client.id).inserted {
                errors.note(
                    client.place(of: "client_id"), "clients: the client_id \(client.id) is given more than once")
            }
            if !ignored.contains("tokens.signing_algorithms") {
                for fault in signatures.faults(of: client.metadata) { client.refused(fault.error, &errors) }
            }
            if !ignored.contains("outbound.allow") {
                for fault in uris.faults(of: client.metadata) { client.refused(fault, &errors) }
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
    private func checkAlgorithms(_ errors: inout ConfigurationErrors) {
        let (tokens, places) = (configuration.tokens, configuration.places)
        let place = places["tokens.signing_algorithms"]
        if !tokens.signingAlgorithms.contains(.rs256) {
            errors.note(
                place,
                "tokens.signing_algorithms must name RS256, by which ID tokens are signed for clients that do not say")
        }
        var wanted = [(tokens.accessAlgorithm, "tokens.access_algorithm", places["tokens.access_algorithm"] ?? place)]
        for resource in configuration.placedResources {
            guard let algorithm = resource.value.accessAlgorithm else { continue }
            wanted.append(
                (
                    algorithm, "resources[].access_algorithm of \(resource.value.uri)",
                    resource.place(of: "access_algorithm")
                ))
        }
        for (algorithm, name, place) in wanted where !tokens.signingAlgorithms.contains(algorithm) {
            errors.note(place, "\(name) is \(algorithm.rawValue), which tokens.signing_algorithms must name then")
        }
    }

    /// Each resource once, and those that are described each at a place of its own: that is found by path alone, since
    /// the `Host` header of a request says nothing here (RFC 9728 §3.1).
    private func checkResources(_ errors: inout ConfigurationErrors) {
        var known: Set<ResourceIndicator> = []
        var described: [String: ResourceIndicator] = [:]
        for placed in configuration.placedResources {
            let resource = placed.value
            guard known.insert(resource.uri).inserted else {
                errors.note(placed.place(of: "uri"), "resources[] names \(resource.uri) twice")
                continue
            }
            guard resource.describe else { continue }
            guard let path = resource.uri.metadataPath else {
                errors.note(
                    placed.place(of: "describe"),
                    "resources[].describe is for URIs with a host, and \(resource.uri) has none")
                continue
            }
            if let other = described.updateValue(resource.uri, forKey: path) {
                errors.note(
                    placed.place(of: "describe"),
                    "resources[] describes \(other) and \(resource.uri) at the same path, describe one elsewhere")
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
