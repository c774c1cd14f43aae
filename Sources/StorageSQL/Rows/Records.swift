import OAuthProtocol
import Storage

extension ClientRegistration: Record {
    /// As rows of other tables name it.
    package static let columns = named("client_id", "client_instance")

    fileprivate static func named(_ id: String, _ instance: String) -> Columns<ClientRegistration> {
        Columns(ClientRegistration.init(id:instance:), column(id, \.id), column(instance, \.instance))
    }
}

extension ClientRecord: Record {
    package static let columns = Columns<ClientRecord>(
        of: "clients", ClientRecord.init, group(ClientRegistration.named("id", "instance"), \.registration),
        column("metadata", \.metadata), column("secrets", \.secrets), column("origin", \.origin),
        column("created_at", \.createdAt), column("last_used_at", \.lastUsedAt),
        group(Expiry.columns.optional, \.expiry), column("network", \.network))
}

extension ClientRecord.Expiry {
    package static let columns = Columns<ClientRecord.Expiry>(
        ClientRecord.Expiry.init, column("idle_lifetime", \.idle), column("expires_at", \.at))
}

extension ClientRecord.Origin {
    /// Those of dynamic clients, as a list in SQL.
    package static let dynamic =
        "(" + allCases.filter(\.isDynamic).map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
}

extension UserRecord: Record {
    package static let columns = Columns<UserRecord>(
        of: "users", UserRecord.init, column("id", \.id), column("username", \.username), column("email", \.email),
        column("email_verified", \.emailVerified), column("name", \.name), column("claims", \.claims),
        column("password_hash", \.passwordHash), column("disabled", \.disabled), column("created_at", \.createdAt),
        column("updated_at", { $0.updatedAt })
    )
    .indexed(by: "username_key") { UserRecord.loginKey($0.username) }
    .indexed(by: "email_key") { $0.email.map(UserRecord.loginKey) }
}

extension SessionRecord: Record {
    package static let columns = Columns<SessionRecord>(
        of: "sessions", SessionRecord.init, column("id", \.id), column("digest", \.digest), column("user_id", \.userID),
        column("authenticated_at", \.authenticatedAt), column("created_at", \.createdAt),
        column("last_used_at", \.lastUsedAt), column("expires_at", \.expiresAt), column("user_agent", \.userAgent),
        column("address", \.address), column("methods", \.methods))
}

extension InteractionRecord: Record {
    package static let columns = Columns<InteractionRecord>(
        of: "waiting_requests", InteractionRecord.init, column("digest", \.digest), group(Owner.columns, \.owner),
        column("request", \.request), column("expires_at", \.expiresAt))
}

extension InteractionRecord.Owner {
    package static let columns = Columns<InteractionRecord.Owner>(
        { (user: UserID?, network: [UInt8]?) in user.map { .user($0) } ?? .network(network ?? []) },
        column("user_id") { if case .user(let user) = $0 { user } else { nil } },
        column("network") { if case .network(let network) = $0 { network } else { nil } })
}

extension AnswerRecord: Record {
    package static let columns = Columns<AnswerRecord>(
        of: "answers", AnswerRecord.init, column("request", \.request), column("session_id", \.session),
        column("user_id", \.userID), column("delegation_id", \.delegation), column("expires_at", \.expiresAt))
}

extension ConsentRecord: Record {
    package static let columns = Columns<ConsentRecord>(
        of: "consents", ConsentRecord.init, column("user_id", \.userID), group(ClientRegistration.columns, \.client),
        column("scope", \.scope), column("claims", \.claims), column("resources", \.resources),
        column("destinations", \.destinations), column("granted_at", \.grantedAt))
}

extension AccessRecord: Record {
    package static let columns = Columns<AccessRecord>(
        from: "delegations", AccessRecord.init, group(ClientRegistration.columns, \.client), column("scope", \.scope),
        column("min(created_at)", \.since))
}

extension DelegationRecord: Record {
    package static let columns = Columns<DelegationRecord>(
        of: "delegations", DelegationRecord.init, column("id", \.id), group(ClientRegistration.columns, \.client),
        column("user_id", \.userID), column("session_id", \.sessionID), column("scope", \.scope),
        column("resources", \.resources), column("authenticated_at", \.authenticatedAt), column("acr", \.acr),
        column("methods", \.methods), column("claims", \.claims), column("created_at", \.createdAt),
        group(CodeRecord.columns.optional, \.code),
        column("redeemed_at", \.redeemedAt), group(RefreshState.columns.optional, \.refresh),
        column("revoked_at", \.revokedAt), column("expires_at", \.expiresAt))
}

extension CodeRecord {
    package static let columns = Columns<CodeRecord>(
        CodeRecord.init, column("code_digest", \.digest), column("redirect_uri", \.redirectURI),
        column("redirect_uri_was_sent", \.redirectURIWasSent), column("code_challenge", \.challenge),
        column("nonce", \.nonce), column("scope_is_as_asked", \.scopeIsAsAsked),
        column("code_expires_at", \.expiresAt))
}

extension RefreshState: Record {
    package static let columns = Columns<RefreshState>(
        from: "delegations", RefreshState.init, column("refresh_generation", \.generation),
        column("refresh_rotated_at", \.rotatedAt), column("refresh_expires_at", \.expiresAt))
}

/// The rows of a table, with the user and the session that they name, if they are there.
private func withUserAndSession(_ table: String) -> String {
    """
    \(table) LEFT JOIN users ON users.id = \(table).user_id LEFT JOIN sessions ON sessions.id = \(table).session_id
    """
}

extension DelegationStanding: Record {
    package static let columns = Columns<DelegationStanding>(
        from: withUserAndSession("delegations"), DelegationStanding.init, group(DelegationRecord.columns, \.delegation),
        group(UserRecord.columns.optional, \.user), group(SessionRecord.columns.optional, \.session))
}

extension DeviceAuthorizationRecord: Record {
    package static let columns = Columns<DeviceAuthorizationRecord>(
        of: "device_authorizations", DeviceAuthorizationRecord.init, column("digest", \.digest),
        column("user_code", \.userCode), group(ClientRegistration.columns, \.client), column("scope", \.scope),
        column("scope_is_as_asked", \.scopeIsAsAsked), column("resources", \.resources),
        column("created_at", \.createdAt), column("codes_expire_at", \.codesExpireAt),
        group(Decision.columns, { _ in nil }), column("delegation_id", \.delegation),
        column("expires_at", \.expiresAt))
}

extension DeviceAuthorizationRecord.Decision {
    /// Without `decided_at` nobody has decided, and without a user it was a no. A decision is never inserted.
    package static let columns = Columns<DeviceAuthorizationRecord.Decision?>(
        { (decidedAt: Timestamp?, approval: DeviceApproval?) in
            decidedAt.map { _ in approval.map { .allowed($0) } ?? .denied }
        },
        column("decided_at") { _ in nil }, group(DeviceApproval.columns.optional) { _ in nil })
}

extension DeviceApproval: Record {
    package static let columns = Columns<DeviceApproval>(
        DeviceApproval.init, column("user_id", \.userID), column("session_id", \.sessionID),
        column("authenticated_at", \.authenticatedAt), column("acr", \.acr), column("methods", \.methods))
}

extension DeviceAuthorizationStanding: Record {
    package static let columns = Columns<DeviceAuthorizationStanding>(
        from: withUserAndSession("device_authorizations"), DeviceAuthorizationStanding.init,
        group(DeviceAuthorizationRecord.columns, \.authorization),
        group(UserRecord.columns.optional, \.user), group(SessionRecord.columns.optional, \.session))
}

extension ExchangeRecord: Record {
    package static let columns = Columns<ExchangeRecord>(
        of: "exchanges", ExchangeRecord.init, column("id", \.id), group(ClientRegistration.columns, \.client),
        column("subject_token_id", \.subjectTokenID), column("subject_client_id", \.subjectClientID),
        column("actor_token_id", \.actorTokenID), column("created_at", \.createdAt), column("expires_at", \.expiresAt))
}

extension LogoutNoticeRecord: Record {
    package static let columns = Columns<LogoutNoticeRecord>(
        of: "logout_notices",
        LogoutNoticeRecord.init(sessionID:client:userID:createdAt:attempts:dueAt:expiresAt:),
        column("session_id", \.sessionID), group(ClientRegistration.columns, \.client), column("user_id", \.userID),
        column("created_at", \.createdAt), column("attempts", \.attempts), column("due_at", \.dueAt),
        column("expires_at", \.expiresAt))
}

extension SigningKeyRecord: Record {
    package static let columns = Columns<SigningKeyRecord>(
        of: "signing_keys", SigningKeyRecord.init, column("id", \.id), column("algorithm", \.algorithm),
        column("state", \.state), column("sealed", \.sealed), column("created_at", \.createdAt),
        column("activated_at", \.activatedAt), column("retires_at", \.retiresAt))
}

extension SpentAssertion: Record {
    package static let columns = Columns<SpentAssertion>(
        of: "spent_assertions", SpentAssertion.init, column("digest", \.digest), column("expires_at", \.expiresAt))
}

extension AttemptCount: Record {
    package static let columns = Columns<AttemptCount>(
        of: "attempts", AttemptCount.init, column("key", \.key), column("count", \.count),
        column("blocked_until", \.blockedUntil), column("expires_at", \.expiresAt))
}

extension OneTimeCodeRecord: Record {
    package static let columns = Columns<OneTimeCodeRecord>(
        of: "one_time_codes", OneTimeCodeRecord.init, column("user_id", \.userID), column("sealed", \.sealed),
        column("created_at", \.createdAt), column("last_step", \.lastStep))
}

extension RecoveryCodeRecord: Record {
    package static let columns = Columns<RecoveryCodeRecord>(
        of: "recovery_codes", RecoveryCodeRecord.init, column("digest", \.digest), column("user_id", \.userID))
}

extension RememberedBrowserRecord: Record {
    package static let columns = Columns<RememberedBrowserRecord>(
        of: "remembered_browsers", RememberedBrowserRecord.init, column("digest", \.digest),
        column("user_id", \.userID), column("created_at", \.createdAt), column("expires_at", \.expiresAt),
        column("user_agent", \.userAgent), column("address", \.address))
}

extension PasskeyRecord: Record {
    package static let columns = Columns<PasskeyRecord>(
        of: "passkeys", PasskeyRecord.init, column("id", \.id), column("user_id", \.userID), column("name", \.name),
        column("public_key", \.publicKey), column("sign_count", \.signCount),
        column("backup_eligible", \.isBackupEligible), column("transports", \.transports),
        column("created_at", \.createdAt), column("last_used_at", \.lastUsedAt))
}

extension OneTimeLinkRecord: Record {
    package static let columns = Columns<OneTimeLinkRecord>(
        of: "one_time_links", OneTimeLinkRecord.init, column("digest", \.digest), column("user_id", \.userID),
        column("purpose", \.purpose), column("created_at", \.createdAt), column("expires_at", \.expiresAt),
        column("email", \.email))
}

extension InvitationRecord: Record {
    package static let columns = Columns<InvitationRecord>(
        of: "invitations", InvitationRecord.init, column("digest", \.digest), column("email", \.email),
        column("created_at", \.createdAt), column("expires_at", \.expiresAt)
    )
    .indexed(by: "email_key") { UserRecord.loginKey($0.email) }
}

extension MailRecord: Record {
    package static let columns = Columns<MailRecord>(
        of: "mails", MailRecord.init, column("id", \.id), column("kind", \.kind), column("user_id", \.userID),
        column("recipient", \.recipient), column("language", \.language), column("sealed", \.sealed),
        column("created_at", \.createdAt), column("attempts", \.attempts), column("due_at", \.dueAt),
        column("expires_at", \.expiresAt)
    )
    .indexed(by: "host") { $0.host }
}
