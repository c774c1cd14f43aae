import OAuthProtocol
import Storage

extension StorageConformance {
    static let signingKeys: [Behaviour] = [
        Behaviour("signing keys are found as they were committed, the oldest first") { store, rows in
            try await expect(store.findSigningKeys(), [])
            var retired = rows.key("c", .retired, age: 30)
            retired.activatedAt = rows.now - 20
            retired.retiresAt = rows.now + 20
            let keys = [rows.key("b", .next, age: 10), retired, rows.key("a", .current, age: 20)]
            try await expect(store.commitSigningKeys(keys, replacing: []))
            try await expect(store.findSigningKeys(), [retired, keys[2], keys[0]])
        },
        Behaviour("one set of signing keys takes the place of another") { store, rows in
            let old = [rows.key("a", .current, age: 20), rows.key("b", .next, age: 10)]
            try await expect(store.commitSigningKeys(old, replacing: []))
            var current = old[1]
            current.state = .current
            current.activatedAt = rows.now
            let new = [current, rows.key("c", .next, age: 0)]
            try await expect(store.commitSigningKeys(new, replacing: old.reversed()))
            try await expect(store.findSigningKeys(), new)
        },
        Behaviour("signing keys that have changed meanwhile are left alone") { store, rows in
            let kept = [rows.key("a", .current, age: 20), rows.key("b", .next, age: 10)]
            try await expect(store.commitSigningKeys(kept, replacing: []))
            var elsewhere = kept
            elsewhere[1].state = .current
            let expectations = [
                [], [kept[0]], elsewhere, kept + [rows.key("c", .next, age: 5)], [kept[0], kept[0]],
            ]
            for expected in expectations {
                let new = [rows.key("d", .current, age: 0)]
                try await expect(store.commitSigningKeys(new, replacing: expected), false)
                try await expect(store.findSigningKeys(), kept)
            }
        },
        Behaviour("of many who make the first signing keys exactly one does") { store, rows in
            try await race(for: true, others: false) { number in
                try await store.commitSigningKeys([rows.key("\(number)", .current, age: 0)], replacing: [])
            }
            try await expect(store.findSigningKeys().count, 1)
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
