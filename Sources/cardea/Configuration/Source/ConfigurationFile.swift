import Foundation
import Yams

/// The YAML file as a tree of raw values that know their lines.
struct ConfigurationFile {
    /// As it was named, for error texts.
    let path: String
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
        self.path = path
        do {
            let document = try Yams.compose(yaml: text)
            root = try document.map { try Self.rawValue($0, in: path) } ?? Self.nothing(in: path)
        } catch {
            throw Self.explained(error, path)
        }
    }

    private static func nothing(in path: String) -> RawValue {
        RawValue(content: .nothing, place: .file(path: path, line: 1))
    }

    private static func rawValue(_ node: Node, in path: String) throws(ConfigurationError) -> RawValue {
        let place = Place.file(path: path, line: node.mark?.line ?? 1)
        switch node {
        case .scalar(let scalar):
            let isNothing = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            let content = RawValue.Content.text(scalar.string, quoted: scalar.style != .plain)
            return RawValue(content: isNothing ? .nothing : content, place: place)
        case .sequence(let sequence):
            var elements: [RawValue] = []
            for element in sequence { elements.append(try rawValue(element, in: path)) }
            return RawValue(content: .list(elements), place: place)
        case .mapping(let mapping):
            return RawValue(content: .mapping(try entries(mapping, in: path)), place: place)
        case .alias:
            throw ConfigurationError(place, "an alias stands where its anchor is not known")
        }
    }

    private static func entries(_ mapping: Node.Mapping, in path: String) throws(ConfigurationError) -> [RawValue.Entry]
    {
        var entries: [RawValue.Entry] = []
        for (key, value) in mapping {
            let place = Place.file(path: path, line: key.mark?.line ?? 1)
            guard let name = key.scalar?.string else { throw ConfigurationError(place, "a key must be a word") }
            guard !entries.contains(where: { $0.name == name }) else { throw repeated(name, place) }
            entries.append(RawValue.Entry(name: name, place: place, value: try rawValue(value, in: path)))
        }
        return entries
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
