import CardeaTesting
import Logging
import OAuthProtocol
import Testing

@testable import cardea

struct TroublesTests {
    @Test func `what fails each second is said once a minute, and anew when it had been well`() {
        let log = CapturedLog()
        let troubles = Troubles()
        for second in 0..<150 {
            troubles.say("it failed", "no", at: Timestamp(1_700_000_000 + Int64(second)), to: log.logger)
        }
        #expect(log.lines.count == 3)
        troubles.say("another failed", "no", at: Timestamp(1_700_000_150), to: log.logger)
        #expect(log.lines.count == 4)
        troubles.end("it failed")
        troubles.say("it failed", "no", at: Timestamp(1_700_000_151), to: log.logger)
        #expect(log.lines.count == 5)
    }
}
