/// How a client knows its users (`subject_type`, OpenID Connect Core §8).
package enum SubjectType: String, Sendable, CaseIterable, Hashable {
    /// By the user id, the same for every client.
    case `public`
    /// By an identifier that clients of other sectors do not know.
    case pairwise
}
