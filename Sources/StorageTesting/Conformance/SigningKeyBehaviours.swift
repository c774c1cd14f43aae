import OAuthProtocol
import Storage

extension StorageConformance {
    static let signingKeys = [
        Behaviour("signing keys are found as they were committed, the oldest first") { store, fixture in
            try expect(try await store.findSigningKeys(), [])
            var retired = fixture.key("c", .retired, age: 30)
            retired.activatedAt = fixture.now - 20
            retired.retiresAt = fixture.now + 20
            let keys = [fixture.key("b", .next, age: 10), retired, fixture.key("a", .current, age: 20)]
            try expect(try await store.commitSigningKeys(keys, replacing: []))
            try expect(try await store.findSigningKeys(), [retired, keys[2], keys[0]])
        },
        Behaviour("one set of signing keys takes the place of another") { store, fixture in
            let old = [fixture.key("a", .current, age: 20), fixture.key("b", .next, age: 10)]
            try expect(try await store.commitSigningKeys(old, replacing: []))
            var current = old[1]
            current.state = .current
            current.activatedAt = fixture.now
            let new = [current, fixture.key("c", .next, age: 0)]
            try expect(try await store.commitSigningKeys(new, replacing: old.reversed()))
            try expect(try await store.findSigningKeys(), new)
        },
        Behaviour("signing keys that have changed meanwhile are left alone") { store, fixture in
            let kept = [fixture.key("a", .current, age: 20), fixture.key("b", .next, age: 10)]
            try expect(try await store.commitSigningKeys(kept, replacing: []))
            var elsewhere = kept
            elsewhere[1].state = .current
            let expectations = [
                [], [kept[0]], elsewhere, kept + [fixture.key("c", .next, age: 5)], [kept[0], kept[0]],
            ]
            for expected in expectations {
                let new = [fixture.key("d", .current, age: 0)]
                try expect(try await store.commitSigningKeys(new, replacing: expected), false)
                try expect(try await store.findSigningKeys(), kept)
            }
        },
        Behaviour("of many who make the first signing keys exactly one does") { store, fixture in
            let outcomes = try await race { number in
                try await store.commitSigningKeys([fixture.key("\(number)", .current, age: 0)], replacing: [])
            }
            try expect(outcomes.filter { $0 }.count, 1)
            try expect(try await store.findSigningKeys().count, 1)
        },
    ]
}

extension StorageFixture {
    func key(_ id: String, _ state: SigningKeyRecord.State, age: Int64) -> SigningKeyRecord {
        SigningKeyRecord(
            id: id, algorithm: age.isMultiple(of: 20) ? .rs256 : .es256, state: state, sealed: digest().octets,
            createdAt: now - age)
    }
}
