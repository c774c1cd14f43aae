import OAuthProtocol
import Storage

extension UserRecord {
    /// An account; by default `ada`, whose address is verified.
    ///
    /// - `id`: by default one that follows from the name.
    /// - `email`: by default the name at example.com; an empty text means none.
    package static func make(
        _ username: String = "ada", id: Int64? = nil, email: String? = nil, emailVerified: Bool = true,
        name: String? = "Ada Lovelace", passwordHash: String? = nil, disabled: Bool = false,
        createdAt: Timestamp = Timestamp(1_700_000_000)
    ) -> UserRecord {
        let number = id ?? username.utf8.reduce(7) { ($0 &* 31 &+ Int64($1)) & 0xffff_ffff_ffff }
        let address = email ?? "\(username)@example.com"
        return UserRecord(
            id: UserID(number) ?? UserID(from: .seeded(UInt64(number.magnitude))), username: username,
            email: address.isEmpty ? nil : address, emailVerified: emailVerified, name: name,
            passwordHash: passwordHash, disabled: disabled, createdAt: createdAt)
    }
}
