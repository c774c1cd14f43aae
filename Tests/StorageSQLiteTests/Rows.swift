import OAuthProtocol
import Storage
import StorageTesting

/// A user, a client and what is between them, made of secrets that are known here and must not be kept.
struct Rows: Sendable {
    let secrets = ["code", "cookie", "client secret"].map { Secret("the \($0) that nobody may read") }
    let make: StorageFixture
    let user: UserRecord
    let client: ClientRecord
    let session: SessionRecord
    let delegation: DelegationRecord
    var now: Timestamp { make.now }

    /// Makes and keeps all of it.
    init(in store: some Store) async throws {
        make = StorageFixture(in: store)
        user = try await make.add(make.user("alice-in-the-file"))
        client = try await make.add(make.client(secret: secrets[2].digest))
        session = try await make.begin(make.session(of: user, under: secrets[1].digest))
        delegation = try await make.keep(
            make.delegation(of: user, to: client, in: session, code: secrets[0].digest))
    }
}
