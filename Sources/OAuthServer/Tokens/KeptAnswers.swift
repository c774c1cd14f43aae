import Synchronization

/// What was answered about a live token, as it was written: while the token counts as verified nothing that goes into its
/// answers changes, so each is written once.
final class KeptAnswers: Sendable {
    /// What is answered.
    enum Kind: Int, CaseIterable {
        case introspection
        case userInfo
        case me
    }

    /// Octets of the longest that is kept, so that all of them together are bounded.
    private static let longest = 4_096

    private let octets = Mutex([[UInt8]?](repeating: nil, count: Kind.allCases.count))

    /// The answer, written by `write` if it was not yet: from the token alone, and from what never changes while the server runs.
    func octets(of kind: Kind, _ write: () -> [UInt8]) -> [UInt8] {
        if let kept = octets.withLock({ $0[kind.rawValue] }) { return kept }
        let written = write()
        guard written.count <= Self.longest else { return written }
        octets.withLock { $0[kind.rawValue] = written }
        return written
    }
}
