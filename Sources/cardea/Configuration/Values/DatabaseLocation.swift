import Foundation

/// Where the data is kept.
struct DatabaseLocation: Sendable, Hashable {
    /// Path of the SQLite database.
    let path: String
}

extension ValueReader<DatabaseLocation> {
    static let database = ValueReader(expectation: "sqlite:PATH") { (raw, name) throws(ConfigurationError) in
        guard let text = raw.text else { return nil }
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            throw ConfigurationError(
                raw.place, "PostgreSQL is not supported by this version; \(name) must be sqlite:PATH")
        }
        guard text.hasPrefix("sqlite:") else { return nil }
        var path = text.dropFirst("sqlite:".count)
        if path.hasPrefix("///") { path = path.dropFirst(2) }
        guard !path.isEmpty, !path.hasPrefix("//") else { return nil }
        return DatabaseLocation(path: raw.resolved(path: String(path)))
    }
}

extension ValueReader<String> {
    /// A path: in a file relative to that file, elsewhere to the working directory.
    static let path = ValueReader(expectation: "a path") { (raw, _) throws(ConfigurationError) in
        guard let text = raw.text, !text.isEmpty else { return nil }
        return raw.resolved(path: text)
    }
}

extension RawValue {
    /// The path that `path` means where this value stands.
    func resolved(path: String) -> String {
        guard case .file(let file, _) = place, !path.hasPrefix("/") else { return path }
        return URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(path).path
    }

    /// The octets of the file at `path`, as this value names it.
    ///
    /// - Throws: `ConfigurationError` if it cannot be read.
    func contents(ofFile path: String, for name: String) throws(ConfigurationError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(place, "\(name): the file \(path) cannot be read")
        }
        return Array(data)
    }
}
