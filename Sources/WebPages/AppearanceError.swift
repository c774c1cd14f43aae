/// Why a file that an operator gives for the pages cannot be used.
package struct AppearanceError: Error, Equatable, CustomStringConvertible {
    /// The file's name in its folder.
    package let file: String
    /// What is wrong with it; names the key, if it is one.
    package let reason: String
    /// The name that nobody knows, if that is what is wrong; `nil` otherwise.
    package let unknown: String?
    /// The names that might have been meant; empty unless `unknown` is set.
    package let known: [String]

    init(_ file: String, _ reason: String) {
        self.file = file
        self.reason = reason
        unknown = nil
        known = []
    }

    init(_ file: String, unknown name: String, _ what: String, known: [String]) {
        self.file = file
        reason = "unknown \(what) \(name)"
        unknown = name
        self.known = known
    }

    package var description: String { "\(file): \(reason)" }
}
