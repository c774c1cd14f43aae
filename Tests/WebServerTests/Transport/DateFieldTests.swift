import HTTPTypes
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct DateFieldTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (.min, "Thu, 01 Jan 1970 00:00:00 GMT"),
    ])
    func `a moment is written as RFC 9110 wants it`(seconds: Int64, expected: String) {
        #expect(DateField.text(Timestamp(seconds)) == expected)
    }

    @Test func `the date moves on with the clock`() {
        var date = DateField()
        #expect(date.at(Timestamp(0)).value == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(date.at(Timestamp(0)).value == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(date.at(Timestamp(1)).value == "Thu, 01 Jan 1970 00:00:01 GMT")
    }
}
