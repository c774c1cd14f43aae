import Logging

/// `log.*`
struct LogSettings: Sendable, Hashable {
    enum Format: String, Sendable, CaseIterable {
        /// An object on each line, for programs.
        case json
        /// A line for people.
        case text
    }

    var level = Logger.Level.info
    /// `nil` means text on a terminal and JSON elsewhere.
    var format: Format?
}
