import OAuthProtocol
import Storage

extension FaultyStore {
    package func findDeviceAuthorization(
        _ digest: TokenDigest
    ) async throws(StorageError) -> DeviceAuthorizationStanding? {
        try pass(.findDeviceAuthorization)
        return try await base.findDeviceAuthorization(digest)
    }

    package func findDeviceAuthorization(
        userCode: TokenDigest
    ) async throws(StorageError) -> DeviceAuthorizationRecord? {
        try pass(.findDeviceAuthorizationByUserCode)
        return try await base.findDeviceAuthorization(userCode: userCode)
    }

    package func commitDeviceAuthorization(
        _ authorization: DeviceAuthorizationRecord, from network: [UInt8]?, within bounds: RowBounds
    ) async throws(StorageError) -> Bool {
        try pass(.commitDeviceAuthorization)
        return try await base.commitDeviceAuthorization(authorization, from: network, within: bounds)
    }

    package func commitApproval(
        _ approval: DeviceApproval, ofUserCode userCode: TokenDigest, remembering consent: ConsentRecord,
        at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try pass(.commitApproval)
        return try await base.commitApproval(approval, ofUserCode: userCode, remembering: consent, at: now)
    }

    package func commitDenial(ofUserCode userCode: TokenDigest, at now: Timestamp) async throws(StorageError) -> Bool {
        try pass(.commitDenial)
        return try await base.commitDenial(ofUserCode: userCode, at: now)
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, redeeming deviceCode: TokenDigest, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome {
        try pass(.commitDelegationOfDevice)
        return try await base.commitDelegation(delegation, redeeming: deviceCode, at: now, within: bounds)
    }
}
