import Foundation
import WebPages

extension ValueReader {
    /// What `make` makes of the files of a folder; hidden ones are passed over. An error names the file and, where a name
    /// is unknown, the nearest known one.
    static func folder(
        _ expectation: String, _ make: @escaping @Sendable ([AppearanceFile]) throws -> Value
    ) -> ValueReader {
        ValueReader(expectation: expectation) { (raw, name) throws(ConfigurationError) in
            guard let text = raw.text, !text.isEmpty else { return nil }
            let path = raw.resolved(path: text)
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw ConfigurationError(raw.place, "\(name): the folder \(path) cannot be read")
            }
            var files: [AppearanceFile] = []
            for file in names.sorted() where !file.hasPrefix(".") {
                files.append(AppearanceFile(name: file, octets: try raw.contents(ofFile: "\(path)/\(file)", for: name)))
            }
            do {
                return try make(files)
            } catch let error as AppearanceError {
                let nearest = error.unknown.flatMap { NearestName.find($0, among: error.known) }
                throw ConfigurationError(
                    raw.place, "\(name): \(path)/\(error)\(nearest.map { "; did you mean \($0)?" } ?? "")")
            } catch {
                throw ConfigurationError(raw.place, "\(name): the folder \(path) cannot be used: \(error)")
            }
        }
    }
}
