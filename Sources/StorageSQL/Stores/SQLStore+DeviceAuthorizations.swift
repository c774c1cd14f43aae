import OAuthProtocol
import Storage

extension SQLStore {
    package func findDeviceAuthorization(
        _ digest: TokenDigest
    ) async throws(StorageError) -> DeviceAuthorizationStanding? {
        try await read { try $0.first("WHERE device_authorizations.digest = ?", digest) }
    }

    package func findDeviceAuthorization(
        userCode: TokenDigest
    ) async throws(StorageError) -> DeviceAuthorizationRecord? {
        try await read { try $0.first("WHERE user_code = ?", userCode) }
    }

    package func commitDeviceAuthorization(
        _ authorization: DeviceAuthorizationRecord, from network: [UInt8]?, within bounds: RowBounds
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            let digest = authorization.digest
            let isTaken = try connection.exists(
                "SELECT 1 FROM device_authorizations WHERE user_code = ? OR digest = ?", authorization.userCode, digest)
            guard !isTaken else { return false }
            if let network {
                try connection.makeRoom(
                    in: "device_authorizations", where: "network IS NOT NULL AND decided_at IS NULL", for: network,
                    within: bounds)
            }
            try connection.put(authorization)
            try connection.perform("UPDATE device_authorizations SET network = ? WHERE digest = ?", network, digest)
            return true
        }
    }

    package func commitApproval(
        _ approval: DeviceApproval, ofUserCode userCode: TokenDigest, remembering consent: ConsentRecord,
        at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            let allowed = try connection.run(
                """
                UPDATE device_authorizations
                SET decided_at = ?1, user_id = ?3, session_id = ?4, authenticated_at = ?5, acr = ?6,
                    methods = ?7
                WHERE user_code = ?2 AND decided_at IS NULL AND codes_expire_at > ?1
                    AND EXISTS (SELECT 1 FROM sessions JOIN users ON users.id = sessions.user_id
                        WHERE sessions.id = ?4 AND users.id = ?3 AND users.disabled = 0)
                    AND EXISTS (SELECT 1 FROM clients WHERE clients.id = device_authorizations.client_id
                        AND clients.instance = device_authorizations.client_instance)
                """,
                now, userCode, approval)
            guard allowed == 1 else { return false }
            try connection.keep(consent)
            return true
        }
    }

    package func commitDenial(
        ofUserCode userCode: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run(
                """
                UPDATE device_authorizations SET decided_at = ?1
                WHERE user_code = ?2 AND decided_at IS NULL AND codes_expire_at > ?1
                """,
                now, userCode)
        } == 1
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, redeeming deviceCode: TokenDigest, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome {
        try await write { connection in
            let spent = try connection.run(
                """
                UPDATE device_authorizations SET delegation_id = ?1
                WHERE digest = ?2 AND client_id = ?3 AND client_instance = ?4 AND user_id = ?5 AND session_id = ?6
                    AND delegation_id IS NULL AND codes_expire_at > ?7
                    AND EXISTS (SELECT 1 FROM sessions JOIN users ON users.id = sessions.user_id
                        WHERE sessions.id = ?6 AND users.id = ?5 AND users.disabled = 0)
                    AND EXISTS (SELECT 1 FROM clients WHERE id = ?3 AND instance = ?4)
                """,
                delegation.id, deviceCode, delegation.client, delegation.userID, delegation.sessionID, now)
            // What the insertion is conditional on was true a statement ago, in the same transaction.
            if spent == 1 {
                guard try connection.keep(delegation) else { return .refused }
                try connection.makeRoom(for: .redeemed, beside: delegation.id, within: bounds)
                return .committed
            }
            let revoked = try connection.run(
                """
                UPDATE delegations SET revoked_at = coalesce(revoked_at, ?1)
                WHERE id = (SELECT delegation_id FROM device_authorizations
                    WHERE digest = ?2 AND client_id = ?3 AND client_instance = ?4)
                """,
                now, deviceCode, delegation.client)
            return revoked == 1 ? .replayed : .refused
        }
    }
}
