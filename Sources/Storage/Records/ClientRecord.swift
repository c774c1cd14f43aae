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
    }

    package let id: ClientID
    /// A random number that this registration alone has. What was issued to a client of the same name that was removed
    /// before carries another, so it never comes back to life.
    package let instance: Int64
    package var metadata: ClientMetadata
    /// The secrets that are good now, the newest first; empty for a public client.
    package var secrets: [StoredSecret]
    package let origin: Origin
    package let createdAt: Timestamp
    /// When the client last authenticated, to within a minute; `nil` if never.
    package var lastUsedAt: Timestamp?

    /// What people are told that it is called: its name, or without one its identifier.
    package var shownName: String { metadata.name ?? id.value }

    package init(
        id: ClientID, instance: Int64, metadata: ClientMetadata, secrets: [StoredSecret], origin: Origin,
        createdAt: Timestamp, lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.instance = instance
        self.metadata = metadata
        self.secrets = secrets
        self.origin = origin
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
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
