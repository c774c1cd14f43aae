import Logging
import OAuthProtocol
import Synchronization
import Testing

@testable import cardea

/// What operators and their programs read on standard error.
struct LogLineTests {
    private func written(
        _ format: LogSettings.Format, _ message: Logger.Message, _ metadata: Logger.Metadata = [:]
    ) -> String {
        let lines = Lines()
        let output = LogOutput(format: format, milliseconds: { 1_769_851_800_123 }, write: lines.add)
        let logger = Logger(label: "cardea") { LineLogHandler(logLevel: .info, label: $0, output: output) }
        logger.debug("not seen")
        logger.info(message, metadata: metadata)
        return lines.text
    }

    @Test func `programs read one JSON object on a line`() throws {
        let line = written(.json, "request", ["status": .stringConvertible(200), "request": "a-1"])
        #expect(line.hasSuffix("}\n"))
        let object = try #require(try JSONParser.parse(Array(line.utf8)).object)
        #expect(object["time"]?.string == "2026-01-31T09:30:00.123Z")
        #expect(object["level"]?.string == "info")
        #expect(object["message"]?.string == "request")
        #expect(object["status"]?.integer == 200)
        #expect(object["request"]?.string == "a-1")
    }

    @Test func `people read one line of text`() {
        #expect(
            written(.text, "request", ["status": "200", "agent": "a b"])
                == "09:30:00.123 info     request agent=\"a b\" status=200\n")
    }

    @Test(arguments: LogSettings.Format.allCases)
    func `nothing that comes from outside begins a line or steers a terminal`(format: LogSettings.Format) {
        let line = written(format, "bad\nrequest", ["agent": "x\r\n\u{1b}[2J{\"level\":\"error\"}", "a\nb": "c"])
        #expect(line.filter(\.isNewline).count == 1)
        #expect(!line.contains("\u{1b}"))
    }
}

/// Collects what a log writes.
final class Lines: Sendable {
    private let octets = Mutex<[UInt8]>([])

    @Sendable func add(_ line: [UInt8]) {
        octets.withLock { $0 += line }
    }

    var text: String { octets.withLock { String(decoding: $0, as: UTF8.self) } }
}
