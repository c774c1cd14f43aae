import OAuthProtocol

/// A registered client as it is kept.
package struct ClientRecord: Sendable, Equatable {
    /// Where a client came from, which decides who may change it.
    package enum Origin: String, Sendable, CaseIterable {
        /// `cardea client add`
        case command
        /// `clients[]` of the configuration file, kept equal to it
        case configuration
        /// `cardea serve --dev`
        case development
        /// Registered itself (RFC 7591)
        case registration
        /// Is described by the metadata document that its identifier names
        case document

        /// Whether it is a dynamic client: one that no operator registered, and that says of itself what it is (RFC 7591,
        /// Client ID Metadata Documents).
        package var isDynamic: Bool { self == .registration || self == .document }
    }

    package let registration: ClientRegistration
    package var metadata: ClientMetadata
    /// The secrets that are good now, the newest first; empty for a public client.
    package var secrets: [StoredSecret]
    package let origin: Origin
    package let createdAt: Timestamp
    /// When the client last authenticated, to within a minute; `nil` if never.
    package var lastUsedAt: Timestamp?
    /// When and how it leaves by itself; `nil` for a client that somebody here registered.
    package var expiry: Expiry?
    /// Whose share of the rows it has, while nobody has let the client in: that of the network which registered other metadata
    /// for it (``Network``); `nil` for every other client.
    package var network: [UInt8]?
    /// Whether a store has it; a client that named itself has no row before somebody first lets it in.
    package var isKept = true

    /// How long a client that nobody here registered stays.
    package struct Expiry: Sendable, Equatable {
        /// Seconds without use after which it is gone.
        package let idle: Int64
        /// The first second in which it is; each use moves it.
        package var at: Timestamp

        package init(idle: Int64, at: Timestamp) {
            self.idle = idle
            self.at = at
        }
    }

    package init(
        _ registration: ClientRegistration, metadata: ClientMetadata, secrets: [StoredSecret], origin: Origin,
        createdAt: Timestamp, lastUsedAt: Timestamp? = nil, expiry: Expiry? = nil, network: [UInt8]? = nil
    ) {
        self.registration = registration
        self.metadata = metadata
        self.secrets = secrets
        self.origin = origin
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiry = expiry
        self.network = network
    }

    package var id: ClientID { registration.id }

    /// What people are told that it is called: its name; without one, where it sends people to if it named itself, and
    /// otherwise its identifier.
    package var shownName: String {
        if let name = metadata.name { return name }
        return origin.isDynamic ? metadata.redirectURIs.first?.displayedHost ?? id.value : id.value
    }

    /// The hosts that a client which nobody here registered speaks for: of its document, and where it sends people to.
    package var hosts: [String] {
        guard origin.isDynamic else { return [] }
        let document = origin == .document ? URIParts(id.value)?.host : nil
        let hosts = [document] + metadata.redirectURIs.map { $0.parts.host ?? $0.parts.scheme }
        return Set(hosts.compactMap { $0?.octets.lowercased }).sorted()
    }
}

/// A client secret as it is kept: never itself.
package struct StoredSecret: Sendable, Hashable {
    package enum Form: Sendable, Hashable {
        /// Of a secret that we generated: 256 bits, so one SHA-256 is enough.
        case digest(TokenDigest)
        /// Of a secret that somebody chose: Argon2id in its encoded form.
        case argon2id(String)
    }

    package let form: Form
    /// The first second in which it is no longer accepted; `nil` means that it has no end.
    package var expiresAt: Timestamp?

    package init(_ form: Form, expiresAt: Timestamp? = nil) {
        self.form = form
        self.expiresAt = expiresAt
    }
}
