import OAuthProtocol
import Synchronization

extension Entropy {
    /// Octets that repeat from run to run and never within one.
    package static func seeded(_ seed: UInt64 = 1) -> Entropy {
        let source = Source(seed: seed)
        return Entropy { count in source.octets(count) }
    }

    private final class Source: Sendable {
        private let generator: Mutex<SeededGenerator>

        init(seed: UInt64) {
            generator = Mutex(SeededGenerator(seed: seed))
        }

        func octets(_ count: Int) -> [UInt8] {
            generator.withLock { $0.octets(count) }
        }
    }
}
