import HTTPTypes
import OAuthProtocol

/// The `Date` of answers (RFC 9110 §6.6.1), written once a second.
struct DateField {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private var moment: Timestamp?
    private var field = HTTPField(name: .date, value: "")

    mutating func at(_ now: Timestamp) -> HTTPField {
        if moment != now {
            moment = now
            field = HTTPField(name: .date, value: Self.text(now))
        }
        return field
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    static func text(_ moment: Timestamp) -> String {
        // Four digits are all that the form has room for.
        let seconds = min(max(moment.seconds, 0), 253_402_300_799)
        let (days, time) = (Int(seconds / 86_400), Int(seconds % 86_400))
        let (year, month, day) = civil(days)
        return "\(Self.days[days % 7]), \(two(day)) \(months[month - 1]) \(year) "
            + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// The Gregorian date of a day since 1970-01-01. Years are counted from March, so that the leap day is the last of
    /// its year, in eras of 400 years, which are all alike.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (
            yearOfEra + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }
}
