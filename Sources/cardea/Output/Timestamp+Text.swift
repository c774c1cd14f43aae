import Foundation
import OAuthProtocol

extension Timestamp {
    /// RFC 3339 in UTC, to the second: `2026-01-31T09:30:00Z`.
    var text: String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}
