import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findSecurityEpoch() throws(StorageError) -> Timestamp? {
        try read { try $0.value("SELECT moved_at FROM security_epoch") }
    }
}
