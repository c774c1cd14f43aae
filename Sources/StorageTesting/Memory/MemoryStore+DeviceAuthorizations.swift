import OAuthProtocol
import Storage

extension MemoryStore {
    package func findDeviceAuthorization(_ digest: TokenDigest) throws(StorageError) -> DeviceAuthorizationStanding? {
        try access(.findDeviceAuthorization) { rows in
            rows.devices[digest].map { authorization in
                var approval: DeviceApproval?
                if case .allowed(let found) = authorization.decision { approval = found }
                return DeviceAuthorizationStanding(
                    authorization: authorization, user: approval.flatMap { rows.users[$0.userID] },
                    session: approval.flatMap { rows.sessions[$0.sessionID] })
            }
        }
    }

    package func findDeviceAuthorization(userCode: TokenDigest) throws(StorageError) -> DeviceAuthorizationRecord? {
        try access(.findDeviceAuthorizationByUserCode) { $0.device(userCode) }
    }

    package func commitDeviceAuthorization(
        _ authorization: DeviceAuthorizationRecord, from network: [UInt8]?, within bounds: RowBounds
    ) throws(StorageError) -> Bool {
        try access(.commitDeviceAuthorization) { rows in
            guard rows.device(authorization.userCode) == nil, rows.devices[authorization.digest] == nil else {
                return false
            }
            if let network {
                let anonymous = rows.devices.filter { $0.value.decision == nil }.compactMapValues { device in
                    rows.deviceNetworks[device.digest].map { (network: $0, expiresAt: device.expiresAt) }
                }
                for digest in MemoryStore.Rows.leaving(anonymous, for: network, within: bounds) {
                    rows.devices[digest] = nil
                }
                rows.deviceNetworks[authorization.digest] = network
            }
            rows.devices[authorization.digest] = authorization
            return true
        }
    }

    package func commitApproval(
        _ approval: DeviceApproval, ofUserCode userCode: TokenDigest, remembering consent: ConsentRecord,
        at now: Timestamp
    ) throws(StorageError) -> Bool {
        try access(.commitApproval) { rows in
            guard let device = rows.device(userCode), device.decision == nil, now < device.codesExpireAt,
                rows.holds(approval), rows.hasClient(device.client)
            else { return false }
            rows.devices[device.digest]?.decision = .allowed(approval)
            rows.keep(consent)
            return true
        }
    }

    package func commitDenial(ofUserCode userCode: TokenDigest, at now: Timestamp) throws(StorageError) -> Bool {
        try access(.commitDenial) { rows in
            guard let device = rows.device(userCode), device.decision == nil, now < device.codesExpireAt else {
                return false
            }
            rows.devices[device.digest]?.decision = .denied
            return true
        }
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, redeeming deviceCode: TokenDigest, at now: Timestamp,
        within bounds: DelegationBounds
    ) throws(StorageError) -> DelegationOutcome {
        try access(.commitDelegationOfDevice) { rows in
            guard let device = rows.devices[deviceCode], device.client.id == delegation.client.id,
                device.client.instance == delegation.client.instance
            else { return .refused }
            if let earlier = device.delegation {
                _ = rows.revoke(at: now) { $0.id == earlier }
                return rows.delegations[earlier] == nil ? .refused : .replayed
            }
            guard case .allowed(let approval) = device.decision, now < device.codesExpireAt,
                approval.userID == delegation.userID, approval.sessionID == delegation.sessionID, rows.holds(approval),
                rows.hasClient(device.client)
            else { return .refused }
            rows.devices[deviceCode]?.delegation = delegation.id
            rows.keep(redeemed: delegation, within: bounds)
            return .committed
        }
    }
}

extension MemoryStore.Rows {
    fileprivate func device(_ userCode: TokenDigest) -> DeviceAuthorizationRecord? {
        devices.values.first { $0.userCode == userCode }
    }

    /// Whether who gave the approval is there, in the session in which it was given.
    fileprivate func holds(_ approval: DeviceApproval) -> Bool {
        sessions[approval.sessionID]?.userID == approval.userID && activeUser(approval.userID) != nil
    }

    /// Turns away the devices that the user let in and that have not come in yet.
    mutating func turnAway(devicesOf client: ClientID, letInBy user: UserID) {
        for device in devices.values where device.client.id == client && device.delegation == nil {
            guard case .allowed(let approval) = device.decision, approval.userID == user else { continue }
            devices[device.digest]?.decision = .denied
        }
    }
}
