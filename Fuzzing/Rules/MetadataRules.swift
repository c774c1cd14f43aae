import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// What must be true of any metadata that was accepted, whoever brought it.
enum MetadataRules {
    /// What metadata may be refused with (RFC 7591 §3.2.2).
    static let refusals: Set<OAuthError.Code> = [.invalidRedirectURI, .invalidClientMetadata]

    /// Schemes that a browser runs or opens on its own machine: no redirect URI may have one.
    private static let dangerous: Set<String> = [
        "javascript", "data", "vbscript", "blob", "file", "about", "view-source", "ftp", "ws", "wss",
    ]

    /// Octets of a name of 200 characters.
    private static let longestName = 800
    /// Octets of a member that decides nothing, as JSON.
    private static let mostInformation = 4096

    /// Ends the process with a finding if one of the rules does not hold.
    static func judge(_ metadata: ClientMetadata) {
        judgeRoundTrip(metadata)
        for uri in metadata.redirectURIs + metadata.postLogoutRedirectURIs { judge(uri) }
        for uri in [metadata.jwksURI, metadata.sectorIdentifierURI, metadata.backchannelLogoutURI] {
            guard let uri else { continue }
            mustHold(
                !uri.host.isEmpty && !uri.value.contains("#") && WebURI(uri.value) == uri, "\(uri) is not an address")
        }
        let nameLength = metadata.name?.utf8.count ?? 0
        mustHold(nameLength <= longestName, "a name has \(nameLength) octets")
        mustHold(
            metadata.effectiveDefaultScope.isSubset(of: metadata.scope), "a default scope is more than the whole scope")
        _ = metadata.sector
        do throws(OAuthError) {
            try RegisteredKeys.check(metadata)
        } catch {
            return error.mustBeFit(oneOf: refusals)
        }
        if let jwks = metadata.jwks {
            mustHold((try? JWKSet(json: jwks.octets)) != nil, "keys that were accepted cannot be read")
        }
    }

    /// Ends the process with a finding if one of the rules does not hold, or one of those for a client that nobody here
    /// registered: whatever it states, it decides nothing that is the operator's.
    static func judge(dynamic client: ClientRecord) {
        let metadata = client.metadata
        judge(metadata)
        mustHold(
            metadata.grantTypes.allSatisfy { $0 != .clientCredentials && $0 != .jwtBearer },
            "a dynamic client may have tokens that nobody allowed")
        mustHold(
            !metadata.skipsConsent && !metadata.mayIntrospect && metadata.resources.isEmpty
                && metadata.defaultResources.isEmpty && metadata.claimMapping.isEmpty
                && metadata.accessTokenFormat == nil && metadata.accessTokenLifetime == nil,
            "a dynamic client decided what is the operator's")
        mustHold(
            metadata.scope.isSubset(of: FuzzedServer.everyScope), "a dynamic client may have a scope that it made up")
        mustHold(metadata.redirectURIs.count <= 20, "a dynamic client has \(metadata.redirectURIs.count) redirect URIs")
        for (name, value) in metadata.information.members {
            mustHold(value.octets.count <= mostInformation, "\(name) has \(value.octets.count) octets")
        }
        mustHold(client.expiry != nil, "a dynamic client never leaves")
    }

    /// What is shown of a registration can be sent back as an update that changes nothing, or as a registration that is
    /// the same; and null returns every member to its default.
    private static func judgeRoundTrip(_ metadata: ClientMetadata) {
        let shown = metadata.json
        do throws(OAuthError) {
            let again = try ClientMetadata(json: shown)
            mustHold(again == metadata && again.json.octets == shown.octets, "metadata that is shown reads differently")
            var updated = metadata
            try updated.update(from: shown)
            mustHold(updated == metadata, "an update by what is shown changes something")
            var emptied = metadata
            var nulls = JSONObject()
            for (name, value) in shown.members {
                mustHold(value != .null, "\(name) is shown as null")
                nulls.append(name, .null)
            }
            try emptied.update(from: nulls)
            mustHold(emptied == ClientMetadata(), "null leaves something behind")
        } catch {
            finding("metadata that is shown is refused: \(error.description)")
        }
    }

    private static func judge(_ uri: RedirectURI) {
        let scheme = uri.parts.scheme.lowercased()
        mustHold(!dangerous.contains(scheme), "\(uri) is a redirect URI")
        mustHold(!uri.value.contains("#") && !uri.value.contains("\\"), "\(uri) is a redirect URI")
        mustHold(uri.matches(uri), "\(uri) is not itself")
        mustHold(scheme != "http" || uri.isLocal, "\(uri) is not on loopback")
        let redirect = uri.adding([("code", "c")])
        mustHold(
            redirect.hasPrefix(uri.value) && (URIParts(redirect) != nil || redirect.utf8.count > Limits.valueLength),
            "\(redirect) is where a browser is sent")
        mustHold(!uri.displayedHost.isEmpty && !uri.displayedHost.contains("@"), "\(uri) is shown as something else")
    }
}
