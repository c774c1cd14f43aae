import Foundation
import Logging
import OAuthProtocol

/// Where log lines go and in which form.
struct LogOutput: Sendable {
    let format: LogSettings.Format
    /// Milliseconds since the epoch.
    let milliseconds: @Sendable () -> Int64
    /// Takes one whole line with its end, at once, so that lines of two threads never mix.
    let write: @Sendable ([UInt8]) -> Void
    /// Where lines wait to be made and written; `nil` to have that done at once.
    var queue: LogQueue?

    /// Standard error: for people on a terminal, for programs elsewhere, unless the settings say.
    static func standardError(_ settings: LogSettings, clock: LiveClock) -> LogOutput {
        let format = settings.format ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        var output = LogOutput(format: format, milliseconds: clock.milliseconds) { line in
            line.withUnsafeBytes { octets in
                // A log that cannot be written must not stop the server: the result means nothing here.
                _ = Foundation.write(STDERR_FILENO, octets.baseAddress, octets.count)
            }
        }
        let atOnce = output
        output.queue = LogQueue { lines in
            let message = "\(lines) lines were left out, since they are not read as fast as they are written"
            let milliseconds = atOnce.milliseconds()
            atOnce.take(
                LogLine(milliseconds: milliseconds, level: .warning, label: "cardea", message: message, fields: []))
        }
        return output
    }

    /// Has a line written.
    func take(_ line: @autoclosure @escaping @Sendable () -> LogLine) {
        let write: @Sendable () -> Void = {
            let made = line()
            self.write(format == .json ? made.json : made.text)
        }
        if let queue { queue.add(write) } else { write() }
    }
}

/// Writes each log event as one line.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    let label: String
    let output: LogOutput

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let milliseconds = output.milliseconds()
        output.take(
            LogLine(
                milliseconds: milliseconds, level: event.level, label: label, message: event.message.description,
                fields: fields(of: event)))
    }

    /// What the logger carries, then what the event adds, by name.
    private func fields(of event: LogEvent) -> [(name: String, value: JSONValue)] {
        var merged = metadataProvider?.get() ?? [:]
        merged.merge(metadata) { _, new in new }
        merged.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { merged["error"] = "\(error)" }
        return merged.map { ($0.key, $0.value.json) }.sorted { $0.name < $1.name }
    }
}

extension Logger.MetadataValue {
    /// Numbers stay numbers, so that programs can compute with them.
    fileprivate var json: JSONValue {
        switch self {
        case .string(let text): return .string(text)
        case .stringConvertible(let value):
            if let number = value as? any BinaryInteger { return .number(String(number)) }
            return (value as? Bool).map(JSONValue.bool) ?? .string(value.description)
        case .array(let elements): return .array(elements.map(\.json))
        case .dictionary(let members):
            var object = JSONObject()
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { object[name] = value.json }
            return .object(object)
        }
    }
}
