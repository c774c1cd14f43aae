/// Counts, measures and notes repetition while parameters come in.
struct ParameterCollector {
    private(set) var survey = ParameterSurvey()
    private var count = 0
    private var seen: [Octets] = []
    private let code: OAuthError.Code

    /// - Parameter code: what a parameter that is refused is refused with.
    init(refusing code: OAuthError.Code = .invalidRequest) {
        self.code = code
    }

    mutating func refuse(_ description: String, spoiling name: String?) {
        if let name { survey.spoiled.insert(name.octets) }
        if survey.problem == nil { survey.problem = OAuthError(code, description) }
    }

    /// Counts one more, whatever it turns out to be.
    ///
    /// - Returns: whether it is read.
    mutating func takesAnother() -> Bool {
        count += 1
        guard count > Limits.parameters else { return true }
        cut()
        return false
    }

    private mutating func cut() {
        survey.isCut = true
        refuse("more than \(Limits.parameters) parameters", spoiling: nil)
    }

    /// - Returns: whether the parameter's value is wanted.
    mutating func begin(_ name: String) -> Bool {
        let isNew = !seen.contains(name.octets)
        seen.append(name.octets)
        guard Self.isWithin(Limits.nameLength, name) else {
            refuse("a parameter name is longer than \(Limits.nameLength) characters", spoiling: nil)
            return false
        }
        guard isNew || Parameters.repeatable.contains(name) else {
            refuse("the parameter \(Parameters.shown(name)) is repeated", spoiling: name)
            return false
        }
        return true
    }

    /// - Returns: whether the value is short enough.
    @discardableResult
    mutating func measure(_ value: String, of name: String) -> Bool {
        let limit = name == "grant_type" ? Limits.grantTypeLength : Limits.valueLength
        if Self.isWithin(limit, value) { return true }
        refuse("the parameter \(Parameters.shown(name)) is longer than \(limit) characters", spoiling: name)
        return false
    }

    /// Counting characters is only needed where there are more octets than may be characters.
    private static func isWithin(_ limit: Int, _ text: String) -> Bool {
        text.utf8.count <= limit || text.unicodeScalars.count <= limit
    }

    mutating func add(_ value: String, to name: String) {
        guard !value.isEmpty, measure(value, of: name) else { return }
        // An array in JSON is one parameter of many values.
        guard survey.parameters.fields.count < Limits.parameters else {
            return cut()
        }
        survey.parameters.fields.append(Parameters.Field(name: name, value: value))
    }
}
