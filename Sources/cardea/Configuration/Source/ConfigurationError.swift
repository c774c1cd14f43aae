/// Why a configuration is refused, gathered while the reading goes on, so that whoever made three mistakes learns of all
/// three at once. It names the places and the keys and never a value, which may be a secret.
struct ConfigurationError: Error, CustomStringConvertible {
    /// Each thing that is wrong, with its place.
    private(set) var problems: [Problem] = []
    /// Whether the command line itself is at fault (exit status 64).
    private(set) var isUsage = false

    /// Nothing is wrong so far.
    init() {}

    /// - `place`: where the setting stands; `nil` if what is wrong stands nowhere.
    init(_ place: Place?, _ message: String) {
        note(place, message)
    }

    mutating func note(_ place: Place?, _ message: String) {
        problems.append(Problem(place, message))
    }

    /// Notes a value that is not of the kind that its key asks for; on the command line that is bad usage.
    mutating func note(_ raw: RawValue, mustBe expectation: String) {
        note(raw.place, "\(raw.name) must be \(expectation)")
        if case .flag = raw.place { isUsage = true }
    }

    /// A line for each problem.
    var description: String { problems.inOrder.map(\.description).joined(separator: "\n") }
}
