import Synchronization

/// Names requests: a prefix for the life of the process and a number that counts up, in hexadecimal.
package final class RequestIDs: Sendable {
    private let prefix: String
    private let count = Atomic<UInt64>(0)

    /// - Parameter prefix: tells one run or one server of a cluster from another, such as eight random characters.
    package init(prefix: String) {
        self.prefix = prefix
    }

    package func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return prefix + "-" + String(number, radix: 16)
    }
}
