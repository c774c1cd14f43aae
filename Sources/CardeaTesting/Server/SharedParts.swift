import Identity
import JOSE
import OAuthProtocol
import OAuthServer

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
}
