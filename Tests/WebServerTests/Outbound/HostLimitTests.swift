import NIOCore
import OAuthProtocol
import Synchronization
import Testing

@testable import Outbound

/// Who waits for a slow host, and how long.
@Suite struct HostLimitTests {
    private let later = NIODeadline.distantFuture

    @Test func `two are under way with one host, and the others wait their turn`() async throws {
        let places = HostLimit(waiting: 3)
        let order = Order()
        for _ in 0..<2 { try await places.take("slow.example", by: later) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<3 {
                group.addTask {
                    try await places.take("slow.example", by: later)
                    order.append(number)
                }
                while places.waiting(for: "slow.example") < number + 1 { await Task.yield() }
            }
            await #expect(throws: OutboundFailure.self) {
                try await places.take("slow.example", by: later)
            }
            // Nobody else is concerned.
            try await places.take("quick.example", by: later)
            #expect(order.numbers.isEmpty)
            for number in 0..<3 {
                places.leave("slow.example")
                while order.numbers.count < number + 1 { await Task.yield() }
            }
            try await group.waitForAll()
        }
        #expect(order.numbers == [0, 1, 2])
        for _ in 0..<2 { places.leave("slow.example") }
        for _ in 0..<2 { try await places.take("slow.example", by: later) }
    }

    @Test func `nobody waits beyond the deadline, and the place is not lost`() async throws {
        let places = HostLimit(waiting: 3)
        for _ in 0..<2 { try await places.take("slow.example", by: later) }
        await #expect(throws: OutboundFailure.self) {
            try await places.take("slow.example", by: .now())
        }
        #expect(places.waiting(for: "slow.example") == 0)
        places.leave("slow.example")
        try await places.take("slow.example", by: later)
    }

    @Test func `whoever goes away while waiting takes no place`() async throws {
        let places = HostLimit(waiting: 3)
        for _ in 0..<2 { try await places.take("slow.example", by: later) }
        let waiter = Task { try await places.take("slow.example", by: later) }
        while places.waiting(for: "slow.example") < 1 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        places.leave("slow.example")
        try await places.take("slow.example", by: later)
    }
}

/// Who had their turn, in order.
private final class Order: Sendable {
    private let list = Mutex<[Int]>([])

    var numbers: [Int] { list.withLock { $0 } }

    func append(_ number: Int) {
        list.withLock { $0.append(number) }
    }
}
