import HTTPTypes
import OAuthProtocol

/// The `Date` of answers (RFC 9110 §6.6.1), written once a second.
struct DateField {
    private var moment: Timestamp?
    private var field = HTTPField(name: .date, value: "")

    mutating func at(_ now: Timestamp) -> HTTPField {
        if moment != now {
            moment = now
            field = HTTPField(name: .date, value: CivilTime(now).http)
        }
        return field
    }
}
