import OAuthProtocol
import Storage

extension StorageConformance {
    fileprivate static let deviceBounds = RowBounds(perNetwork: 2, overAll: 5)

    static let deviceBoundaries: [Behaviour] = [
        .ofSession("a network that has more devices waiting than its share loses the oldest, none that was decided") {
            store, rows, user, client, session in
            let network: [UInt8] = [192, 0, 2, 1]
            let elsewhere = try await rows.keep(rows.device(of: client), from: [192, 0, 2, 2])
            let operators = try await rows.keep(rows.device(of: client))
            var devices: [DeviceAuthorizationRecord] = []
            for age in 0..<5 as Range<Int64> {
                let device = rows.device(of: client, expiresAt: rows.now + 4_200 + age)
                devices.append(try await rows.keep(device, from: network))
                guard age == 0 else { continue }
                let consent = rows.consent(of: user, to: client)
                let approval = rows.approval(in: session)
                try await expect(store.commitApproval(approval, of: device, remembering: consent, at: rows.now))
            }
            try await expect(
                rows.areKept(devices + [elsewhere, operators]), [true, false, false, true, true, true, true])
        },
        .ofPair("all anonymous devices together have a share, and operators' are not of it") {
            store, rows, _, client in
            let operators = try await rows.keep(rows.device(of: client, expiresAt: rows.now))
            let devices = try await (0..<8 as Range<UInt8>).inTurn { number in
                let device = rows.device(of: client, expiresAt: rows.now + Int64(number))
                return try await rows.keep(device, from: [198, 51, 100, number])
            }
            try await expect(
                rows.areKept([operators] + devices), [true, false, false, false, true, true, true, true, true])
        },
    ]

    static let deviceAuthorizations: [Behaviour] = [
        .ofPair("what a device asks for is found by either code as it was committed") { store, rows, _, client in
            let resources = ["https://a.example/", "urn:example:b"].compactMap { ResourceIndicator($0) }
            for device in [rows.device(of: client), rows.device(of: client, resources: resources)] {
                try await expect(store.commitDeviceAuthorization(device, from: nil, within: deviceBounds))
                try await expect(
                    store.findDeviceAuthorization(device.digest),
                    DeviceAuthorizationStanding(authorization: device, user: nil, session: nil))
                try await expect(store.findDeviceAuthorization(userCode: device.userCode), device)
                // One code does not pass for the other.
                try await expect(store.findDeviceAuthorization(device.userCode), nil)
                try await expect(store.findDeviceAuthorization(userCode: device.digest), nil)
            }
        },
        .ofPair("a user code that is taken is refused, and changes nothing") { store, rows, _, client in
            let first = rows.device(of: client)
            let second = rows.device(of: client, userCode: first.userCode)
            try await expect(store.commitDeviceAuthorization(first, from: nil, within: deviceBounds))
            let kept = try await store.commitDeviceAuthorization(second, from: [192, 0, 2, 1], within: deviceBounds)
            try expect(kept, false)
            try await expect(store.findDeviceAuthorization(userCode: first.userCode), first)
            try await expect(store.findDeviceAuthorization(second.digest), nil)
        },
        .ofSession("an approval is found with its user and session, and the consent is remembered") {
            store, rows, user, client, session in
            var device = try await rows.keep(rows.device(of: client))
            let approval = rows.approval(in: session)
            let consent = rows.consent(of: user, to: client)
            try await expect(store.commitApproval(approval, of: device, remembering: consent, at: rows.now))
            device.decision = .allowed(approval)
            try await expect(
                store.findDeviceAuthorization(device.digest),
                DeviceAuthorizationStanding(authorization: device, user: user, session: session))
            try await expect(store.findDeviceAuthorization(userCode: device.userCode), device)
            try await expect(store.findConsent(of: user.id, to: client.id), consent)
        },
        .ofSession("a device is decided upon once, whatever comes after") { store, rows, user, client, session in
            let approval = rows.approval(in: session)
            let consent = rows.consent(of: user, to: client)
            var denied = try await rows.keep(rows.device(of: client))
            try await expect(store.commitDenial(ofUserCode: denied.userCode, at: rows.now))
            denied.decision = .denied
            try await expect(store.commitApproval(approval, of: denied, remembering: consent, at: rows.now), false)
            try await expect(store.commitDenial(ofUserCode: denied.userCode, at: rows.now), false)
            try await expect(store.findDeviceAuthorization(userCode: denied.userCode), denied)
            try await expect(store.findConsent(of: user.id, to: client.id), nil)

            let allowed = try await rows.keep(rows.device(of: client))
            try await expect(store.commitApproval(approval, of: allowed, remembering: consent, at: rows.now))
            try await expect(store.commitDenial(ofUserCode: allowed.userCode, at: rows.now), false)
            try await expect(store.findDeviceAuthorization(userCode: allowed.userCode)?.decision, .allowed(approval))
        },
        .ofSession("an approval needs live codes, a user, their session and the client that asked") {
            store, rows, user, client, session in
            let device = try await rows.keep(rows.device(of: client))
            let consent = rows.consent(of: user, to: client)
            let stranger = try await rows.add(rows.user("bob"))
            let end = device.codesExpireAt
            for (approval, now) in [
                (rows.approval(in: session), end), (rows.approval(in: rows.session(of: user)), rows.now),
                (rows.approval(in: session, by: stranger), rows.now),
            ] {
                try await expect(store.commitApproval(approval, of: device, remembering: consent, at: now), false)
            }
            try await expect(store.commitDenial(ofUserCode: device.userCode, at: end), false)
            let orphan = try await rows.keep(rows.device(of: rows.client()))
            let good = rows.approval(in: session)
            try await expect(store.commitApproval(good, of: orphan, remembering: consent, at: rows.now), false)
            try await expect(store.findDeviceAuthorization(userCode: device.userCode), device)
            try await expect(store.findConsent(of: user.id, to: client.id), nil)
            try await expect(store.commitApproval(good, of: device, remembering: consent, at: end - 1))
        },
        .ofSession("of many who decide at once exactly one does, and the consent is the winner's") {
            store, rows, user, client, session in
            let device = try await rows.keep(rows.device(of: client))
            let approval = rows.approval(in: session)
            let consent = rows.consent(of: user, to: client)
            let outcomes = try await race { number in
                let isMine =
                    number.isMultiple(of: 2)
                    ? try await store.commitApproval(approval, of: device, remembering: consent, at: rows.now)
                    : try await store.commitDenial(ofUserCode: device.userCode, at: rows.now)
                return isMine ? number : nil
            }
            let winners = outcomes.compactMap(\.self)
            try expect(winners.count, 1)
            let isAllowed = winners[0].isMultiple(of: 2)
            try await expect(
                store.findDeviceAuthorization(userCode: device.userCode)?.decision,
                isAllowed ? .allowed(approval) : .denied)
            try await expect(store.findConsent(of: user.id, to: client.id) != nil, isAllowed)
        },
        .ofPair("consent that is withdrawn turns away what has not come in yet, and nothing else") {
            store, rows, user, client in
            let other = try await rows.add(rows.client("other"))
            let session = try await rows.begin(rows.session(of: user))
            let ours = try await rows.letIn(rows.device(of: client), in: session)
            let theirs = try await rows.letIn(rows.device(of: other), in: session)
            let waiting = try await rows.keep(rows.device(of: client))
            try await expect(store.commitWithdrawal(of: user.id, from: client.id, at: rows.now))
            try await expect(store.findDeviceAuthorization(userCode: ours.userCode)?.decision, .denied)
            try await expect(store.findDeviceAuthorization(userCode: theirs.userCode), theirs)
            try await expect(store.findDeviceAuthorization(userCode: waiting.userCode), waiting)
        },
        .ofPair("what devices asked for leaves in batches when it has expired, and not before") {
            store, rows, _, client in
            let devices = try await (0..<4 as Range<Int64>).inTurn { age in
                try await rows.keep(rows.device(of: client, expiresAt: rows.now - age + 1))
            }
            for removed in [2, 1, 0] {
                try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 2), removed)
            }
            try await expect(rows.areKept(devices), [true, false, false, false])
        },
    ]
}

extension StorageFixture {
    func device(
        of client: ClientRecord, userCode: TokenDigest? = nil, resources: [ResourceIndicator] = [],
        expiresAt: Timestamp? = nil
    ) -> DeviceAuthorizationRecord {
        DeviceAuthorizationRecord(
            digest: digest(), userCode: userCode ?? digest(), client: client.registration,
            scope: Scope(["openid", "profile"]), scopeIsAsAsked: resources.isEmpty, resources: resources,
            createdAt: now, codesExpireAt: now + 600, expiresAt: expiresAt ?? now + 4_200)
    }

    func approval(in session: SessionRecord, by user: UserRecord? = nil) -> DeviceApproval {
        DeviceApproval(
            userID: user?.id ?? session.userID, sessionID: session.id, authenticatedAt: now - 5, acr: "urn:example:acr")
    }

    /// Keeps what a device asks for.
    func keep(
        _ device: DeviceAuthorizationRecord, from network: [UInt8]? = nil
    ) async throws -> DeviceAuthorizationRecord {
        let bounds = StorageConformance.deviceBounds
        try await expect(store.commitDeviceAuthorization(device, from: network, within: bounds))
        return device
    }

    /// Which of them are there.
    func areKept(_ devices: [DeviceAuthorizationRecord]) async throws -> [Bool] {
        try await devices.inTurn { try await store.findDeviceAuthorization(userCode: $0.userCode) != nil }
    }

    /// Keeps what a device asks for, and lets it in.
    func letIn(
        _ device: DeviceAuthorizationRecord, in session: SessionRecord
    ) async throws -> DeviceAuthorizationRecord {
        var device = try await keep(device)
        let approval = approval(in: session)
        let consent = ConsentRecord(
            userID: session.userID, client: device.client,
            scope: device.scope, resources: device.resources, grantedAt: now)
        try await expect(store.commitApproval(approval, of: device, remembering: consent, at: now))
        device.decision = .allowed(approval)
        return device
    }
}

extension Store {
    func commitApproval(
        _ approval: DeviceApproval, of device: DeviceAuthorizationRecord, remembering consent: ConsentRecord,
        at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await commitApproval(approval, ofUserCode: device.userCode, remembering: consent, at: now)
    }
}
