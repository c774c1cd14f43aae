import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import StorageTesting
import Testing

/// Request objects that only this server can read (RFC 9101 §6.1, OpenID Connect Core §6.1).
@Suite struct EncryptedRequestObjectTests {
    /// A text encrypted to a key, by default the one that the server publishes now.
    private func sealed(
        _ text: String, for applicant: Applicant, to jwk: JSONObject? = nil, at now: Timestamp = Applicant.now,
        algorithm: KeyManagementAlgorithm = .ecdhES, encryption: ContentEncryption = .a128CBCHS256,
        contentType: String? = "JWT"
    ) throws -> String {
        let key = try EncryptionKey(jwk: try #require(jwk ?? applicant.own.publicJWK(at: now)))
        let token = try CompactJWE.encrypt(
            Array(text.utf8), to: key, algorithm: algorithm, encryption: encryption, contentType: contentType)
        return String(decoding: token, as: UTF8.self)
    }

    @Test(arguments: KeyManagementAlgorithm.agreeing, ContentEncryption.allCases)
    func `each algorithm is taken, from every client`(
        algorithm: KeyManagementAlgorithm, encryption: ContentEncryption
    ) async throws {
        let applicant = try await Applicant()
        let object = try sealed(applicant.object(), for: applicant, algorithm: algorithm, encryption: encryption)
        #expect(try await applicant.refusal(of: object) == nil)
    }

    @Test(arguments: [nil, "JWT", "jwt", "application/jwt", "oauth-authz-req+jwt"])
    func `what it says to be inside is a token`(contentType: String?) async throws {
        let applicant = try await Applicant()
        let object = try sealed(applicant.object(), for: applicant, contentType: contentType)
        #expect(try await applicant.refusal(of: object) == nil)
    }

    @Test func `what is inside is judged as ever`() async throws {
        let applicant = try await Applicant()
        let thief = try TestSigner(seed: 5)
        for inner in [
            try thief.sign(Applicant.claims([:])), try applicant.object(["exp": .integer(1)]), Applicant.unsigned(),
            "", "x", try sealed(applicant.object(), for: applicant),
        ] {
            let error = try await applicant.refusal(of: try sealed(inner, for: applicant))
            #expect(error?.code == .invalidRequestObject)
        }
        let candid = try await Applicant { $0.requestObjectAlgorithm = .unsecured }
        #expect(try await candid.refusal(of: try sealed(Applicant.unsigned(), for: candid)) == nil)
    }

    @Test func `what is encrypted to somebody else, was changed, or says to hold something else is refused`()
        async throws
    {
        let applicant = try await Applicant()
        let other = try DecryptionKey(derivedFrom: MasterKey(from: .seeded(4)).derive("x"), name: "x").publicJWK()
        let good = try sealed(applicant.object(), for: applicant)
        let parts = good.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var swapped = parts
        swapped[4] = String(repeating: "A", count: parts[4].utf8.count)
        for bad in [
            try sealed(applicant.object(), for: applicant, to: other), swapped.joined(separator: "."),
            try sealed(applicant.object(), for: applicant, contentType: "text/plain"),
            parts.dropLast().joined(separator: ".") + ".", "....",
        ] {
            #expect(try await applicant.refusal(of: bad)?.code == .invalidRequestObject)
        }
    }

    @Test func `a key that was published a month ago is still read, and one of two months ago is not`() async throws {
        let applicant = try await Applicant()
        for (age, good) in [(1, true), (2, false)] as [(Int64, Bool)] {
            let jwk = applicant.own.publicJWK(at: Applicant.now + -age * RequestKeys.period)
            let error = try await applicant.refusal(of: try sealed(applicant.object(), for: applicant, to: jwk))
            #expect((error == nil) == good)
        }
    }
}
