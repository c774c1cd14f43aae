import Identity
import OAuthProtocol
import Storage
import StoragePostgres
import WebServer

extension ValueReader<String> {
    static let text = parsing("a text") { $0 }

    static let path = atPath("a path") { path, _, _ in path }

    /// The path of a SQLite database, or the address of a PostgreSQL database as it is.
    static let database = ValueReader(expectation: "sqlite:PATH or postgres://USER@HOST/NAME") { raw, errors in
        guard let text = raw.text else { return nil }
        if DatabaseAddress.isOne(text) {
            do throws(StorageError) {
                guard let fault = try DatabaseAddress(text).fault() else { return text }
                errors.note(raw.place, "\(raw.name) is no address of a PostgreSQL database: \(fault)")
            } catch {
                errors.note(raw.place, "\(raw.name): \(error)")
            }
            return text
        }
        guard text.hasPrefix("sqlite:") else { return nil }
        var path = text.dropFirst("sqlite:".count)
        if path.hasPrefix("///") { path = path.dropFirst(2) }
        return path.isEmpty || path.hasPrefix("//") ? nil : raw.resolved(String(path))
    }

    /// A host name or address without scheme, port or path, in lower case.
    static let host = parsing("a host name without scheme, port or path") { text in
        guard !text.contains(",") else { return nil }
        let parts = URIParts("https://\(text)")
        return parts?.host == text && parts?.path == "" ? text.lowercased() : nil
    }

    /// `host:port`.
    static let hostAndPort = parsing("host:port") { text in
        guard !text.contains(","), let parts = URIParts("https://\(text)"), parts.host != nil, parts.port != nil,
            parts.path.isEmpty, parts.query == nil, parts.fragment == nil
        else { return nil }
        return text.lowercased()
    }
}

extension ValueReader<String> {
    /// A claim that people may change of themselves: one that is text.
    static let profileClaim = parsing("one of: \(ClaimRules.textClaims.joined(separator: ", "))") { text in
        ClaimRules.textClaims.first { $0 == text }
    }
}

extension ValueReader<Bool> {
    static let flag = parsing("true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }

    /// What YAML 1.1 calls true and false, and people expect of a switch.
    static let onOrOff = parsing("on or off") { text in
        switch text {
        case "on", "true": true
        case "off", "false": false
        default: nil
        }
    }
}

extension ValueReader<Int> {
    static func count(_ range: ClosedRange<Int>) -> ValueReader<Int> {
        parsing("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Octets: a plain number, or with `KiB`, `MiB` or `GiB` after it.
    static func octets(_ range: ClosedRange<Int>) -> ValueReader<Int> {
        let span = "\(range.lowerBound) to \(range.upperBound) octets"
        return parsing("a size such as 19 MiB, or a number of octets, from \(span)") { text in
            quantity(text, units: ["": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30])
                .flatMap { Int(exactly: $0) }
                .flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueReader<Int64> {
    /// Seconds: a plain number, or with `s`, `m`, `h` or `d` after it.
    static func seconds(_ range: ClosedRange<Int64>) -> ValueReader<Int64> {
        let span = "\(range.lowerBound) to \(range.upperBound) seconds"
        return parsing("a number of seconds or a duration such as 15m, 24h or 30d, from \(span)") { text in
            duration(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Reads `90`, `15m`, `24h` or `30d` as seconds; `nil` for anything else.
    static func duration(_ text: String) -> Int64? {
        quantity(text, units: ["": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400])
    }
}

/// Reads digits and a unit, with or without a space between them; `nil` for another unit, a sign, or too much.
private func quantity(_ text: String, units: [String: Int64]) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), let factor = units[text.dropFirst(digits.count).trimmed] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
}

extension ValueReader where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the values of an enumeration.
    static var choice: ValueReader<Value> {
        let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return parsing("one of: \(choices)") { Value(rawValue: $0) }
    }
}

extension ValueReader<IPNetwork> {
    static let network = parsing("an address or a network such as 10.0.0.0/8") { IPNetwork($0) }
}

extension ValueReader<ResourceIndicator> {
    static let resource = parsing("an absolute URI without fragment") { ResourceIndicator($0) }
}

extension ValueReader<Scope> {
    /// Scope values as a list or, as they stand in a token request, between spaces.
    static let scope = ValueReader(expectation: "a list of scope values") { raw, errors in
        let elements = raw.list ?? [raw]
        for var element in elements {
            element.name = raw.name
            if element.isSeveral(Commas.wordsAdvice, found: Commas.words, &errors) { return nil }
        }
        let texts = elements.map(\.text)
        let values = texts.compactMap(\.self)
        return values.count == texts.count ? Scope(values.joined(separator: " ")) : nil
    }
}

extension ValueReader<Set<SignatureAlgorithm>> {
    /// Algorithms, written as scope values are.
    static let signatureAlgorithms = ValueReader(expectation: "a list of some of: \(SignatureAlgorithm.names)") {
        raw, errors in
        guard let names = ValueReader<Scope>.scope.read(raw, &errors)?.values else { return nil }
        let algorithms = names.compactMap(SignatureAlgorithm.init(rawValue:))
        return algorithms.isEmpty || algorithms.count < names.count ? nil : Set(algorithms)
    }
}
