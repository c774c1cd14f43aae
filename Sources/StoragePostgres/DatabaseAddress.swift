import CLibPQ
import Storage

/// Where a PostgreSQL database is, as libpq reads it: `postgres://user@host:port/name?sslmode=verify-full`, with several hosts
/// if there are standbys (PostgreSQL, "Connection URIs").
package struct DatabaseAddress: Sendable {
    package let text: String

    /// - `text`: a URI of the scheme `postgres` or `postgresql`.
    package init(_ text: String) {
        self.text = text
    }

    /// Whether a text is such an address, right or wrong.
    package static func isOne(_ text: String) -> Bool {
        text.utf8.starts(with: "postgres://".utf8) || text.utf8.starts(with: "postgresql://".utf8)
    }

    /// What libpq does not understand of it; `nil` if it understands all.
    ///
    /// - Throws: `.unavailable` if this machine has no libpq.
    package func fault() throws(StorageError) -> String? {
        try LibPQ.load()
        var message: UnsafeMutablePointer<CChar>?
        let options = LibPQ.functions.PQconninfoParse(text, &message)
        defer {
            LibPQ.functions.PQconninfoFree(options)
            LibPQ.functions.PQfreemem(message)
        }
        guard options == nil else { return nil }
        let said = message.map { String(cString: $0) } ?? "it cannot be read"
        // Some of its messages repeat the whole address, with the password.
        return said.contains("://") ? String(said.prefix { $0 != "\"" }) : said
    }
}
