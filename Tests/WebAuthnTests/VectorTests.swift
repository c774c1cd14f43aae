import OAuthProtocol
import Testing
import WebAuthn

/// Ceremonies that code made which is not ours.
@Suite struct VectorTests {
    private func octets(_ text: String) throws -> [UInt8] { try #require(Base64URL.decode(text)) }

    @Test(arguments: SpecificationVectors.all.filter { !$0.name.hasSuffix("Origin") })
    func `the test vectors of the specification are good`(vector: SpecificationVectors.Vector) throws {
        let made = try octets(vector.registrationChallenge)
        let credential = try Fixture.relyingParty.judge(
            RegistrationResponse(json: Array(vector.registration.utf8)), requiresUserVerification: false,
            isExpected: { $0 == made })
        let known = KnownCredential(
            id: credential.id, publicKey: credential.publicKey, signCount: credential.signCount,
            backupEligible: credential.backupEligible, userHandle: [1])
        let used = try octets(vector.authenticationChallenge)
        let response = try AuthenticationResponse(json: Array(vector.authentication.utf8))
        _ = try Fixture.relyingParty.judge(
            response, against: known, requiresUserVerification: false, isExpected: { $0 == used })
        #expect(throws: WebAuthnError.wrongChallenge) {
            try Fixture.relyingParty.judge(
                response, against: known, requiresUserVerification: false, isExpected: { $0 == made })
        }
    }

    @Test(arguments: SpecificationVectors.all.filter { $0.name.hasSuffix("Origin") })
    func `its vectors of pages in pages are refused`(vector: SpecificationVectors.Vector) {
        #expect(throws: WebAuthnError.crossOrigin) {
            try RegistrationResponse(json: Array(vector.registration.utf8))
        }
        #expect(throws: WebAuthnError.crossOrigin) {
            try AuthenticationResponse(json: Array(vector.authentication.utf8))
        }
    }

    @Test(arguments: ForeignVectors.registrations)
    func `registrations by real authenticators are good`(vector: ForeignVectors.Vector) throws {
        let challenge = try octets(vector.challenge)
        let relyingParty = RelyingParty(id: vector.relyingParty, origins: [vector.origin])
        let response = try RegistrationResponse(json: Array(vector.response.utf8))
        let credential = try relyingParty.judge(
            response, requiresUserVerification: false, isExpected: { $0 == challenge })
        #expect(try COSEKey(octets: credential.publicKey).algorithm == credential.algorithm)
        #expect(throws: WebAuthnError.wrongOrigin) {
            try RelyingParty(id: vector.relyingParty, origins: [vector.origin + "0"]).judge(
                response, requiresUserVerification: false, isExpected: { $0 == challenge })
        }
    }

    @Test func `they are of several formats and of every algorithm`() throws {
        var formats: Set<Octets> = []
        var algorithms: Set<COSEAlgorithm> = []
        for vector in ForeignVectors.registrations {
            let json = Array(vector.response.utf8)
            let text = try JSONParser.parse(json).object?["response"]?.object?["attestationObject"]?.string
            formats.insert(try #require(CBORParser.parse(octets(text ?? "")).map?["fmt"]?.text))
            let data = try RegistrationResponse(json: json).attestation.data
            algorithms.insert(try #require(data.credential).key.algorithm)
        }
        #expect(formats == ["none", "packed", "apple", "fido-u2f", "tpm", "android-key"])
        #expect(algorithms.count == 3)
    }

    @Test(arguments: ForeignVectors.authentications)
    func `uses of real authenticators are good`(vector: ForeignVectors.Vector) throws {
        let challenge = try octets(vector.challenge)
        let response = try AuthenticationResponse(json: Array(vector.response.utf8))
        let known = KnownCredential(
            id: response.id, publicKey: try octets(vector.publicKey), signCount: 0, backupEligible: false,
            userHandle: response.userHandle ?? [1])
        let relyingParty = RelyingParty(id: vector.relyingParty, origins: [vector.origin])
        let outcome = try relyingParty.judge(
            response, against: known, requiresUserVerification: false, isExpected: { $0 == challenge })
        #expect(outcome.signCount > 0)
    }

    /// python-fido2 2.2.1, `tests/test_cose.py`.
    @Test func `a signature by a real authenticator with Ed25519 is good`() throws {
        let key = try COSEKey(octets: octets("pAEBAycgBiFYIO6bIYA0BdPPRWAeWLb0wG6pOGLeh9OvkDxYcKUBbob1"))
        let input = try octets(
            "o3mm9u6vuaVeN4wRgDTidR5oL6ufLTCrE9ISVYbOGUcBAAAABQChGjIwV9EQN4Td_5mjVN3UI0jC8A6I2Jd7kWyr-SJo")
        let signature = try octets(
            "6Mkn7xpXxzj_S6jW-Q4G2DelIZ7uR5kflrEmsGhdUSUgycLu3r5LiP8t4rGctfhobvx8QmHp7RyzrF3lCGm-Cg")
        #expect(key.algorithm == .edDSA && key.verifies(signature, of: input))
        #expect(!key.verifies(signature, of: input + [0]))
    }
}
