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
    init?(of statement: OpaquePointer, at index: CInt) {
        guard let column = Column(of: statement, at: index) else { return nil }
        self.init(column: column)
    }

    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        column.bind(to: statement, at: index)
    }
}

extension StoredAs where Self: RawRepresentable, RawValue == Column {
    var column: Column { rawValue }

    init?(column: Column) {
        self.init(rawValue: column)
    }
}

extension Bool: StoredAs {
    var column: Int64 { self ? 1 : 0 }

    init?(column: Int64) {
        guard column == 0 || column == 1 else { return nil }
        self = column == 1
    }
}

extension Timestamp: StoredAs {
    var column: Int64 { seconds }

    init?(column: Int64) {
        self.init(column)
    }
}

extension UserID: StoredAs {
    var column: Int64 { number }

    init?(column: Int64) {
        self.init(column)
    }
}

extension ClientID: StoredAs {
    var column: String { value }

    init?(column: String) {
        self.init(column)
    }
}

extension TimedID: StoredAs {
    var column: [UInt8] { octets }

    init?(column: [UInt8]) {
        self.init(octets: column)
    }
}

extension TokenDigest: StoredAs {
    var column: [UInt8] { octets }

    init?(column: [UInt8]) {
        self.init(octets: column)
    }
}

extension RedirectURI: StoredAs {
    var column: String { value }

    init?(column: String) {
        self.init(column)
    }
}

extension CodeChallenge: StoredAs {
    var column: String { value }

    init?(column: String) {
        self.init(column)
    }
}

extension Scope: StoredAs {
    var column: String { description }

    /// The syntax was checked before it was written, and what a union of scopes may not exceed is no matter here.
    init?(column: String) {
        self.init(column.octets.split(" ").map(String.init))
    }
}

/// Resources as one text: a URI has no space.
struct ResourceList: StoredAs {
    let resources: [ResourceIndicator]

    init(_ resources: [ResourceIndicator]) {
        self.resources = resources
    }

    var column: String { resources.map(\.value).joined(separator: " ") }

    init?(column: String) {
        let texts = column.octets.split(" ")
        resources = texts.compactMap { ResourceIndicator(String($0)) }
        guard resources.count == texts.count else { return nil }
    }
}

extension ClaimsRequest: StoredAs {
    var column: String { String(decoding: json.octets, as: UTF8.self) }

    init?(column: String) {
        guard let parsed = try? JSONParser.parse(Array(column.utf8)).object else { return nil }
        self.init(json: parsed)
    }
}

extension JSONObject: StoredAs {
    var column: String { String(decoding: octets, as: UTF8.self) }

    init?(column: String) {
        guard let object = try? JSONParser.parse(Array(column.utf8)).object else { return nil }
        self = object
    }
}

extension SignatureAlgorithm: StoredAs { typealias Column = String }
extension SigningKeyRecord.State: StoredAs { typealias Column = String }
extension ClientRecord.Origin: StoredAs { typealias Column = String }
