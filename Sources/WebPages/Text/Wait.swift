/// A time to wait, in words.
enum Wait {
    /// The seconds in the largest unit that they fill, rounded up.
    static func words(_ seconds: Int) -> String {
        let (count, unit) =
            switch seconds {
            case ..<60: (max(1, seconds), "second")
            case ..<3600: (seconds / 60 + (seconds % 60 == 0 ? 0 : 1), "minute")
            default: (seconds / 3600 + (seconds % 3600 == 0 ? 0 : 1), "hour")
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
