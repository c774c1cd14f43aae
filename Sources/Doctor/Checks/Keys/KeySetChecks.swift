import JOSE
import OAuthProtocol
import Outbound

/// The server's public keys, which every token stands and falls with (RFC 7517 §5).
extension ServerDocument {
    /// Private members of a JWK (RFC 7518 §6.2.2, §6.3.2, §6.4.1), `priv` of AKP (RFC 9964) included.
    private static let privateMembers: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]
    /// Octets that every program takes.
    private static let mostOctets = 8192
    private static let curves: [String: Set<String>] = ["EC": ["P-256", "P-384", "P-521"], "OKP": ["Ed25519"]]

    func checkKeys(_ examiner: Examiner) async throws(Unanswered) {
        let isMissing = members["jwks_uri"] == nil
        let title = "The server does not say where its keys are"
        examiner.check(
            "keys.address", mend: "publish the keys and add jwks_uri",
            .problem(
                if: isMissing && isOpenID, title, "jwks_uri is missing.", clause: "OpenID Connect Discovery 1.0 §3"),
            .note(if: isMissing, title, "Resources can check its tokens by introspection only.", clause: "RFC 8414 §2"))
        // What is wrong with the address has been said where the metadata was checked.
        guard let url = endpoint("jwks_uri") else { return }
        let answer = try await examiner.send(.document(url, limit: OutboundRequest.largeLimit))
        guard let keys = answer.object?["keys"]?.array, answer.status == 200 else {
            return examiner.check(
                "keys.document", clause: "RFC 7517 §5",
                .problem(
                    "The keys cannot be read",
                    "\(url.value): \(answer.summary); the body \(answer.trouble ?? "has no keys")."
                        + " No token of this server can be checked.", mend: "answer with a JWK Set"))
        }
        examiner.check(
            "keys.content_type", clause: "RFC 7517 §8.5",
            .note(
                if: !["application/json", "application/jwk-set+json"].contains(answer.mediaType),
                "The keys are not sent as JSON", "Content-Type is \(answer.quoted("Content-Type")).",
                mend: "send application/json or application/jwk-set+json"))
        checkNames(keys.compactMap(\.object), examiner)
        checkUse(keys.compactMap(\.object), examiner)
        checkCompatibility(keys.compactMap(\.object), size: answer.body.count, examiner)
    }

    private func checkNames(_ keys: [JSONObject], _ examiner: Examiner) {
        let leaks = keys.count { key in
            key["kty"]?.string == "oct" || key.members.contains { Self.privateMembers.contains($0.name) }
        }
        examiner.check(
            "keys.secrecy", clause: "RFC 7517 §9.2; RFC 7518 §6",
            .ok(if: leaks == 0, "No private key is published"),
            .problem(
                "A private key is published",
                "\(leaks) of \(keys.count) keys have private members or are symmetric. Anybody can sign tokens with"
                    + " them.",
                mend: "take the key out of use at once, publish only public members, and end all sessions"))
        let names = keys.compactMap { $0["kid"]?.string }
        examiner.check(
            "keys.names", clause: "RFC 7517 §4.5",
            .warning(
                if: keys.count > 1 && names.count < keys.count, "Not every key has a name",
                "\(keys.count - names.count) of \(keys.count) have no kid.",
                mend: "give every key a kid, and name it in every token"),
            .problem(
                if: Set(names).count < names.count, "Keys share a name",
                "A kid stands more than once, so clients try the wrong key.", mend: "give every key a kid of its own"),
            .ok("Every key has a name of its own"))
    }

    private func checkUse(_ keys: [JSONObject], _ examiner: Examiner) {
        let signing = keys.filter { $0["use"]?.string != "enc" }
        let bad = signing.filter { key in
            do throws(JOSEError) {
                _ = try PublicKey(jwk: key)
                return false
            } catch {
                // A type that we do not know may be fine for others; one that we know and refuse is fine for nobody.
                return error == .badKey && key["kty"]?.string != "oct"
            }
        }
        examiner.check(
            "keys.usable", mend: "publish the keys that sign",
            .problem(
                if: keys.isEmpty, "There are no keys", "No token of this server can be checked.", clause: "RFC 7517 §5"),
            .problem(
                if: !bad.isEmpty, "Keys are broken or too weak",
                "\(VisibleText.quoted(bad.map { $0["kid"]?.string ?? "without name" }, first: 6)): RSA needs 2048"
                    + " bits or more, points must be on their curve, and every member must be in canonical base64url.",
                mend: "replace them", clause: "RFC 7518 §3.3, §6; RFC 8725 §3.5"),
            .warning(
                if: signing.isEmpty, "No key is for signatures", "Every key is marked for encryption.",
                clause: "RFC 7517 §4.2"),
            .ok("\(signing.count) \(signing.count == 1 ? "key" : "keys") to check signatures with"))
    }

    /// What is good by the letter and stops programs all the same: many refuse a set as a whole for one key of a kind
    /// that they do not know, where RFC 7517 §5 has them pass it over, and some take no large one.
    private func checkCompatibility(_ keys: [JSONObject], size: Int, _ examiner: Examiner) {
        let unusual = Set(keys.compactMap(Self.unusualKind)).sorted()
        examiner.check(
            "keys.kinds", clause: "RFC 7517 §5",
            .ok(if: unusual.isEmpty, "Every key is of a kind that all libraries know"),
            .warning(
                "Some libraries refuse the whole set for a kind of key that they do not know",
                "\(VisibleText.quoted(unusual, first: 6)) \(unusual.count == 1 ? "is" : "are") among the keys. Readers"
                    + " should pass over what they do not know, but go-jose, for one, then reads no key at all, and no"
                    + " token of this server is taken there.",
                mend: "publish no such key unless every reader is known to take it;"
                    + " of a Cardea: cardea key retire ALGORITHM"))
        examiner.check(
            "keys.size",
            .warning(
                if: size > Self.mostOctets, "Some programs take no set of keys that is so large",
                "It has \(size) octets; the cache of mod_oauth2, for one, takes \(Self.mostOctets) at most.",
                mend: "publish the keys that are needed, and no more"),
            .ok("The keys are \(size) octets, which every library takes"))
    }

    /// `nil` for a key of RSA or a usual curve, and for one that has no kind at all, which is found elsewhere.
    private static func unusualKind(of key: JSONObject) -> String? {
        guard let type = key["kty"]?.string, type != "RSA", type != "oct" else { return nil }
        guard let known = curves[type] else { return type }
        guard let curve = key["crv"]?.string, !known.contains(curve) else { return nil }
        return "\(type) \(curve)"
    }
}
