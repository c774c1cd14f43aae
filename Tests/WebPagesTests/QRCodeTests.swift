import Testing

@testable import WebPages

@Suite struct QRCodeTests {
    private let address = "https://auth.example.com/device?user_code=WDJB-MJHT"

    @Test func `a code has its three corners, its timing pattern and its dark module`() throws {
        let code = try #require(QRCode(address))
        // Version 4 holds 62 octets at medium correction, version 3 but 42 (ISO/IEC 18004 table 7).
        #expect(code.size == 33)
        let far = code.size - 7
        for (left, top) in [(0, 0), (far, 0), (0, far)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(column - 3), abs(row - 3))
                    #expect(code.isDark(column: left + column, row: top + row) == (ring != 2))
                }
            }
        }
        for place in 8..<far { #expect(code.isDark(column: place, row: 6) == place.isMultiple(of: 2)) }
        #expect(code.isDark(column: 8, row: code.size - 8))
    }

    @Test func `around the code everything is light`() throws {
        let code = try #require(QRCode(address))
        for place in -QRCode.quietZone..<code.size + QRCode.quietZone {
            for outside in [-1, code.size] {
                #expect(!code.isDark(column: place, row: outside) && !code.isDark(column: outside, row: place))
            }
        }
    }

    @Test func `the path draws every dark module once, and no other`() throws {
        let code = try #require(QRCode(address))
        let path = try #require(code.values["path"] as? String)
        var drawn: Set<[Int]> = []
        for run in path.split(separator: "z") {
            let numbers = try #require(run.wholeMatch(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)/))
            let (column, row, length) = (Int(numbers.1) ?? 0, Int(numbers.2) ?? 0, Int(numbers.3) ?? 0)
            #expect(numbers.3 == numbers.4)
            for step in 0..<length { #expect(drawn.insert([column + step - 4, row - 4]).inserted) }
        }
        let dark = (0..<code.size).flatMap { row in
            (0..<code.size).filter { code.isDark(column: $0, row: row) }.map { [$0, row] }
        }
        #expect(drawn == Set(dark))
        #expect(code.values["side"] as? Int == code.size + 8)
    }

    @Test func `what no code can hold is none`() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "x", count: 2_331)) != nil)
        #expect(QRCode(String(repeating: "x", count: 2_332)) == nil)
    }
}
