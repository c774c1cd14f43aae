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
