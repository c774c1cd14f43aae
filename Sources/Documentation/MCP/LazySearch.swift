import Synchronization

/// The search index, made by the first search: a server that nobody asks pays nothing for it.
final class LazySearch: Sendable {
    private let manual: Manual
    private let made = Mutex<ManualSearch?>(nil)

    init(manual: Manual) {
        self.manual = manual
    }

    var value: ManualSearch {
        made.withLock { made in
            let search = made ?? ManualSearch(manual)
            made = search
            return search
        }
    }
}
