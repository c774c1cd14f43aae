import Logging
import OAuthProtocol

/// Writes each log event as one line.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let label: String
    private let output: LogOutput

    init(label: String, level: Logger.Level, output: LogOutput) {
        self.label = label
        self.logLevel = level
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = LogLine(
            milliseconds: output.milliseconds(), level: event.level, label: label, message: event.message.description,
            fields: fields(of: event))
        output.write(output.format == .json ? line.json : line.text)
    }

    /// What the logger carries, then what the event adds, by name.
    private func fields(of event: LogEvent) -> [(name: String, value: String)] {
        var merged = metadataProvider?.get() ?? [:]
        merged.merge(metadata) { _, new in new }
        merged.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { merged["error"] = "\(error)" }
        return merged.map { ($0.key, $0.value.description) }.sorted { $0.name < $1.name }
    }
}
