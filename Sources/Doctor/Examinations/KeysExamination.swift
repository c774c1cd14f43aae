import JOSE
import OAuthProtocol

/// The server's public keys, which every token stands and falls with (RFC 7517 §5).
struct KeysExamination: Examination {
    let document: ServerDocument

    let title = "Keys"
    let name = "keys"
    var subject: String { document.members["jwks_uri"]?.string ?? document.issuer.value }

    /// Private members of a JWK (RFC 7518 §6.2.2, §6.3.2, §6.4.1), `priv` of AKP (RFC 9964) included.
    private static let privateMembers: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        guard document.members["jwks_uri"] != nil else {
            findings.append(
                document.isOpenID
                    ? .problem(
                        "keys.address", "The server does not say where its keys are", "jwks_uri is missing.",
                        mend: "publish the keys and add jwks_uri", clause: "OpenID Connect Discovery 1.0 §3")
                    : .note(
                        "keys.address", "The server does not say where its keys are",
                        "Resources can check its tokens by introspection only.",
                        mend: "publish the keys and add jwks_uri",
                        clause: "RFC 8414 §2"))
            return
        }
        // What is wrong with the address has been said where the metadata was examined.
        guard let url = document.endpoint("jwks_uri") else { return }
        let answer = try await visit.send(.document(url, limit: OutgoingRequest.largeLimit))
        findings += judged(answer)
    }

    private func judged(_ answer: Answer) -> [Finding] {
        let keys: [JSONObject]
        do {
            let set = try answer.object()
            guard answer.status == 200, let listed = set["keys"]?.array else {
                return [unreadable(answer, "has no keys")]
            }
            keys = listed.compactMap(\.object)
        } catch {
            return [unreadable(answer, error.explanation)]
        }
        var findings: [Finding] = []
        if !["application/json", "application/jwk-set+json"].contains(answer.mediaType) {
            findings.append(
                .note(
                    "keys.content_type", "The keys are not sent as JSON",
                    "Content-Type is \(VisibleText.quoted(answer.header("Content-Type") ?? "absent")).",
                    mend: "send application/json or application/jwk-set+json", clause: "RFC 7517 §8.5"))
        }
        findings += secrecy(keys) + names(keys) + usefulness(keys)
        findings += KeySetCompatibility.findings(of: keys, size: answer.body.count)
        return findings
    }

    private func unreadable(_ answer: Answer, _ trouble: String) -> Finding {
        .problem(
            "keys.document", "The keys cannot be read",
            "\(subject): \(answer.summary); the body \(trouble). No token of this server can be checked.",
            mend: "answer with a JWK Set", clause: "RFC 7517 §5")
    }

    private func secrecy(_ keys: [JSONObject]) -> [Finding] {
        let leaks = keys.filter { key in
            key["kty"]?.string == "oct" || key.members.contains { Self.privateMembers.contains($0.name) }
        }
        if leaks.isEmpty { return [.ok("keys.secrecy", "No private key is published")] }
        return [
            .problem(
                "keys.secrecy", "A private key is published",
                "\(leaks.count) of \(keys.count) keys have private members or are symmetric. Anybody can sign tokens with them.",
                mend: "take the key out of use at once, publish only public members, and end all sessions",
                clause: "RFC 7517 §9.2; RFC 7518 §6")
        ]
    }

    private func names(_ keys: [JSONObject]) -> [Finding] {
        let names = keys.compactMap { $0["kid"]?.string }
        if keys.count > 1, names.count < keys.count {
            return [
                .warning(
                    "keys.names", "Not every key has a name",
                    "\(keys.count - names.count) of \(keys.count) have no kid.",
                    mend: "give every key a kid, and name it in every token", clause: "RFC 7517 §4.5")
            ]
        }
        if Set(names).count < names.count {
            return [
                .problem(
                    "keys.names", "Keys share a name", "A kid stands more than once, so clients try the wrong key.",
                    mend: "give every key a kid of its own", clause: "RFC 7517 §4.5")
            ]
        }
        return [.ok("keys.names", "Every key has a name of its own")]
    }

    private func usefulness(_ keys: [JSONObject]) -> [Finding] {
        if keys.isEmpty {
            return [
                .problem(
                    "keys.usable", "There are no keys", "No token of this server can be checked.",
                    mend: "publish the keys that sign", clause: "RFC 7517 §5")
            ]
        }
        var bad: [String] = []
        var signing = 0
        for key in keys where key["use"]?.string != "enc" {
            signing += 1
            do {
                _ = try PublicKey(jwk: key)
            } catch {
                // A type that we do not know may be fine for others; one that we know and refuse is fine for nobody.
                if error == .badKey, key["kty"]?.string != "oct" {
                    bad.append(VisibleText.quoted(key["kid"]?.string ?? "without name"))
                }
            }
        }
        if !bad.isEmpty {
            return [
                .problem(
                    "keys.usable", "Keys are broken or too weak",
                    "\(bad.prefix(6).joined(separator: ", ")): RSA needs 2048 bits or more, points must be on their curve, and"
                        + " every member must be in canonical base64url.",
                    mend: "replace them", clause: "RFC 7518 §3.3, §6; RFC 8725 §3.5")
            ]
        }
        return signing == 0
            ? [
                .warning(
                    "keys.usable", "No key is for signatures", "Every key is marked for encryption.",
                    mend: "publish the keys that sign", clause: "RFC 7517 §4.2")
            ] : [.ok("keys.usable", "\(signing) \(signing == 1 ? "key" : "keys") to check signatures with")]
    }
}
