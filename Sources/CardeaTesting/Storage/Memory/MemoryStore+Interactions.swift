import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    package func findInteraction(_ digest: TokenDigest) -> InteractionRecord? {
        rows.withLock { $0.interactions[digest] }
    }

    package func commitInteraction(_ interaction: InteractionRecord) {
        rows.withLock { $0.interactions[interaction.digest] = interaction }
    }

    package func commitInteraction(_ digest: TokenDigest, request: [UInt8]) -> Bool {
        rows.withLock { rows in
            guard let waiting = rows.interactions[digest] else { return false }
            rows.interactions[digest] = InteractionRecord(
                digest: digest, browser: waiting.browser, request: request, expiresAt: waiting.expiresAt)
            return true
        }
    }

    package func commitEndOfInteraction(_ digest: TokenDigest) -> Bool {
        rows.withLock { $0.interactions.removeValue(forKey: digest) != nil }
    }
}
