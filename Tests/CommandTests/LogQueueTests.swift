import Dispatch
import Testing

@testable import cardea

/// Log lines wait for whoever reads them, and nothing else does.
struct LogQueueTests {
    @Test func `lines are written in their order, and what is beyond the bound is counted`() {
        let lines = Lines()
        let reader = DispatchSemaphore(value: 0)
        let queue = LogQueue { lines.add(Array("\($0) left out\n".utf8)) }
        queue.add { reader.wait() }
        for number in 0..<(LogQueue.capacity + 4) { queue.add { lines.add(Array("\(number)\n".utf8)) } }
        #expect(lines.text.isEmpty)
        reader.signal()
        queue.flush()
        let written = lines.text.split(separator: "\n")
        #expect(written.first == "5 left out")
        #expect(written.dropFirst().elementsEqual((0..<(LogQueue.capacity - 1)).map { "\($0)" }))
    }
}
