import OAuthProtocol
import Storage

extension SQLStore {
    package func findSecurityEpoch() async throws(StorageError) -> Timestamp? {
        try await read { try $0.value("SELECT moved_at FROM security_epoch") }
    }
}
