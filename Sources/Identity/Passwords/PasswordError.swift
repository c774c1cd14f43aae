/// Why a password could not be hashed or judged. It says nothing about the password.
package enum PasswordError: Error, Equatable, Sendable {
    /// As many wait as may; try again in `retryAfter` seconds.
    case busy(retryAfter: Int64)
    /// No memory for the computation, a stored hash that is none, or a password longer than `PasswordRule` allows.
    case failed
}

/// Why a `PasswordHasher` cannot be made: which setting is out of bounds and what the bounds are.
package struct PasswordCostError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
}
