import Synchronization

/// What is computed from all pages, made when somebody first asks: a server that nobody asks pays nothing for it. It is made
/// on a thread of its own, since it takes longer than an event loop may be held up.
final class MadeOnce<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let making = Mutex<Task<Value, Never>?>(nil)

    init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
    }

    var value: Value {
        get async {
            let task = making.withLock { making in
                let task = making ?? Task.detached { [make] in make() }
                making = task
                return task
            }
            return await task.value
        }
    }
}
