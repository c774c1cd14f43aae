import OAuthProtocol
import WebPages

/// A moment in the civil calendar, UTC, for people and for RFC 3339 text. The conversion is Howard Hinnant's
/// `civil_from_days`, exact for every year that a `Timestamp` in use can have.
struct CalendarTime {
    private let year: Int64
    private let month: Int64
    private let day: Int64
    private let second: Int64

    init(_ moment: Timestamp) {
        // Years -9999…9999 are enough; beyond them the arithmetic is not worth trusting.
        let seconds = min(max(moment.seconds, -377_705_116_800), 253_402_300_799)
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        second = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-01-31T09:30:00.000Z`, the form of `expirationTime` in the answer of the token endpoint.
    var milliseconds: String {
        "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))T\(clock).000Z"
    }

    /// For people, who read it in their own language.
    var civil: CivilTime {
        CivilTime(
            year: Int(year), month: Int(month), day: Int(day), hour: Int(second / 3600), minute: Int(second / 60 % 60))
    }

    private var clock: String {
        [second / 3600, second / 60 % 60, second % 60].map { Self.digits($0, 2) }.joined(separator: ":")
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
