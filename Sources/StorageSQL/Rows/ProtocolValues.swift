import OAuthProtocol
import Storage

/// A value of the protocol that is kept as one column of a simpler kind.
protocol StoredAs: ColumnValue {
    associatedtype Column: ColumnValue

    var column: Column { get }

    /// `nil` if no such value has this column.
    init?(column: Column)
}

extension StoredAs {
    package static var kind: ColumnKind { Column.kind }
    package static var ofNull: Self? { Column.ofNull.flatMap { Self(column: $0) } }

    package init?(of row: any ResultRow) {
        guard let column = Column(of: row) else { return nil }
        self.init(column: column)
    }

    package func bind(to arguments: inout any Arguments) { column.bind(to: &arguments) }
}

extension StoredAs where Self: RawRepresentable, RawValue == Column {
    var column: Column { rawValue }
    init?(column: Column) { self.init(rawValue: column) }
}

extension SignatureAlgorithm: StoredAs { typealias Column = String }
extension SigningKeyRecord.State: StoredAs { typealias Column = String }
extension ClientRecord.Origin: StoredAs { typealias Column = String }
extension OneTimeLinkRecord.Purpose: StoredAs { typealias Column = String }
extension MailRecord.Kind: StoredAs { typealias Column = String }

extension Bool: StoredAs {
    var column: Int64 { self ? 1 : 0 }

    init?(column: Int64) {
        guard column == 0 || column == 1 else { return nil }
        self = column == 1
    }
}

extension AuthenticationMethods: StoredAs {
    typealias Column = Int64

    /// Of versions that knew passwords alone.
    package static var ofNull: AuthenticationMethods? { .password }
}

extension Timestamp: StoredAs {
    var column: Int64 { seconds }
    init?(column: Int64) { self.init(column) }
}

extension UserID: StoredAs {
    var column: Int64 { number }
    init?(column: Int64) { self.init(column) }
}

extension TimedID: StoredAs {
    var column: Blob { Blob(octets) }
    init?(column: Blob) { self.init(octets: column.octets) }
}

extension TokenDigest: StoredAs {
    var column: Blob { Blob(octets) }
    init?(column: Blob) { self.init(octets: column.octets) }
}

extension ClientID: StoredAs {
    var column: String { value }
    init?(column: String) { self.init(column) }
}

extension RedirectURI: StoredAs {
    var column: String { value }
    init?(column: String) { self.init(column) }
}

extension CodeChallenge: StoredAs {
    var column: String { value }
    init?(column: String) { self.init(column) }
}

extension Scope: StoredAs {
    var column: String { description }

    /// The syntax was checked before it was written, and what a union of scopes may not exceed is no matter here.
    init?(column: String) { self.init(column.octets.split(" ").map(String.init)) }
}

/// An object without members is null.
extension JSONObject: StoredAs {
    var column: String? { members.isEmpty ? nil : JSONValue.object(self).text }

    init?(column: String?) {
        guard let column else {
            self = [:]
            return
        }
        self.init(text: column)
    }

    fileprivate init?(text: String) {
        guard let object = try? JSONParser.parse(Array(text.utf8)).object else { return nil }
        self = object
    }
}

extension ClaimsRequest: StoredAs {
    var column: String { JSONValue.object(json).text }

    init?(column: String) {
        guard let object = JSONObject(text: column) else { return nil }
        self.init(json: object)
    }
}

extension ClientMetadata: StoredAs {
    var column: String { JSONValue.object(json).text }

    init?(column: String) {
        guard let object = JSONObject(text: column) else { return nil }
        try? self.init(json: object)
    }
}

extension JSONValue {
    /// As a column holds it.
    var text: String { String(decoding: octets, as: UTF8.self) }
}

/// What one column holds several of.
protocol ListElement: Sendable {
    associatedtype Column: ColumnValue

    static func column(of list: [Self]) -> Column

    /// `nil` if one of them cannot be read.
    static func list(of column: Column) -> [Self]?
}

extension Array: Bindable, ColumnValue, StoredAs where Element: ListElement {
    var column: Element.Column { Element.column(of: self) }

    init?(column: Element.Column) {
        guard let list = Element.list(of: column) else { return nil }
        self = list
    }
}

extension UInt8: ListElement {
    static func column(of list: [UInt8]) -> Blob { Blob(list) }
    static func list(of column: Blob) -> [UInt8]? { column.octets }
}

/// Texts without spaces, such as names of claims; none is null.
extension String: ListElement {
    static func column(of list: [String]) -> String? { list.isEmpty ? nil : list.joined(separator: " ") }
    static func list(of column: String?) -> [String]? { (column ?? "").octets.split(" ").map(String.init) }
}

/// A URI has no space.
extension ResourceIndicator: ListElement {
    static func column(of list: [ResourceIndicator]) -> String { list.map(\.value).joined(separator: " ") }

    static func list(of column: String) -> [ResourceIndicator]? {
        column.octets.split(" ").mapAll { ResourceIndicator(String($0)) }
    }
}

/// A client's secrets as one JSON text: `[{"digest":"…","expires_at":1700000000},{"argon2id":"…"}]`.
extension StoredSecret: ListElement {
    static func column(of list: [StoredSecret]) -> String {
        JSONValue.array(list.map { .object($0.json) }).text
    }

    static func list(of column: String) -> [StoredSecret]? {
        guard let elements = try? JSONParser.parse(Array(column.utf8)).array else { return nil }
        return elements.mapAll { $0.object.flatMap(StoredSecret.init(json:)) }
    }

    private var json: JSONObject {
        var object = JSONObject()
        switch form {
        case .digest(let digest): object["digest"] = .string(Base64URL.encode(digest.octets))
        case .argon2id(let encoded): object["argon2id"] = .string(encoded)
        }
        object["expires_at"] = expiresAt.map { .integer($0.seconds) }
        return object
    }

    private init?(json object: JSONObject) {
        let end = object["expires_at"].map(\.integer)
        if case .some(nil) = end { return nil }
        let digest = object["digest"]?.string.flatMap { Base64URL.decode($0) }.flatMap { TokenDigest(octets: $0) }
        guard let form = digest.map(Form.digest) ?? object["argon2id"]?.string.map(Form.argon2id) else { return nil }
        self.init(form, expiresAt: (end ?? nil).map { Timestamp($0) })
    }
}

extension Array {
    /// What comes of all elements; `nil` if nothing does of one.
    fileprivate func mapAll<Value>(_ transform: (Element) -> Value?) -> [Value]? {
        let values = compactMap(transform)
        return values.count == count ? values : nil
    }
}
