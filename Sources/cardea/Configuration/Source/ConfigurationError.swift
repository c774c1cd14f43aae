/// Why a configuration is refused. It names the place and the key and never a value, which may be a secret.
struct ConfigurationError: Error, CustomStringConvertible {
    let description: String
    /// Whether the command line itself is at fault (exit status 64).
    let isUsage: Bool

    /// - Parameter place: where the setting stands; `nil` if what is wrong stands nowhere.
    init(_ place: Place?, _ message: String) {
        description = place.map { "\($0): \(message)" } ?? message
        isUsage = false
    }

    /// A value that is not of the kind that its key asks for; on the command line that is bad usage.
    init(unreadableAt place: Place, _ message: String) {
        description = "\(place): \(message)"
        isUsage = if case .flag = place { true } else { false }
    }
}
