/// Which settings of Argon2id fit a machine.
///
/// Somebody who signs in waits for one computation, and whoever has the hashes pays it for every guess: so as much as nobody minds
/// while every core computes one, a tenth to a quarter of a second, in as much memory as there is (RFC 9106 §4), and never less
/// than OWASP's password storage cheat sheet asks for.
struct PasswordProposal: Sendable {
    /// How many are computed at once.
    let cores: Int
    /// Octets that they may have together.
    let room: Int

    /// Milliseconds with one on every core.
    private static let good = 100.0...250.0
    private static let target = 160.0
    /// Seconds until the last of those who wait has its turn.
    private static let goodPatience = 1.0...10.0
    private static let patience = 5.0

    /// The memory that RFC 9106 §4 advises where there is less than 2 GiB for each, then OWASP's pairs; with the least number of
    /// passes.
    private static let choices = [(64, 1), (46, 1), (19, 2), (12, 3), (9, 4), (7, 5)]
        .map { (memory: $0.0 << 20, passes: $0.1) }

    /// Settings to measure next, since these do not fit; `nil` if they do, or nothing fits better.
    func costs(instead cost: PasswordCost) -> PasswordSettings? {
        let settings = cost.settings
        let isEnough = Self.choices.contains { settings.memory >= $0.memory && settings.passes >= $0.passes }
        if isEnough, fits(settings.memory), Self.good.contains(cost.together) { return nil }

        let candidates = Self.choices.map { choice in
            var candidate = settings
            // More memory where the operator has given it.
            candidate.memory = max(choice.memory, choice == Self.choices[0] ? settings.memory : 0)
            candidate.passes = choice.passes
            return candidate
        }
        let fitting = candidates.filter { fits($0.memory) }
        guard
            var better = fitting.first(where: { cost.scaled(to: $0).together <= Self.good.upperBound })
                // Too slow for any of them: the least that still is enough.
                ?? fitting.min(by: { cost.scaled(to: $0).together < cost.scaled(to: $1).together }) ?? candidates.last
        else { return nil }
        let passes = Self.target / cost.scaled(to: better).together * Double(better.passes)
        better.passes = max(better.passes, Int(min(passes.rounded(), 100)))
        return better == settings ? nil : better
    }

    /// How many may wait for a core; as it is where the last waits neither too long nor hardly at all.
    func waiting(at cost: PasswordCost) -> Int {
        if Self.goodPatience.contains(Double(cost.settings.waiting) / cost.perSecond) { return cost.settings.waiting }
        let number = Int(min((Self.patience * cost.perSecond).rounded(), 100_000))
        return max(number < 20 ? number : number / 10 * 10, 1)
    }

    private func fits(_ memory: Int) -> Bool {
        memory <= room / cores
    }
}
