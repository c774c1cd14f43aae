import CLibPQ
import OAuthProtocol
import Storage

/// Where a PostgreSQL database is, as libpq reads it: `postgres://user@host:port/name?sslmode=verify-full`, with several hosts
/// if there are standbys (PostgreSQL, "Connection URIs").
package struct DatabaseAddress: Sendable, CustomStringConvertible {
    package let text: String

    /// - `text`: a URI of the scheme `postgres` or `postgresql`.
    package init(_ text: String) {
        self.text = text
    }

    /// Where it is, without what only its owner should see: the user, the password and the parameters. Where the password has signs
    /// that end it, none of it is shown all the same.
    package var description: String {
        let parts = Parts(text)
        let place = parts.place.prefix { $0 != UInt8(ascii: "?") }
        let host = place.lastIndex(of: UInt8(ascii: "@")).map { place[($0 + 1)...] } ?? place
        return "postgres://" + String(decoding: host, as: UTF8.self)
    }

    /// The text behind the scheme, as libpq takes it apart.
    private struct Parts {
        /// What stands before the first `@`, if no `/` comes before that; `nil` if there is none.
        let user: ArraySlice<UInt8>?
        /// What follows: hosts, the database, parameters.
        let place: ArraySlice<UInt8>

        init(_ text: String) {
            let octets = Array(text.utf8)
            let all = octets.dropFirst(octets.starts(with: "postgres://".utf8) ? 11 : 13)
            let head = all.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "/") }
            let hasUser = all[head.endIndex...].first == UInt8(ascii: "@")
            user = hasUser ? head : nil
            place = hasUser ? all[(head.endIndex + 1)...] : all
        }
    }

    /// The same database with this schema in front of all others; `nil` if the address says something of that itself.
    package func inSchema(_ name: String) -> DatabaseAddress? {
        let octets = Array(text.utf8)
        let query = octets.firstIndex(of: UInt8(ascii: "?")).map {
            octets[($0 + 1)...].split(separator: UInt8(ascii: "&"))
        }
        if query?.contains(where: { $0.starts(with: "options=".utf8) }) == true { return nil }
        return DatabaseAddress("\(text)\(query == nil ? "?" : "&")options=-csearch_path%3D\(name)")
    }

    /// Whether a text is such an address, right or wrong.
    package static func isOne(_ text: String) -> Bool {
        text.utf8.starts(with: "postgres://".utf8) || text.utf8.starts(with: "postgresql://".utf8)
    }

    /// What libpq does not understand of it; `nil` if it understands all.
    ///
    /// - Throws: `.unavailable` if this machine has no libpq.
    package func fault() throws(StorageError) -> String? {
        // An @ more belongs to the password, most likely, which libpq would take for a host and name in its errors.
        guard !Parts(text).place.prefix(while: { $0 != UInt8(ascii: "?") }).contains(UInt8(ascii: "@")) else {
            return "in the user and the password, @ is written %40, / is written %2F, ? is written %3F"
        }
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
        return said.octets.contains("://")
            ? String(decoding: said.utf8.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self) : said
    }
}
