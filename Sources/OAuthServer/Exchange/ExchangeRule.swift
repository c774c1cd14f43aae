import OAuthProtocol

/// What the operator's policies let one client do with one subject token.
struct ExchangeRule {
    /// The policies of the client for a token of this audience; never empty.
    private let policies: [ExchangePolicy]
    private let resources: ResourceDirectory

    /// - `policies`: those of the client that exchanges.
    /// - Throws: `invalid_request` if none of them is for tokens of `audience` (RFC 8693 §2.2.2): a token that was made for
    ///   somebody else is none of this client's business.
    init(
        _ policies: [ExchangePolicy], for audience: [String], issuer: Issuer, resources: ResourceDirectory
    ) throws(OAuthError) {
        let own = [ResourceIndicator(issuer.value)].compactMap(\.self)
        let audience = audience.compactMap { ResourceIndicator($0) }
        self.policies = policies.filter { policy in
            let wanted = policy.subjectAudience.isEmpty ? own : policy.subjectAudience
            return wanted.contains(where: audience.contains)
        }
        self.resources = resources
        guard !self.policies.isEmpty else {
            throw OAuthError(.invalidRequest, "the subject_token is for another audience than this client may exchange")
        }
    }

    /// What the new token is for. Without `named`, the one resource that the policies know.
    ///
    /// - Throws: `invalid_target` for a resource that no policy covers, or where there are several to choose from. The text
    ///   names what the policies cover, which is the client's own to know.
    func targets(_ named: [ResourceIndicator]) throws(OAuthError) -> [ResourceIndicator] {
        let covered = policies.flatMap(\.resources)
        let names = ResourceNames.list(covered.map(resources.asConfigured)).map { ": \($0)" } ?? ""
        if named.isEmpty {
            guard Set(covered).count == 1 else {
                throw OAuthError(.invalidTarget, "resource is missing, name what this client may exchange for\(names)")
            }
            return covered.prefix(1).map(resources.asConfigured)
        }
        if let other = named.first(where: { !covered.contains($0) }) {
            throw OAuthError(
                .invalidTarget,
                "resource \(ResourceNames.quoted(other)) is not among what this client may exchange for\(names)")
        }
        return named.map { named in resources.asConfigured(covered.first { $0 == named } ?? named) }
    }

    /// What of `scope` a token for `targets` may have: each value must mean something at one of them, and wherever it
    /// means something a policy must allow it there. So no target gets by another's policy what its own withholds.
    func allowed(_ scope: Scope, at targets: [ResourceIndicator]) -> Scope {
        let meant = resources.scopes(of: targets).map(scope.intersection) ?? scope
        return Scope(
            meant.values.filter { value in
                targets.allSatisfy { target in
                    let meansSomething = resources.scopes(of: [target])?.contains(value) ?? true
                    return !meansSomething || policies(for: target).contains { $0.scopes?.contains(value) ?? true }
                }
            })
    }

    /// Whether the client is to be named as the actor even if nobody acted before: where one of the policies that cover a
    /// target says so.
    func delegates(to targets: [ResourceIndicator]) -> Bool {
        targets.contains { target in policies(for: target).contains(where: \.delegation) }
    }

    private func policies(for target: ResourceIndicator) -> [ExchangePolicy] {
        policies.filter { $0.resources.contains(target) }
    }
}
