import OAuthProtocol
import Storage

extension SQLStore {
    package func commitSpending(of assertion: SpentAssertion) async throws(StorageError) -> Bool {
        try await writeApart { try $0.insert(assertion, ifNew: true) }
    }
}

extension Connection {
    func isSpent(_ assertion: SpentAssertion) throws(StorageError) -> Bool {
        try exists("SELECT 1 FROM spent_assertions WHERE digest = ?", assertion.digest)
    }
}
