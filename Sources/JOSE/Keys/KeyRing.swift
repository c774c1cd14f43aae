import Synchronization

/// Where every request finds the keys, and where a rotation puts new ones. Reading takes no more than a short lock.
package final class KeyRing: Sendable {
    private let keys: Mutex<KeySet>
    private let replaced = Atomic(0)

    package init(_ keys: KeySet = KeySet()) {
        self.keys = Mutex(keys)
    }

    /// How often the keys were replaced: while it stays the same, so do they.
    package var replacements: Int { replaced.load(ordering: .acquiring) }

    /// The keys of this moment. A request reads them once, so that it sees one rotation and not two.
    package var current: KeySet {
        keys.withLock { $0 }
    }

    /// Requests that begin from now on see `keys`.
    package func replace(_ keys: KeySet) {
        self.keys.withLock { $0 = keys }
        replaced.add(1, ordering: .releasing)
    }
}
