import OAuthProtocol
import Testing

struct CivilTimeTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (-86_400, "Wed, 31 Dec 1969 00:00:00 GMT"),
        (.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
    ])
    func `a moment is written as RFC 9110 wants it`(seconds: Int64, expected: String) {
        #expect(CivilTime(Timestamp(seconds)).http == expected)
        let nearest = min(max(seconds, -62_167_219_200), 253_402_300_799)
        #expect(CivilTime(Timestamp(seconds)).timestamp.seconds == nearest)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 as Int64?), ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("yesterday", nil), ("Sun, 06 Nov 1994 08:49 GMT", nil),
        ("Sun, 99 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 999999999999 08:49:37 GMT", nil), ("", nil),
    ])
    func `a Date header is read, or is not one`(text: String, seconds: Int64?) {
        #expect(CivilTime(http: text)?.timestamp.seconds == seconds)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
        (951_868_799, "2000-02-29T23:59:59.000Z"),
        (951_868_800, "2000-03-01T00:00:00.000Z"), (1_709_164_800, "2024-02-29T00:00:00.000Z"),
        (1_709_251_200, "2024-03-01T00:00:00.000Z"), (1_735_689_599, "2024-12-31T23:59:59.000Z"),
        (1_769_851_800, "2026-01-31T09:30:00.000Z"), (4_107_542_399, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000Z"), (13_574_563_200, "2400-02-29T00:00:00.000Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
    ])
    func `a moment is written in the civil calendar, leap years and all`(seconds: Int64, text: String) {
        #expect(CivilTime(Timestamp(seconds)).rfc3339(milliseconds: 0) == text)
    }

    @Test func `no moment is beyond writing`() {
        for seconds in [Int64.min, .max] {
            #expect(CivilTime(Timestamp(seconds)).rfc3339(milliseconds: 0).hasSuffix("Z"))
        }
        #expect(
            CivilTime(Timestamp(1_769_851_800))
                == CivilTime(year: 2026, month: 1, day: 31, hour: 9, minute: 30))
    }

    @Test func `days follow each other through four hundred years`() {
        var previous = ""
        for day in Int64(0)..<146_097 {
            let text = String(CivilTime(Timestamp(day * 86_400)).rfc3339.prefix(10))
            #expect(text > previous)
            previous = text
        }
        #expect(previous == "2369-12-31")
    }
}
