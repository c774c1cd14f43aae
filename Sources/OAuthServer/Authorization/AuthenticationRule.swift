import OAuthProtocol
import Storage

/// Says whether a session serves for what is asked of it, and if not, what the person must show: one rule for every door through
/// which applications and devices get something (threat 31, RFC 9470 §5).
package struct AuthenticationRule: Sendable {
    package enum Finding: Equatable, Sendable {
        /// It serves, and is of this class.
        case serves(AuthenticationContext)
        case lacksSignIn
        /// A second factor is missing, and nothing else.
        case lacksSecondFactor
        /// The person has nothing that could be asked for, and must set it up.
        case lacksSetup
    }

    /// Seconds after a sign-in in which a person may change how they sign in.
    package static let recent: Int64 = 600

    private let policy: SecondFactorPolicy
    private let possible: [AuthenticationContext]
    private let store: any SecondFactorStore & PasskeyStore

    package init(_ configuration: ServerConfiguration, store: any SecondFactorStore & PasskeyStore) {
        policy = configuration.secondFactor
        possible = AuthenticationContext.possible(at: configuration)
        self.store = store
    }

    /// - `wish`: the classes that are asked for.
    /// - `isFresh`: whether the person signed in lately enough for what is asked.
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func judge(
        _ session: SessionRecord, for wish: AuthenticationContextRequest, isFresh: Bool, at now: Timestamp
    ) async throws(OAuthError) -> Finding {
        guard isFresh else { return .lacksSignIn }
        let isShown = session.methods.isMultiFactor || session.methods.contains(.rememberedBrowser)
        if policy == .required, !isShown { return try await missing([.multiFactor], session, at: now) }
        let known = wish.known(of: possible)
        // Without a wish that can be met, the surest.
        let candidates = known.isEmpty ? AuthenticationContext.allCases : known
        if let context = candidates.first(where: { $0.holds(for: session, at: now) }) { return .serves(context) }
        return try await missing(known, session, at: now)
    }

    /// Whether somebody may change how they sign in: they have signed in lately, and with a second factor if they have one.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    func judgeChange(in session: SessionRecord, at now: Timestamp) async throws(OAuthError) -> Finding {
        guard session.authenticatedAt.isRecent(at: now, within: Self.recent) else { return .lacksSignIn }
        if policy == .off || session.methods.isMultiFactor { return .serves(.password) }
        if try await storing(await store.findOneTimeCodes(of: session.userID)) != nil { return .lacksSecondFactor }
        guard policy == .required else { return .serves(.password) }
        let passkeys = try await storing(await store.findPasskeys(of: session.userID))
        return passkeys.isEmpty ? .serves(.password) : .lacksSecondFactor
    }

    /// What brings the first of the classes that this person can reach.
    private func missing(
        _ classes: [AuthenticationContext], _ session: SessionRecord, at now: Timestamp
    ) async throws(OAuthError) -> Finding {
        let passkeys = try await storing(await store.findPasskeys(of: session.userID))
        let codes = try await storing(await store.findOneTimeCodes(of: session.userID))
        for context in classes {
            switch context {
            case .hardwareProtected where passkeys.contains { !$0.isBackupEligible }: return .lacksSignIn
            case .phishingResistant where !passkeys.isEmpty: return .lacksSignIn
            case .multiFactor where codes != nil || !passkeys.isEmpty: return .lacksSecondFactor
            case .password, .previousSession: return .lacksSignIn
            case .hardwareProtected, .phishingResistant, .multiFactor: continue
            }
        }
        // Whoever sets something up has to have signed in lately.
        return session.authenticatedAt.isRecent(at: now, within: Self.recent) ? .lacksSetup : .lacksSignIn
    }
}
