import OAuthProtocol

/// What devices ask for (RFC 8628). Each write is conditional and says what happened, so that of several decisions and of
/// several redemptions one counts.
package protocol DeviceAuthorizationStore: Sendable {
    /// The request with this device code, with who allowed it and where; `nil` if it never was or has left.
    func findDeviceAuthorization(_ digest: TokenDigest) async throws(StorageError) -> DeviceAuthorizationStanding?

    /// The request with this user code, whether or not it still waits; `nil` if there is none.
    func findDeviceAuthorization(userCode: TokenDigest) async throws(StorageError) -> DeviceAuthorizationRecord?

    /// Keeps a new request. With `network`, it counts as anonymous: what that network has waiting beyond
    /// `bounds` leaves, the oldest first, and so does what all anonymous requests have beyond them. What was decided stays.
    ///
    /// - `network`: the caller's (``Network``); `nil` where it proved to be an operator's client.
    /// - Returns: false, changing nothing, if its user code is taken.
    func commitDeviceAuthorization(
        _ authorization: DeviceAuthorizationRecord, from network: [UInt8]?, within bounds: RowBounds
    ) async throws(StorageError) -> Bool

    /// Lets the device with this user code in, and remembers the consent, in one transaction.
    ///
    /// - Returns: false, changing nothing, if the request was decided before, its codes have expired, the user is gone or
    ///   disabled, the session has ended, or the registration of the client that asked is gone.
    func commitApproval(
        _ approval: DeviceApproval, ofUserCode userCode: TokenDigest, remembering consent: ConsentRecord,
        at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// Turns the device with this user code away.
    ///
    /// - Returns: false, changing nothing, if the request was decided before, or its codes have expired.
    func commitDenial(ofUserCode userCode: TokenDigest, at now: Timestamp) async throws(StorageError) -> Bool

    /// Spends a device code, and keeps the delegation that comes of it, in one transaction: where the request is the
    /// delegation's client's, was allowed by its user in its session, and was not redeemed before. If it was, revokes what
    /// came of it then, as for an authorization code (RFC 6749 §4.1.2).
    ///
    /// - `bounds`: how many redeemed delegations of the same user to the same client there may be, as for an
    ///   authorization code.
    /// - Returns: `.refused`, changing nothing, if the request is none of that client's, its codes have expired, it is not
    ///   allowed, the session has ended, the user is gone or disabled, or the client's registration is gone.
    func commitDelegation(
        _ delegation: DelegationRecord, redeeming deviceCode: TokenDigest, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome
}

extension DeviceAuthorizationStore {
    /// Spends a device code, within the usual bound.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func commitDelegation(
        _ delegation: DelegationRecord, redeeming deviceCode: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> DelegationOutcome {
        try await commitDelegation(delegation, redeeming: deviceCode, at: now, within: DelegationBounds())
    }
}
