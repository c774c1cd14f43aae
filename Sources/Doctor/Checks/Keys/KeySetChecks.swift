import JOSE
import OAuthProtocol

/// The server's public keys, which every token stands and falls with (RFC 7517 §5).
struct KeySetChecks: CheckGroup {
    let document: ServerDocument

    let title = "Keys"
    let name = "keys"
    var subject: String { document.members["jwks_uri"]?.string ?? document.issuer.value }

    /// Private members of a JWK (RFC 7518 §6.2.2, §6.3.2, §6.4.1), `priv` of AKP (RFC 9964) included.
    private static let privateMembers: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        findings.check("keys.address", mend: "publish the keys and add jwks_uri") {
            guard document.members["jwks_uri"] == nil else { return nil }
            let title = "The server does not say where its keys are"
            return document.isOpenID
                ? .problem(title, "jwks_uri is missing.", clause: "OpenID Connect Discovery 1.0 §3")
                : .note(title, "Resources can check its tokens by introspection only.", clause: "RFC 8414 §2")
        }
        // What is wrong with the address has been said where the metadata was checked.
        guard let url = document.endpoint("jwks_uri") else { return }
        let answer = try await context.send(.document(url, limit: OutgoingRequest.largeLimit))
        do throws(DocumentTrouble) {
            guard let keys = try answer.object()["keys"]?.array, answer.status == 200 else {
                return checkReadable(answer, "has no keys", &findings)
            }
            check(keys.compactMap(\.object), of: answer, &findings)
        } catch {
            checkReadable(answer, error.explanation, &findings)
        }
    }

    private func checkReadable(_ answer: Answer, _ trouble: String, _ findings: inout Findings) {
        findings.check("keys.document", clause: "RFC 7517 §5") {
            .problem(
                "The keys cannot be read",
                "\(subject): \(answer.summary); the body \(trouble). No token of this server can be checked.",
                mend: "answer with a JWK Set")
        }
    }

    private func check(_ keys: [JSONObject], of answer: Answer, _ findings: inout Findings) {
        findings.check("keys.content_type", clause: "RFC 7517 §8.5") {
            ["application/json", "application/jwk-set+json"].contains(answer.mediaType)
                ? nil
                : .note(
                    "The keys are not sent as JSON", "Content-Type is \(answer.quoted("Content-Type")).",
                    mend: "send application/json or application/jwk-set+json")
        }
        findings.check("keys.secrecy", clause: "RFC 7517 §9.2; RFC 7518 §6") {
            let leaks = keys.count { key in
                key["kty"]?.string == "oct" || key.members.contains { Self.privateMembers.contains($0.name) }
            }
            return leaks == 0
                ? .ok("No private key is published")
                : .problem(
                    "A private key is published",
                    "\(leaks) of \(keys.count) keys have private members or are symmetric. Anybody can sign tokens with them.",
                    mend: "take the key out of use at once, publish only public members, and end all sessions")
        }
        findings.check("keys.names", clause: "RFC 7517 §4.5") {
            let names = keys.compactMap { $0["kid"]?.string }
            if keys.count > 1, names.count < keys.count {
                return .warning(
                    "Not every key has a name", "\(keys.count - names.count) of \(keys.count) have no kid.",
                    mend: "give every key a kid, and name it in every token")
            }
            return Set(names).count < names.count
                ? .problem(
                    "Keys share a name", "A kid stands more than once, so clients try the wrong key.",
                    mend: "give every key a kid of its own")
                : .ok("Every key has a name of its own")
        }
        findings.check("keys.usable", mend: "publish the keys that sign") { usefulness(of: keys) }
        KeySetCompatibility.check(keys, size: answer.body.count, &findings)
    }

    private func usefulness(of keys: [JSONObject]) -> Outcome {
        if keys.isEmpty {
            return .problem("There are no keys", "No token of this server can be checked.", clause: "RFC 7517 §5")
        }
        let signing = keys.filter { $0["use"]?.string != "enc" }
        var bad: [String] = []
        for key in signing {
            do {
                _ = try PublicKey(jwk: key)
            } catch {
                // A type that we do not know may be fine for others; one that we know and refuse is fine for nobody.
                if error == .badKey, key["kty"]?.string != "oct" {
                    bad.append(VisibleText.quoted(key["kid"]?.string ?? "without name"))
                }
            }
        }
        guard bad.isEmpty else {
            return .problem(
                "Keys are broken or too weak",
                "\(bad.prefix(6).joined(separator: ", ")): RSA needs 2048 bits or more, points must be on their curve, and"
                    + " every member must be in canonical base64url.",
                mend: "replace them", clause: "RFC 7518 §3.3, §6; RFC 8725 §3.5")
        }
        return signing.isEmpty
            ? .warning("No key is for signatures", "Every key is marked for encryption.", clause: "RFC 7517 §4.2")
            : .ok("\(signing.count) \(signing.count == 1 ? "key" : "keys") to check signatures with")
    }
}
