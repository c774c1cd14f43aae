/// The forms that words take beside numbers (Unicode CLDR, plural rules).
enum PluralCategory: String, CaseIterable, Sendable {
    case zero
    case one
    case two
    case few
    case many
    case other
}

/// Which form a whole number takes in a language. Only the rules that differ for whole numbers below a million are kept
/// apart.
enum PluralRule: Sendable {
    /// One form for all numbers.
    case alike
    /// 1 is `one`.
    case one
    /// 0 and 1 are `one`.
    case zeroAndOne
    case arabic
    /// Russian, Ukrainian and Belarusian.
    case eastSlavic
    case polish
    /// Czech and Slovak.
    case czech
    case hebrew

    /// By the first subtag; a language that is not listed here has `one` and `other`, like most.
    init(_ language: LanguageTag) {
        switch language.subtags.first {
        case "ja", "zh", "ko", "vi", "th", "id", "ms", "lo", "my", "km": self = .alike
        case "fr", "pt", "hi", "fa", "bn", "hy": self = .zeroAndOne
        case "ar": self = .arabic
        case "ru", "uk", "be": self = .eastSlavic
        case "pl": self = .polish
        case "cs", "sk": self = .czech
        case "he": self = .hebrew
        default: self = .one
        }
    }

    /// The forms that a text must have: those that some number takes.
    var categories: [PluralCategory] {
        let taken = Set((0...200).map(category))
        return PluralCategory.allCases.filter(taken.contains)
    }

    /// The form for `count`, which is not negative.
    func category(_ count: Int) -> PluralCategory {
        let ten = count % 10
        let hundred = count % 100
        switch self {
        case .alike: return .other
        case .one: return count == 1 ? .one : .other
        case .zeroAndOne: return count <= 1 ? .one : .other
        case .arabic:
            switch (count, hundred) {
            case (0, _): return .zero
            case (1, _): return .one
            case (2, _): return .two
            case (_, 3...10): return .few
            case (_, 11...99): return .many
            default: return .other
            }
        case .eastSlavic, .polish:
            if self == .polish ? count == 1 : ten == 1 && hundred != 11 { return .one }
            return (2...4).contains(ten) && !(12...14).contains(hundred) ? .few : .many
        case .czech: return count == 1 ? .one : (2...4).contains(count) ? .few : .other
        case .hebrew: return count == 1 ? .one : count == 2 ? .two : .other
        }
    }
}
