import OAuthProtocol
import Storage

extension StorageConformance {
    fileprivate static let deviceBounds = RowBounds(perNetwork: 2, overAll: 5)

    static let deviceBoundaries = [
        Behaviour("a network that has more devices waiting than its share loses the oldest, none that was decided") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let network: [UInt8] = [192, 0, 2, 1]
            let elsewhere = try await fixture.keep(fixture.device(of: client), from: [192, 0, 2, 2], in: store)
            let operators = try await fixture.keep(fixture.device(of: client), in: store)
            var devices: [DeviceAuthorizationRecord] = []
            for age in 0..<5 as Range<Int64> {
                let device = fixture.device(of: client, expiresAt: fixture.now + 4_200 + age)
                devices.append(try await fixture.keep(device, from: network, in: store))
                guard age == 0 else { continue }
                let consent = fixture.consent(of: user, to: client)
                let approval = fixture.approval(in: session)
                try expect(try await store.commitApproval(approval, of: device, remembering: consent, at: fixture.now))
            }
            var kept: [Bool] = []
            for device in devices + [elsewhere, operators] {
                kept.append(try await store.findDeviceAuthorization(userCode: device.userCode) != nil)
            }
            try expect(kept, [true, false, false, true, true, true, true])
        },
        Behaviour("all strangers' devices together have a share, and operators' are not of it") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let operators = try await fixture.keep(
                fixture.device(of: client, expiresAt: fixture.now), in: store)
            var devices: [DeviceAuthorizationRecord] = []
            for number in 0..<8 as Range<UInt8> {
                let device = fixture.device(of: client, expiresAt: fixture.now + Int64(number))
                devices.append(try await fixture.keep(device, from: [198, 51, 100, number], in: store))
            }
            var kept: [Bool] = []
            for device in [operators] + devices {
                kept.append(try await store.findDeviceAuthorization(device.digest) != nil)
            }
            try expect(kept, [true, false, false, false, true, true, true, true, true])
        },
    ]

    static let deviceAuthorizations = [
        Behaviour("what a device asks for is found by either code as it was committed") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let resources = ["https://a.example/", "urn:example:b"].compactMap { ResourceIndicator($0) }
            for device in [fixture.device(of: client), fixture.device(of: client, resources: resources)] {
                try expect(try await store.commitDeviceAuthorization(device, from: nil, within: deviceBounds))
                try expect(
                    try await store.findDeviceAuthorization(device.digest),
                    DeviceAuthorizationStanding(authorization: device, user: nil, session: nil))
                try expect(try await store.findDeviceAuthorization(userCode: device.userCode), device)
                // One code does not pass for the other.
                try expect(try await store.findDeviceAuthorization(device.userCode), nil)
                try expect(try await store.findDeviceAuthorization(userCode: device.digest), nil)
            }
        },
        Behaviour("a user code that is taken is refused, and changes nothing") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let first = fixture.device(of: client)
            let second = fixture.device(of: client, userCode: first.userCode)
            try expect(try await store.commitDeviceAuthorization(first, from: nil, within: deviceBounds))
            try expect(
                try await store.commitDeviceAuthorization(second, from: [192, 0, 2, 1], within: deviceBounds), false)
            try expect(try await store.findDeviceAuthorization(userCode: first.userCode), first)
            try expect(try await store.findDeviceAuthorization(second.digest), nil)
        },
        Behaviour("an approval is found with its user and session, and the consent is remembered") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            var device = try await fixture.keep(fixture.device(of: client), in: store)
            let approval = fixture.approval(in: session)
            let consent = fixture.consent(of: user, to: client)
            try expect(try await store.commitApproval(approval, of: device, remembering: consent, at: fixture.now))
            device.decision = .allowed(approval)
            try expect(
                try await store.findDeviceAuthorization(device.digest),
                DeviceAuthorizationStanding(authorization: device, user: user, session: session))
            try expect(try await store.findDeviceAuthorization(userCode: device.userCode), device)
            try expect(try await store.findConsent(of: user.id, to: client.id), consent)
        },
        Behaviour("a device is decided upon once, whatever comes after") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let approval = fixture.approval(in: session)
            let consent = fixture.consent(of: user, to: client)
            var denied = try await fixture.keep(fixture.device(of: client), in: store)
            try expect(try await store.commitDenial(ofUserCode: denied.userCode, at: fixture.now))
            denied.decision = .denied
            try expect(
                try await store.commitApproval(approval, of: denied, remembering: consent, at: fixture.now), false)
            try expect(try await store.commitDenial(ofUserCode: denied.userCode, at: fixture.now), false)
            try expect(try await store.findDeviceAuthorization(userCode: denied.userCode), denied)
            try expect(try await store.findConsent(of: user.id, to: client.id), nil)

            let allowed = try await fixture.keep(fixture.device(of: client), in: store)
            try expect(try await store.commitApproval(approval, of: allowed, remembering: consent, at: fixture.now))
            try expect(try await store.commitDenial(ofUserCode: allowed.userCode, at: fixture.now), false)
            try expect(
                try await store.findDeviceAuthorization(userCode: allowed.userCode)?.decision, .allowed(approval))
        },
        Behaviour("an approval needs live codes, a user, their session and the client that asked") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let device = try await fixture.keep(fixture.device(of: client), in: store)
            let consent = fixture.consent(of: user, to: client)
            let stranger = fixture.user("bob")
            try expect(try await store.commitNewUser(stranger), .done)
            let end = device.codesExpireAt
            for (approval, now) in [
                (fixture.approval(in: session), end), (fixture.approval(in: fixture.session(of: user)), fixture.now),
                (fixture.approval(in: session, by: stranger), fixture.now),
            ] {
                try expect(
                    try await store.commitApproval(approval, of: device, remembering: consent, at: now), false)
            }
            try expect(try await store.commitDenial(ofUserCode: device.userCode, at: end), false)
            let orphan = try await fixture.keep(fixture.device(of: fixture.client()), in: store)
            try expect(
                try await store.commitApproval(
                    fixture.approval(in: session), of: orphan, remembering: consent, at: fixture.now), false)
            try expect(try await store.findDeviceAuthorization(userCode: device.userCode), device)
            try expect(try await store.findConsent(of: user.id, to: client.id), nil)
            try expect(
                try await store.commitApproval(
                    fixture.approval(in: session), of: device, remembering: consent, at: end - 1))
        },
        Behaviour("of many who decide at once exactly one does, and the consent is the winner's") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let device = try await fixture.keep(fixture.device(of: client), in: store)
            let approval = fixture.approval(in: session)
            let consent = fixture.consent(of: user, to: client)
            let outcomes = try await race { number in
                let isMine =
                    number.isMultiple(of: 2)
                    ? try await store.commitApproval(approval, of: device, remembering: consent, at: fixture.now)
                    : try await store.commitDenial(ofUserCode: device.userCode, at: fixture.now)
                return isMine ? number : nil
            }
            let winners = outcomes.compactMap(\.self)
            try expect(winners.count, 1)
            let isAllowed = winners[0].isMultiple(of: 2)
            try expect(
                try await store.findDeviceAuthorization(userCode: device.userCode)?.decision,
                isAllowed ? .allowed(approval) : .denied)
            try expect(try await store.findConsent(of: user.id, to: client.id) != nil, isAllowed)
        },
        Behaviour("consent that is withdrawn turns away what has not come in yet, and nothing else") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let other = fixture.client("other")
            try expect(try await store.commitNewClient(other))
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let ours = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            let theirs = try await fixture.letIn(fixture.device(of: other), in: session, of: store)
            let waiting = try await fixture.keep(fixture.device(of: client), in: store)
            try expect(try await store.commitWithdrawal(of: user.id, from: client.id, at: fixture.now))
            try expect(try await store.findDeviceAuthorization(userCode: ours.userCode)?.decision, .denied)
            try expect(try await store.findDeviceAuthorization(userCode: theirs.userCode), theirs)
            try expect(try await store.findDeviceAuthorization(userCode: waiting.userCode), waiting)
        },
        Behaviour("what devices asked for leaves in batches when it has expired, and not before") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            var devices: [DeviceAuthorizationRecord] = []
            for age in 0..<4 as Range<Int64> {
                let device = fixture.device(of: client, expiresAt: fixture.now - age + 1)
                devices.append(try await fixture.keep(device, in: store))
            }
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 2), 2)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 2), 1)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 2), 0)
            try expect(try await store.findDeviceAuthorization(userCode: devices[0].userCode), devices[0])
            for device in devices.dropFirst() {
                try expect(try await store.findDeviceAuthorization(device.digest), nil)
            }
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
        _ device: DeviceAuthorizationRecord, from network: [UInt8]? = nil, in store: any Store
    ) async throws -> DeviceAuthorizationRecord {
        let bounds = StorageConformance.deviceBounds
        try expect(try await store.commitDeviceAuthorization(device, from: network, within: bounds))
        return device
    }

    /// Keeps what a device asks for, and lets it in.
    func letIn(
        _ device: DeviceAuthorizationRecord, in session: SessionRecord, of store: any Store
    ) async throws -> DeviceAuthorizationRecord {
        var device = try await keep(device, in: store)
        let approval = approval(in: session)
        let consent = ConsentRecord(
            userID: session.userID, client: device.client,
            scope: device.scope, resources: device.resources, grantedAt: now)
        try expect(try await store.commitApproval(approval, of: device, remembering: consent, at: now))
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
