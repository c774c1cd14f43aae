import Foundation
import OAuthProtocol
import OAuthServer
import Outbound
import WebServer

/// What only several settings together can show to be wrong.
struct ConfigurationRules {
    let configuration: Configuration
    /// The paths of the keys whose values could not be read, of which nothing is said.
    let ignored: Set<String>

    /// Tells `errors` of each rule that is broken.
    func check(_ errors: inout ConfigurationError) {
        /// Notes it at the first of the keys that is set.
        func note(_ message: String, about keys: String...) {
            guard ignored.isDisjoint(with: keys) else { return }
            errors.note(keys.lazy.compactMap { configuration.places[$0] }.first, message)
        }
        // RFC 8414 §2.
        for fault in configuration.issuer.map(IssuerFault.all) ?? [] { note("issuer \(fault.reason)", about: "issuer") }
        let tls = configuration.tls
        if (tls.certificate == nil) != (tls.key == nil) {
            note("tls.certificate and tls.key must be given together", about: "tls.certificate", "tls.key")
        }
        for (key, path) in [("tls.certificate", tls.certificate), ("tls.key", tls.key)] {
            guard let path, !FileManager.default.isReadableFile(atPath: path) else { continue }
            note("\(key): the file \(path) cannot be read", about: key)
        }
        do throws(TrustedAuthorities.Fault) {
            _ = try configuration.trustedAuthorities()
        } catch {
            note("outbound.ca_certificates: \(error)", about: "outbound.ca_certificates")
        }
        let issuer = configuration.issuer ?? "http://localhost"
        if let domain = configuration.relyingParty, !RelyingPartyRule.isDomain(domain, of: issuer) {
            note(
                """
                accounts.relying_party is \(domain): passkeys need the host of the issuer, which is \(issuer), or a domain of at least \
                two parts above it, and there are none where that host is an address
                """,
                about: "accounts.relying_party")
        }
        let mail = configuration.mail
        if (mail.smtp == nil) != (mail.sender == nil) {
            note("mail.smtp and mail.from must be given together", about: "mail.smtp", "mail.from")
        }
        if (mail.user == nil) != (mail.passwordFile == nil) {
            note("mail.user and mail.password_file must be given together", about: "mail.user", "mail.password_file")
        }
        do throws(CommandError) {
            _ = try mail.password()
        } catch {
            note("\(error)", about: "mail.password_file")
        }
        checkResources(&errors)
        if ignored.isDisjoint(with: ["tokens.signing_algorithms", "tokens.access_algorithm"]) {
            checkAlgorithms(&errors)
        }
        if configuration.registration.documentHosts != nil, !configuration.registration.acceptsDocuments {
            note(
                "registration.metadata_hosts has no effect without registration.metadata_documents: on",
                about: "registration.metadata_hosts", "registration.metadata_documents")
        }
        checkIssuers(&errors)
        checkClients(&errors)
    }

    private func checkIssuers(_ errors: inout ConfigurationError) {
        let policy = OutboundPolicy(allowing: configuration.outboundAllow)
        var issuers: Set<String> = []
        for trusted in configuration.placedIssuers {
            // Of two entries only one could hold, and the other's limits would not.
            if !issuers.insert(trusted.issuer).inserted {
                errors.note(trusted.place(of: "issuer"), "trusted_issuers[] names \(trusted.issuer) twice")
            }
            guard !ignored.contains("outbound.allow"), case .url(let url) = trusted.keys, let uri = WebURI(url),
                policy.objection(to: uri) == .plainHTTP
            else { continue }
            errors.note(
                trusted.place(of: "jwks_uri"),
                "trusted_issuers[].jwks_uri must be https, or \(uri.hostAndPort) must be listed in outbound.allow")
        }
    }

    private func checkClients(_ errors: inout ConfigurationError) {
        let signatures = SigningChoice.ofOperators(configuration.tokens)
        let uris = RegisteredURIs(by: .operator, allowing: configuration.outboundAllow)
        for client in configuration.clients {
            if !ignored.contains("tokens.signing_algorithms") {
                for fault in signatures.faults(of: client.metadata) { client.refused(fault.error, &errors) }
            }
            if !ignored.contains("outbound.allow") {
                for fault in uris.faults(of: client.metadata) { client.refused(fault, &errors) }
            }
        }
        checkOnce("clients", configuration.clients.map { ($0.id.value, $0.place(of: "client_id")) }, &errors)
        let brands = configuration.branding.clients
        checkOnce("branding.clients", brands.map { ($0.id, $0.place(of: "client_id")) }, &errors)
    }

    private func checkOnce(
        _ list: String, _ clients: [(id: String, place: Place)], _ errors: inout ConfigurationError
    ) {
        var ids: Set<String> = []
        for (id, place) in clients where !ids.insert(id).inserted {
            errors.note(place, "\(list): the client_id \(id) is given more than once")
        }
    }

    /// What signs must be among what may sign, and RS256 always may: ID tokens of clients that do not say are signed by it
    /// (OpenID Connect Discovery §3).
    private func checkAlgorithms(_ errors: inout ConfigurationError) {
        let (tokens, places) = (configuration.tokens, configuration.places)
        let place = places["tokens.signing_algorithms"]
        if !tokens.signingAlgorithms.contains(.rs256) {
            errors.note(
                place,
                "tokens.signing_algorithms must name RS256, by which ID tokens are signed for clients that do not say")
        }
        func check(_ algorithm: SignatureAlgorithm?, of name: String, _ place: Place?) {
            guard let algorithm, !tokens.signingAlgorithms.contains(algorithm) else { return }
            errors.note(place, "\(name) is \(algorithm.rawValue), which tokens.signing_algorithms must name then")
        }
        check(tokens.accessAlgorithm, of: "tokens.access_algorithm", places["tokens.access_algorithm"] ?? place)
        for resource in configuration.placedResources {
            let place = resource.place(of: "access_algorithm")
            check(resource.accessAlgorithm, of: "resources[].access_algorithm of \(resource.uri)", place)
        }
    }

    /// Each resource once, and those that are described each at a place of its own: that is found by path alone, since
    /// the `Host` header of a request says nothing here (RFC 9728 §3.1).
    private func checkResources(_ errors: inout ConfigurationError) {
        var known: Set<ResourceIndicator> = []
        var described: [String: ResourceIndicator] = [:]
        for resource in configuration.placedResources {
            guard known.insert(resource.uri).inserted else {
                errors.note(resource.place(of: "uri"), "resources[] names \(resource.uri) twice")
                continue
            }
            guard resource.describe else { continue }
            guard let path = resource.uri.metadataPath else {
                errors.note(
                    resource.place(of: "describe"),
                    "resources[].describe is for URIs with a host, and \(resource.uri) has none")
                continue
            }
            if let other = described.updateValue(resource.uri, forKey: path) {
                errors.note(
                    resource.place(of: "describe"),
                    "resources[] describes \(other) and \(resource.uri) at the same path, describe one elsewhere")
            }
        }
    }
}
