import Logging
import Synchronization

/// Every line that a server logged, whole, whatever its level.
package final class CapturedLog: Sendable {
    private let captured = Mutex<[String]>([])

    package init() {}

    /// The lines so far: level, message, metadata.
    package var lines: [String] {
        captured.withLock { $0 }
    }

    /// A logger that writes here.
    package var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    private func append(_ line: String) {
        captured.withLock { $0.append(line) }
    }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            let members = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            log.append("\(event.level) \(event.message) \(members.joined(separator: " "))")
        }
    }
}
