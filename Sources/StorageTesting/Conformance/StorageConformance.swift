import Storage

/// What any engine must do, behaviour by behaviour: each sentence of the store protocols. An engine that passes is right.
package enum StorageConformance {
    /// One behaviour of a store.
    package struct Behaviour: Sendable, CustomStringConvertible {
        /// The behaviour as a sentence.
        package let description: String
        private let body: @Sendable (any Store, StorageFixture) async throws -> Void

        init(_ sentence: String, _ body: @escaping @Sendable (any Store, StorageFixture) async throws -> Void) {
            description = sentence
            self.body = body
        }

        /// A behaviour that begins with one user and one client.
        static func ofPair(
            _ sentence: String,
            _ body: @escaping @Sendable (any Store, StorageFixture, UserRecord, ClientRecord) async throws -> Void
        ) -> Behaviour {
            Behaviour(sentence) { store, rows in
                let user = try await rows.add(rows.user())
                let client = try await rows.add(rows.client())
                try await body(store, rows, user, client)
            }
        }

        /// A behaviour that begins with one user, one client and a session of the user's.
        static func ofSession(
            _ sentence: String,
            _ body:
                @escaping @Sendable (
                    any Store, StorageFixture, UserRecord, ClientRecord, SessionRecord
                ) async throws -> Void
        ) -> Behaviour {
            .ofPair(sentence) { store, rows, user, client in
                try await body(store, rows, user, client, rows.begin(rows.session(of: user)))
            }
        }

        /// Tries the behaviour on an empty store.
        ///
        /// - Throws: `Violation` if the store behaves otherwise, or what the store throws.
        package func check(_ store: any Store) async throws {
            try await body(store, StorageFixture(in: store))
        }
    }

    /// Every behaviour, by the part of the store that it is about.
    package static let behaviours =
        clients + expires + users + profiles + accountChanges + sessions + sessionReplacement + interactions + answers
        + consents + delegations + redemptions + rotations + revocations + signingKeys + attempts + attemptBlocks
        + logoutNotices + logoutNoticeClaims + spentAssertions + federatedSubjects + exchanges + expiry
        + changes + deviceAuthorizations + deviceBoundaries + deviceRedemptions + room + replacements + secondFactors
        + passkeys + oneTimeLinks + mails
}

/// A store that did not do what it should.
package struct Violation: Error, CustomStringConvertible {
    package let description: String
}

/// - Throws: `Violation` if `found` is not `expected`.
func expect<Value: Equatable>(
    _ found: Value, _ expected: Value, file: StaticString = #fileID, line: UInt = #line
) throws(Violation) {
    guard found != expected else { return }
    throw Violation(description: "\(file):\(line): found \(found) instead of \(expected)")
}

/// - Throws: `Violation` if `condition` is false.
func expect(_ condition: Bool, file: StaticString = #fileID, line: UInt = #line) throws(Violation) {
    try expect(condition, true, file: file, line: line)
}

/// Runs `body` in as many tasks at once, and gives what they gave, in no particular order.
///
/// - Throws: what one of them throws.
package func race<Value: Sendable>(
    _ tasks: Int = 100, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for number in 0..<tasks { group.addTask { try await body(number) } }
        var values: [Value] = []
        for try await value in group { values.append(value) }
        return values
    }
}

/// Runs `body` in a hundred tasks at once, of which one is to be told `won` and every other `lost`.
///
/// - Throws: `Violation` if it is otherwise, or what one of them throws.
func race<Outcome: Equatable & Sendable>(
    for won: Outcome, others lost: Outcome, _ body: @escaping @Sendable (Int) async throws -> Outcome
) async throws {
    let outcomes = try await race(100, body)
    try expect(outcomes.filter { $0 == won }.count, 1)
    try expect(outcomes.filter { $0 == lost }.count, 99)
}

extension Sequence {
    /// What comes of each, one after the other.
    ///
    /// - Throws: what the first of them throws that does.
    func inTurn<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
