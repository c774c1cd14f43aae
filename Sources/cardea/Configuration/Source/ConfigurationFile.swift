import Foundation
import Yams

/// The YAML file as a tree of raw values that know their lines.
struct ConfigurationFile {
    let root: RawValue

    /// - Throws: `ConfigurationError` if the file cannot be read, is no YAML, or names a key twice.
    init(path: String) throws(ConfigurationError) {
        // Read to its end, since it may be a pipe, which has no size.
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() ?? Data() else {
            throw ConfigurationError(nil, "\(path): the configuration file cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(nil, "\(path): the configuration file is not UTF-8 text")
        }
        try self.init(path: path, text: text)
    }

    /// Reads `text` as if it stood in `path`.
    init(path: String, text: String) throws(ConfigurationError) {
        do {
            root =
                try Yams.compose(yaml: text).map { try Self.value($0, "", path) }
                ?? RawValue(name: "", content: .nothing, place: .file(path: path, line: 1))
        } catch {
            throw Self.explained(error, path)
        }
    }

    private static func value(_ node: Node, _ name: String, _ path: String) throws -> RawValue {
        let place = place(of: node, in: path)
        let content: RawValue.Content
        switch node {
        case .scalar(let scalar):
            let isNothing = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            content = isNothing ? .nothing : .text(scalar.string, quoted: scalar.style != .plain)
        case .sequence(let elements):
            content = .list(try elements.map { try value($0, "\(name)[]", path) })
        case .mapping(let mapping):
            var entries: [RawValue.Entry] = []
            for (key, node) in mapping {
                let place = Self.place(of: key, in: path)
                guard let word = key.scalar?.string else { throw ConfigurationError(place, "a key must be a word") }
                guard !entries.contains(where: { $0.key == word }) else { throw repeated(word, place) }
                let value = try value(node, name.isEmpty ? word : "\(name).\(word)", path)
                entries.append(RawValue.Entry(key: word, place: place, value: value))
            }
            content = .mapping(entries)
        case .alias:
            throw ConfigurationError(place, "an alias stands where its anchor is not known")
        }
        return RawValue(name: name, content: content, place: place)
    }

    private static func place(of node: Node, in path: String) -> Place {
        .file(path: path, line: node.mark?.line ?? 1)
    }

    private static func repeated(_ name: String, _ place: Place) -> ConfigurationError {
        ConfigurationError(place, "\(name) is given more than once")
    }

    /// Yams' own errors in one line each: their full text quotes the file, which may hold secrets.
    private static func explained(_ error: any Error, _ path: String) -> ConfigurationError {
        switch error {
        case let error as ConfigurationError: error
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            ConfigurationError(.file(path: path, line: mark.line), "this is not YAML: \(problem)")
        case YamlError.duplicatedKeysInMapping(let names, let context):
            repeated(names.first ?? "a key", .file(path: path, line: context.mark.line))
        default:
            ConfigurationError(nil, "\(path): this is not YAML")
        }
    }
}
