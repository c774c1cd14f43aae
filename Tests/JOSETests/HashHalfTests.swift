import JOSE
import OAuthProtocol
import Testing

/// OpenID Connect Core §3.1.3.6.
@Suite struct HashHalfTests {
    @Test(arguments: [SignatureAlgorithm.rs256, .ps256, .es256])
    func `the at_hash of the specification's example`(algorithm: SignatureAlgorithm) throws {
        // OpenID Connect Core, appendix A.3.
        let half = try #require(algorithm.hashHalf(of: Array("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y".utf8)))
        #expect(Base64URL.encode(half) == "77QmUPtjPfzWtF2AnpK9RQ")
    }

    /// The hashes of `abc` in FIPS 180, halved.
    @Test func `each algorithm takes half of its own hash`() throws {
        let abc = Array("abc".utf8)
        let sha384 = try #require(SignatureAlgorithm.es384.hashHalf(of: abc))
        #expect(Base64URL.encode(sha384) == "ywB1P0WjXou1oD1pmsZQBycsMqsO3tFj")
        let sha512 = try #require(SignatureAlgorithm.edDSA.hashHalf(of: abc))
        #expect(Base64URL.encode(sha512) == "3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05o")
        #expect(SignatureAlgorithm.mlDSA65.hashHalf(of: abc) == nil)
    }
}
