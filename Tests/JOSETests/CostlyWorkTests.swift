import Foundation
import JOSE
import Synchronization
import Testing

@Suite struct CostlyWorkTests {
    @Test func `work beyond the limit is turned away at once, and what was admitted is done`() async {
        let work = CostlyWork(name: "test", most: 1)
        let gate = DispatchSemaphore(value: 0)
        let begun = Mutex(false)
        async let admitted = work.run {
            begun.withLock { $0 = true }
            gate.wait()
            return 1
        }
        while !begun.withLock({ $0 }) { await Task.yield() }
        #expect(await work.run { 2 } == nil)
        gate.signal()
        #expect(await admitted == 1)
        #expect(await work.run { 3 } == 3, "there is room again")
    }
}
