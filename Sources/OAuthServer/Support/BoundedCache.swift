/// Values that can be had again, held within a bound. When it is full it starts anew: a flood of keys costs others no more
/// than having theirs again, and nothing needs to be kept in order for that.
struct BoundedCache<Key: Hashable, Value> {
    private let capacity: Int
    private var values: [Key: Value] = [:]

    /// - Parameter capacity: the most that is held at once.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// `nil` if it is not held (any more).
    subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            if newValue != nil, values[key] == nil, values.count >= capacity { values.removeAll() }
            values[key] = newValue
        }
    }
}
