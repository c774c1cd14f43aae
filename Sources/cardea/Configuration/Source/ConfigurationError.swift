/// Why a configuration is refused. It names the places and the keys and never a value, which may be a secret.
struct ConfigurationError: Error, CustomStringConvertible {
    /// Each thing that is wrong, with its place.
    let problems: [Problem]
    /// Whether the command line itself is at fault (exit status 64).
    let isUsage: Bool

    /// - `place`: where the setting stands; `nil` if what is wrong stands nowhere.
    init(_ place: Place?, _ message: String) {
        problems = [Problem(place, message)]
        isUsage = false
    }

    /// A value that is not of the kind that its key asks for; on the command line that is bad usage.
    init(unreadableAt place: Place, _ message: String) {
        problems = [Problem(place, message)]
        isUsage = if case .flag = place { true } else { false }
    }

    fileprivate init(all errors: [ConfigurationError]) {
        problems = errors.flatMap(\.problems)
        isUsage = errors.contains { $0.isUsage }
    }

    /// A line for each problem.
    var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Errors that are gathered while the reading goes on, so that whoever made three mistakes learns of all three at once.
struct ConfigurationErrors {
    private var errors: [ConfigurationError] = []

    /// Does `work`, and keeps the error that it ends with.
    ///
    /// - Returns: `nil` if there was one.
    mutating func gather<Value>(_ work: () throws(ConfigurationError) -> Value) -> Value? {
        do throws(ConfigurationError) {
            return try work()
        } catch {
            errors.append(error)
            return nil
        }
    }

    /// Keeps an error.
    mutating func note(_ place: Place?, _ message: String) {
        errors.append(ConfigurationError(place, message))
    }

    /// All that was gathered, as one; `nil` if nothing was.
    var error: ConfigurationError? {
        errors.isEmpty ? nil : ConfigurationError(all: errors)
    }

    /// - Throws: all that was gathered, as one.
    func end() throws(ConfigurationError) {
        if let error { throw error }
    }
}
