import OAuthProtocol
import Storage

extension LogoutNoticeRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns =
        "session_id, client_id, client_instance, user_id, created_at, attempts, due_at, expires_at"

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        self.init(
            sessionID: try row.value(), client: try row.registration(),
            userID: try row.value(), createdAt: try row.value(), attempts: try row.value(), dueAt: try row.value(),
            expiresAt: try row.value())
    }
}

/// Identifiers of clients as one JSON text, so that a statement takes any number of them as one argument.
struct ClientList: Bindable {
    private let text: String

    init(_ clients: Set<ClientID>) {
        text = String(decoding: JSONValue.strings(clients.map(\.value)).octets, as: UTF8.self)
    }

    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        text.bind(to: statement, at: index)
    }
}
