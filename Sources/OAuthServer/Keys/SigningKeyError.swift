import JOSE
import OAuthProtocol
import Storage

/// Why the signing keys are not ready. The descriptions are for the operator and hold no secret.
package enum SigningKeyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The key named `id` did not open with this master key.
    case sealed(id: String)
    /// Other processes changed the keys again and again while this one tried to.
    case contended
    /// An algorithm that signs access tokens, or ID tokens by default, was to be taken away.
    case standing(SignatureAlgorithm)
    /// The library could not make or use a key.
    case key(JOSEError)
    case storage(StorageError)

    package var description: String {
        switch self {
        case .sealed(let id):
            """
            The signing key \(id) in the database does not open with this master key. Start again with the master key \
            that belongs to this database: the one that lies in its data directory, or that the environment gave when \
            the database was made.
            """
        case .contended: "Other processes keep changing the signing keys. Nothing was changed; try again."
        case .standing(let algorithm):
            """
            \(algorithm.rawValue) cannot be retired: this server always has keys of RS256, and of what \
            tokens.access_algorithm and resources[].access_algorithm name.
            """
        case .key(let error): "A signing key could not be made: \(error)."
        case .storage(let error): error.description
        }
    }
}
