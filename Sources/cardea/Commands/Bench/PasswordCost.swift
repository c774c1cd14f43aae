import Identity
import OAuthProtocol

/// What Argon2id costs on this machine at some settings.
struct PasswordCost: Sendable, Equatable {
    var settings: PasswordSettings
    /// Milliseconds of one computation while nothing else is computed, the median.
    var alone: Double
    /// Milliseconds of one with others on every core, which share the memory's bandwidth.
    var together: Double
    /// How many all cores compute in a second.
    var perSecond: Double

    /// The cost at other settings, since the time is in proportion to both.
    func scaled(to settings: PasswordSettings) -> PasswordCost {
        let factor =
            Double(settings.memory) / Double(self.settings.memory) * Double(settings.passes)
            / Double(self.settings.passes)
        return PasswordCost(
            settings: settings, alone: alone * factor, together: together * factor, perSecond: perSecond / factor)
    }

    /// What takes seconds is not measured but reckoned from the defaults.
    ///
    /// - Throws: `CommandError` if there is no memory for it, `CancellationError`.
    static func measure(
        _ settings: PasswordSettings, cores: Int, by clock: LiveClock
    ) async throws -> PasswordCost {
        let usual = PasswordSettings()
        guard settings.memory / usual.memory * settings.passes / usual.passes < 50 else {
            return try await measure(usual, cores: cores, by: clock).scaled(to: settings)
        }
        let hasher = try settings.hasher(threads: cores)
        let all = clock.nanoseconds()
        var times: [UInt64] = []
        while times.isEmpty || times.count < 5 && clock.nanoseconds() - all < 400_000_000 {
            let start = clock.nanoseconds()
            try await hash(with: hasher)
            times.append(clock.nanoseconds() - start)
        }
        let count = Counter()
        let start = clock.nanoseconds()
        try await withThrowingTaskGroup { group in
            for _ in 0..<cores {
                group.addTask {
                    repeat {
                        try await hash(with: hasher)
                        count.add(1)
                    } while clock.nanoseconds() - start < 400_000_000
                }
            }
            try await group.waitForAll()
        }
        let seconds = Double(clock.nanoseconds() - start) / 1e9
        return PasswordCost(
            settings: settings, alone: Double(times.sorted()[times.count / 2]) / 1e6,
            together: seconds * 1000 * Double(cores) / Double(count.count), perSecond: Double(count.count) / seconds)
    }

    private static func hash(with hasher: PasswordHasher) async throws {
        try Task.checkCancellation()
        do {
            _ = try await hasher.hash(Secret("correct horse battery staple"))
        } catch {
            throw CommandError("there is no memory for \(hasher.parameters) on every core: lower passwords.memory")
        }
    }
}
