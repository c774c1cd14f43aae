/// What a form holds and what is wrong with it.
package struct ParameterSurvey: Sendable {
    /// What could be read; of a repeated parameter, the first value; nothing of one that is too long or no UTF-8.
    package internal(set) var parameters = Parameters()
    /// The names whose value stands more than once and may not, is too long or cannot be decoded.
    var spoiled: Set<Octets> = []
    /// Whether there are more parameters than are read.
    package internal(set) var isCut = false
    /// The first thing that is wrong; `nil` if nothing is.
    package internal(set) var problem: OAuthError?

    /// Whether the value of this parameter, or that it is absent, can be relied on. Where not all are read, any may stand
    /// once more behind the last that is.
    package func isReliable(_ name: String) -> Bool {
        !isCut && !spoiled.contains(name.octets)
    }

    /// The same with this problem, unless there was one before.
    package func refused(because problem: OAuthError) -> ParameterSurvey {
        var survey = self
        survey.problem = survey.problem ?? problem
        return survey
    }

    /// The request that this one and its request object make together (OpenID Connect Core §6.1): of what both name, the
    /// object's word counts, and `request` and `request_uri` have done their work.
    ///
    /// - `alone`: whether nothing counts but the object and `client_id` (RFC 9101 §6.3).
    package func superseded(by object: Parameters, alone: Bool) -> ParameterSurvey {
        var survey = self
        let replaced = object.names.union(["request", "request_uri"])
        survey.parameters.fields.removeAll { field in
            replaced.contains(field.name.octets) || alone && field.name != "client_id"
        }
        survey.parameters.fields += object.fields
        return survey
    }
}
