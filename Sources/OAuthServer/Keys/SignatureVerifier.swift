import JOSE
import OAuthProtocol
import Storage

/// Finds out whether one of somebody's keys made a signature, within bounds: anybody can send what looks signed, and have it
/// verified by the keys that a client or an issuer published, as many and as large as they are.
package struct SignatureVerifier: Sendable {
    /// Whose keys are to verify.
    package enum Signer: Sendable {
        /// Somebody whom the operator chose.
        case chosen
        /// A dynamic client, or any, for whoever calls from the address.
        case dynamicClient(address: String?)
    }

    /// Keys that are tried for one signature. Whoever has more says by `kid` which it is.
    private static let mostKeys = 4

    private let chosen = CostlyWork(name: "signatures", most: 256)
    private let dynamicClients = CostlyWork(name: "dynamic clients' signatures", most: 64)
    /// Of signatures by dynamic clients that did not verify, each of them counted before it was looked at.
    private let failures = RateLimit(most: 60)

    package init() {}

    /// What is wrong with the signature, to be read after "it is refused:"; `nil` if one of `keys` made it.
    ///
    /// - `keys`: all that may have, by their names and algorithms.
    /// - Throws: `too_many_requests` to a network from where too many did not verify, and if too many wait.
    func objection(
        to jws: CompactJWS, by keys: [PublicKey], of signer: Signer, at now: Timestamp
    ) async throws(OAuthError) -> String? {
        guard keys.count <= Self.mostKeys else {
            return "its kid does not tell which of \(keys.count) keys to verify it with"
        }
        let isValid: Bool
        switch signer {
        case .chosen: isValid = try await verify(jws, keys, chosen)
        case .dynamicClient(let address):
            try failures.count(address, at: now)
            isValid = try await verify(jws, keys, dynamicClients)
            if isValid { failures.takeBack(address) }
        }
        return isValid ? nil : "its signature does not verify"
    }

    private func verify(_ jws: CompactJWS, _ keys: [PublicKey], _ work: CostlyWork) async throws(OAuthError) -> Bool {
        guard keys.count > 1 || keys.contains(where: \.isCostly) else { return keys.contains(where: jws.isSigned(by:)) }
        guard let isValid = await work.run({ keys.contains(where: jws.isSigned(by:)) }) else {
            throw OAuthError(.tooManyRequests, "too many signatures wait to be verified, try again", retryAfter: 1)
        }
        return isValid
    }
}

extension ClientRecord {
    /// As whom its signatures are verified.
    ///
    /// - `address`: of whoever brings them.
    func signer(from address: String?) -> SignatureVerifier.Signer {
        origin.isDynamic ? .dynamicClient(address: address) : .chosen
    }
}
