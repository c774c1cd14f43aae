@testable import cardea

extension Configuration {
    /// The configuration of a file and an environment.
    ///
    /// - Throws: `ConfigurationError` for everything that is wrong.
    static func load(
        _ file: ConfigurationFile?, _ environment: [String: String] = [:],
        _ flags: [(key: String, text: String?)] = []
    ) throws(ConfigurationError) -> Configuration {
        let reading = read(file, environment, flags)
        guard reading.error.problems.isEmpty else { throw reading.error }
        return reading.configuration
    }
}
