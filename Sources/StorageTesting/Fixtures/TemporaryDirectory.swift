import Foundation

/// A directory of a test's own, removed with it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// - Throws: `CocoaError` if none can be made.
    package init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/cardea-XXXXXX").utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap(mkdtemp).map { String(cString: $0) }
        }
        guard let made else { throw CocoaError(.fileWriteUnknown) }
        path = made
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and gives its path.
    ///
    /// - Throws: `CocoaError` if it cannot be written.
    package func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// - Throws: `CocoaError` if it cannot be made.
    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: false)
    }

    /// The permissions of a file.
    ///
    /// - Throws: `CocoaError` if it is not there.
    package func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }
}
