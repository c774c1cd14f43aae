import OAuthProtocol

/// What the value of a standard claim looks like (OpenID Connect Core §5.1).
enum ClaimShape {
    /// What a person reads, on one line.
    case words
    /// A web page or a picture.
    case webAddress
    /// A year, or a day, whose year may be kept back as 0000 (ISO 8601-1).
    case date
    /// A name of the time zone database.
    case timeZone
    /// A language tag (BCP 47).
    case language
    /// As people write it; E.164 is best.
    case telephone
    case flag
    /// An object of texts (§5.1.1).
    case address

    /// The shape of a standard claim that is kept among an account's claims; `nil` for any other name.
    static func of(_ name: String) -> ClaimShape? {
        switch name {
        case "family_name", "given_name", "middle_name", "nickname", "gender", "name": .words
        case "profile", "picture", "website": .webAddress
        case "birthdate": .date
        case "zoneinfo": .timeZone
        case "locale": .language
        case "phone_number": .telephone
        case "phone_number_verified": .flag
        case "address": .address
        default: nil
        }
    }

    /// Whether a value is a text, so that what is written without quotes is one too, though it be digits.
    var isText: Bool {
        switch self {
        case .flag, .address: false
        default: true
        }
    }

    /// Whether a value can be given in several languages (§5.2).
    var isTranslatable: Bool {
        switch self {
        case .words, .webAddress, .address: true
        default: false
        }
    }

    /// What is wrong with a value, completing "the claim … "; `nil` if nothing is.
    func objection(to value: JSONValue) -> String? {
        switch self {
        case .words: Self.isLine(value, longest: 256) ? nil : "has to be text of at most 256 characters on one line"
        case .webAddress: Self.isWebAddress(value) ? nil : "has to be an http or https URL"
        case .date: Self.isDate(value) ? nil : "has to be a date as YYYY-MM-DD, or a year as YYYY"
        case .timeZone: Self.isTimeZone(value) ? nil : "has to be a time zone such as Europe/Berlin"
        case .language: Self.isLanguage(value) ? nil : "has to be a language tag such as en-US"
        case .telephone: Self.isTelephone(value) ? nil : "has to be a telephone number such as +49 30 123456"
        case .flag: value.bool == nil ? "has to be true or false" : nil
        case .address: Self.isAddress(value) ? nil : "has to be an object of texts: \(Self.addressMembers)"
        }
    }

    private static func isLine(_ value: JSONValue, longest: Int) -> Bool {
        guard let text = value.string, text.utf8.count <= 4 * longest else { return false }
        return text.unicodeScalars.count <= longest && text.unicodeScalars.allSatisfy(\.isPartOfText)
    }

    private static func isWebAddress(_ value: JSONValue) -> Bool {
        guard let text = value.string, text.utf8.count <= 2_048, let parts = URIParts(text) else { return false }
        return ["http", "https"].contains(parts.scheme) && parts.host?.isEmpty == false
    }

    private static func isDate(_ value: JSONValue) -> Bool {
        guard let text = value.string, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2d }) else {
            return false
        }
        let parts = text.octets.split("-", keepsEmpty: true)
        let numbers = parts.compactMap { Int($0) }
        guard parts.first?.utf8.count == 4, numbers.count == parts.count else { return false }
        guard parts.count == 3 else { return parts.count == 1 && numbers[0] > 0 }
        guard parts[1].utf8.count == 2, parts[2].utf8.count == 2, (1...12).contains(numbers[1]) else { return false }
        let year = numbers[0]
        let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[numbers[1] - 1]).contains(numbers[2])
    }

    private static func isTimeZone(_ value: JSONValue) -> Bool {
        guard let text = value.string, text.utf8.count <= 64 else { return false }
        let isName: (Substring) -> Bool = { part in
            !part.isEmpty && part.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "_+-".utf8.contains($0) }
        }
        return text.utf8.first?.isASCIILetter == true
            && text.octets.split("/", keepsEmpty: true).allSatisfy(isName)
    }

    private static func isLanguage(_ value: JSONValue) -> Bool {
        value.string.map { Self.isLanguageTag($0[...]) } ?? false
    }

    /// Letters first, then letters and digits between hyphens (RFC 5646 §2.1), at most 64 characters.
    static func isLanguageTag(_ text: Substring) -> Bool {
        guard text.utf8.count <= 64 else { return false }
        let parts = text.octets.split("-", keepsEmpty: true)
        let isSubtag: (Substring) -> Bool = { part in
            (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
        }
        return parts.first?.utf8.allSatisfy(\.isASCIILetter) == true && parts.allSatisfy(isSubtag)
    }

    private static func isTelephone(_ value: JSONValue) -> Bool {
        guard let text = value.string, text.utf8.count <= 64 else { return false }
        return text.utf8.contains(where: \.isASCIIDigit)
            && text.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-.()/ ;=".utf8.contains($0) }
    }

    private static let addressMembers =
        "formatted, street_address, locality, region, postal_code, country"

    private static func isAddress(_ value: JSONValue) -> Bool {
        guard let object = value.object else { return false }
        let known = addressMembers.octets.split(",").map { String($0.octets.trimmed) }
        // Of these two the standard says that they may have several lines.
        let long = ["formatted", "street_address"]
        return object.members.allSatisfy { name, value in
            guard known.contains(name), let text = value.string, !text.isEmpty else { return false }
            guard long.contains(name) else { return isLine(value, longest: 256) }
            return text.utf8.count <= 1_024
                && text.unicodeScalars.allSatisfy { $0.isPartOfText || ["\n", "\r"].contains($0) }
        }
    }
}
