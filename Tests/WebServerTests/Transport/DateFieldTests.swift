import HTTPTypes
import OAuthProtocol
import Testing

@testable import WebServer

struct DateFieldTests {
    @Test func `the date moves on with the clock`() {
        var date = DateField()
        #expect(date.at(Timestamp(0)).value == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(date.at(Timestamp(0)).value == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(date.at(Timestamp(1)).value == "Thu, 01 Jan 1970 00:00:01 GMT")
    }
}
