import OAuthProtocol

/// What is good by the letter in a JWK Set and stops programs all the same: many refuse a set as a whole for one key of a kind
/// that they do not know, where RFC 7517 §5 has them pass it over, and some take no large one.
enum KeySetCompatibility {
    /// Octets that every program takes.
    private static let mostOctets = 8192
    private static let curves: [String: Set<String>] = ["EC": ["P-256", "P-384", "P-521"], "OKP": ["Ed25519"]]

    /// - `size`: octets of the document.
    static func check(_ keys: [JSONObject], size: Int, _ findings: inout Findings) {
        let unusual = Set(keys.compactMap(unusualKind)).sorted()
        findings.check("keys.kinds", clause: "RFC 7517 §5") {
            unusual.isEmpty
                ? .ok("Every key is of a kind that all libraries know")
                : .warning(
                    "Some libraries refuse the whole set for a kind of key that they do not know",
                    "\(unusual.prefix(6).map { VisibleText.quoted($0) }.joined(separator: ", "))"
                        + " \(unusual.count == 1 ? "is" : "are") among the keys. Readers should pass over what they do not"
                        + " know, but go-jose, for one, then reads no key at all, and no token of this server is taken there.",
                    mend: "publish no such key unless every reader is known to take it;"
                        + " of a Cardea: cardea key retire ALGORITHM")
        }
        findings.check("keys.size") {
            size > mostOctets
                ? .warning(
                    "Some programs take no set of keys that is so large",
                    "It has \(size) octets; the cache of mod_oauth2, for one, takes \(mostOctets) at most.",
                    mend: "publish the keys that are needed, and no more")
                : .ok("The keys are \(size) octets, which every library takes")
        }
    }

    /// `nil` for a key of RSA or a usual curve, and for one that has no kind at all, which is found elsewhere.
    private static func unusualKind(of key: JSONObject) -> String? {
        guard let type = key["kty"]?.string, type != "RSA", type != "oct" else { return nil }
        guard let known = curves[type] else { return type }
        guard let curve = key["crv"]?.string, !known.contains(curve) else { return nil }
        return "\(type) \(curve)"
    }
}
