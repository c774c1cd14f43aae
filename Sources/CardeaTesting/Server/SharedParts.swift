import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Synchronization

/// What takes long to make and never changes, made once for all servers of a process.
package enum SharedParts {
    /// An ES256 and an RS256 key that sign; looking for the primes of the latter takes up to a second.
    package static let keys = Result { () throws(JOSEError) in
        KeySet(current: [try SigningKey.generate(.es256), try SigningKey.generate(.rs256)])
    }

    /// Argon2id at the least cost that there is.
    package static let hasher = Result { () throws(PasswordCostError) in
        try PasswordHasher(memory: 8 * 1024, passes: 1, threads: 2, waiting: 1000)
    }

    private static let furtherKeys = Mutex<[SignatureAlgorithm: SigningKey]>([:])

    /// Lets `ring` sign by an algorithm, with the same key wherever it is wanted.
    static func provide(_ algorithm: SignatureAlgorithm, to ring: KeyRing) throws(JOSEError) {
        guard ring.current.signer(algorithm) == nil else { return }
        try furtherKeys.withLock { (keys) throws(JOSEError) in
            // Within the lock, so that of two keys added at once none is lost.
            let key: SigningKey
            if let kept = keys[algorithm] { key = kept } else { key = try SigningKey.generate(algorithm) }
            keys[algorithm] = key
            let others = SignatureAlgorithm.allCases.filter { $0 != algorithm }.compactMap(ring.current.signer)
            ring.replace(KeySet(current: others + [key]))
        }
    }
}
