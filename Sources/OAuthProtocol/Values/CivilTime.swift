/// A second of the Gregorian calendar, UTC. The conversion is Howard Hinnant's `civil_from_days`: years are counted from
/// March, so that the leap day is a year's last, in eras of 400 years, which are all alike.
package struct CivilTime: Hashable, Sendable {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    package let year: Int
    /// From 1.
    package let month: Int
    /// From 1.
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// A moment beyond the years 0 to 9999, which is all that the forms below have room for, is the nearest within.
    package init(_ moment: Timestamp) {
        let seconds = Int(min(max(moment.seconds, -62_167_219_200), 253_402_300_799))
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let time = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        self.init(
            year: yearOfEra + era * 400 + (month < 10 ? 0 : 1), month: month < 10 ? month + 3 : month - 9,
            day: dayOfYear - (153 * month + 2) / 5 + 1, hour: time / 3600, minute: time / 60 % 60, second: time % 60)
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). The two obsolete forms are not sent by anybody today.
    ///
    /// - Returns: `nil` for anything else.
    package init?(http text: String) {
        let words = text.octets.split(" ")
        guard words.count == 6, words[0].octets.hasSuffix(","), words[5] == "GMT" || words[5] == "UTC",
            let day = Int(words[1]), (1...31).contains(day), let month = Self.months.firstIndex(of: String(words[2])),
            let year = Int(words[3]), (1970...9999).contains(year)
        else { return nil }
        let time = words[4].octets.split(":").compactMap { Int($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]) else {
            return nil
        }
        self.init(year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])
    }

    /// The moment that this is.
    package var timestamp: Timestamp {
        Timestamp(Int64(daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second))
    }

    /// `2026-01-31T09:30:00Z` (RFC 3339).
    package var rfc3339: String { "\(date)T\(time)Z" }

    /// `2026-01-31T09:30:00.000Z`
    ///
    /// - `milliseconds`: below 1,000.
    package func rfc3339(milliseconds: Int) -> String {
        "\(date)T\(time).\(Self.digits(milliseconds, 3))Z"
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    package var http: String {
        let weekday = ((daysSince1970 % 7) + 7) % 7
        return
            "\(Self.days[weekday]), \(Self.digits(day, 2)) \(Self.months[month - 1]) \(Self.digits(year, 4)) \(time) GMT"
    }

    /// `09:30:00`
    package var time: String { [hour, minute, second].map { Self.digits($0, 2) }.joined(separator: ":") }

    private var date: String { "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))" }

    private var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return text.utf8.count < count ? String(repeating: "0", count: count - text.utf8.count) + text : text
    }
}

extension Timestamp {
    /// RFC 3339 in UTC, to the second: `2026-01-31T09:30:00Z`.
    package var rfc3339: String { CivilTime(self).rfc3339 }
}
