/// The parameters of a request, from a form, a JSON object or a query, read by one strict set of rules:
/// nothing twice (but `resource` and `audience`), nothing too long, empty and null mean absent (RFC 6749 §3.2).
package struct Parameters: Sendable, Equatable {
    /// Names that may stand more than once (RFC 8707 §2, RFC 8693 §2.1).
    package static let repeatable: Set<String> = ["resource", "audience"]

    struct Field: Sendable, Equatable {
        let name: String
        var value: String
    }

    /// Those with a value, in order. There are few, so looking through them beats hashing their names.
    var fields: [Field] = []

    /// No parameters at all.
    package init() {}

    /// Parameters whose values are already known to be within limits; a `nil` value is absent.
    package init(_ pairs: KeyValuePairs<String, String?>) {
        fields = pairs.compactMap { name, value in value.map { Field(name: name, value: $0) } }
    }

    /// Reads `application/x-www-form-urlencoded` octets, or a query string.
    ///
    /// - Throws: `invalid_request` for a broken escape, a repeated or oversized parameter, or too many of them.
    package init(form octets: [UInt8]) throws(OAuthError) {
        let survey = Parameters.survey(form: octets)
        if let problem = survey.problem { throw problem }
        self = survey.parameters
    }

    /// Reads a form as far as it goes, for the authorization endpoint, which must know what is wrong with which
    /// parameter before it can say where the error goes.
    package static func survey(form octets: [UInt8]) -> ParameterSurvey {
        octets.withUnsafeBufferPointer { survey(form: $0) }
    }

    private static func survey(form octets: UnsafeBufferPointer<UInt8>) -> ParameterSurvey {
        var collector = ParameterCollector()
        var rest = octets.drop { $0 == UInt8(ascii: "&") }
        // What is beyond the bound is not even split: a body may have 30,000 of them.
        while !rest.isEmpty, collector.takesAnother() {
            let pair = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[pair.endIndex...].drop { $0 == UInt8(ascii: "&") }
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = PercentEncoding.decode(
                UnsafeBufferPointer(rebasing: pair[..<(equals ?? pair.endIndex)]), form: true)
            let value =
                equals.map {
                    PercentEncoding.decode(UnsafeBufferPointer(rebasing: pair[($0 + 1)...]), form: true)
                } ?? ""
            guard let name, let value else {
                collector.refuse("a parameter is not valid percent-encoded UTF-8", spoiling: name)
                continue
            }
            if collector.begin(name) { collector.add(value, to: name) }
        }
        return collector.survey
    }

    /// Reads a flat JSON object. A number serves where a string is meant; an unknown parameter may be of any type, and is
    /// only measured.
    ///
    /// - `known`: the names whose values must be strings or numbers; others of any type are ignored.
    /// - Throws: `invalid_request` for anything but an object, a repeated member, a wrong type or size.
    package init(json octets: [UInt8], known: Set<String>) throws(OAuthError) {
        let object: JSONObject
        do {
            guard let parsed = try JSONParser.parse(document: octets, repetition: .allowed(Self.repeatable)).object
            else {
                throw OAuthError(.invalidRequest, "the JSON body must be an object")
            }
            object = parsed
        } catch let error as OAuthError {
            throw error
        } catch JSONError.duplicateMember(let name) {
            throw OAuthError(.invalidRequest, "the parameter \(Self.shown(name)) is repeated")
        } catch JSONError.tooDeep {
            throw OAuthError(.invalidRequest, "the JSON body is nested too deeply")
        } catch {
            throw OAuthError(.invalidRequest, "the body is not valid JSON")
        }
        var collector = ParameterCollector()
        for (name, value) in object.members {
            guard collector.takesAnother() else { break }
            guard collector.begin(name) else { continue }
            guard known.contains(name) else {
                if let text = value.string { collector.measure(text, of: name) }
                continue
            }
            switch value {
            case .null: continue
            case .string(let text): collector.add(text, to: name)
            case .number(let literal): collector.add(literal, to: name)
            case .array(let elements) where Self.repeatable.contains(name):
                for element in elements {
                    guard let text = element.string else { throw Self.wrongType(name) }
                    collector.add(text, to: name)
                }
            default: throw Self.wrongType(name)
            }
        }
        if let problem = collector.survey.problem { throw problem }
        self = collector.survey.parameters
    }

    /// The parameter's only value; `nil` if it is absent or empty. For a repeatable parameter, its first value.
    package subscript(name: String) -> String? {
        fields.first { $0.name.octets == name.octets }?.value
    }

    /// Every value of a repeatable parameter, in order; empty if absent.
    package func all(_ name: String) -> [String] {
        fields.compactMap { $0.name.octets == name.octets ? $0.value : nil }
    }

    /// The names that are present with a value.
    package var names: Set<Octets> { Set(fields.map(\.name.octets)) }

    private static func wrongType(_ name: String) -> OAuthError {
        OAuthError(.invalidRequest, "the parameter \(shown(name)) must be a string")
    }

    /// A name fit for an error text: what is not a plain word is not repeated back.
    static func shown(_ name: String) -> String {
        let plain = name.utf8.count <= 40 && name.utf8.allSatisfy { PercentEncoding.isUnreserved($0) }
        return plain && !name.isEmpty ? name : "(unprintable)"
    }
}
