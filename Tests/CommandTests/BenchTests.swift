import OAuthProtocol
import OAuthServer
import Testing

@testable import cardea

/// What `cardea bench` concludes from what it measured.
struct BenchTests {
    /// A machine on which Argon2id takes `milliseconds` for each mebibyte and pass, on every core at once.
    struct Machine {
        var cores = 2
        var memory = 4096
        var milliseconds: Double

        func cost(_ memory: Int, _ passes: Int, waiting: Int = 64) -> PasswordCost {
            let together = milliseconds * Double(memory * passes)
            return PasswordCost(
                settings: PasswordSettings(memory: memory << 20, passes: passes, waiting: waiting), alone: together,
                together: together, perSecond: Double(cores) * 1000 / together)
        }

        /// The memory in mebibytes and the passes that are proposed; `nil` if nothing is.
        func proposal(instead cost: PasswordCost) -> [Int]? {
            PasswordProposal(cores: cores, room: (memory / 4) << 20).costs(instead: cost).map {
                [$0.memory >> 20, $0.passes]
            }
        }
    }

    @Test(
        arguments: [
            // A usual server, what is proposed there, and more than OWASP's least on a quick one.
            (Machine(milliseconds: 0.7), [19, 2], [64, 4]),
            (Machine(milliseconds: 0.7), [64, 3], nil),
            (Machine(milliseconds: 0.35), [64, 3], [64, 7]),
            // A quarter of the memory for all cores at once.
            (Machine(cores: 8, memory: 1024, milliseconds: 0.7), [19, 2], [19, 12]),
            (Machine(cores: 8, memory: 256, milliseconds: 0.7), [19, 2], [7, 33]),
            (Machine(cores: 8, memory: 1024, milliseconds: 0.7), [64, 3], [19, 12]),
            // So slow that nothing is quick enough: the least work that still counts.
            (Machine(milliseconds: 20), [64, 3], [7, 5]),
            (Machine(milliseconds: 3), [19, 2], nil),
            (Machine(milliseconds: 3), [64, 3], [64, 1]),
            // Enough time in too little memory is too little.
            (Machine(milliseconds: 0.7), [1, 100], [64, 4]),
            // Who has given more memory keeps it.
            (Machine(milliseconds: 0.2), [256, 1], [256, 3]),
        ] as [(Machine, [Int], [Int]?)])
    func `Argon2id is to take a tenth to a quarter of a second`(
        machine: Machine, now: [Int], proposed: [Int]?
    ) {
        #expect(machine.proposal(instead: machine.cost(now[0], now[1])) == proposed)
    }

    @Test(arguments: [(64, 64), (600, 110), (5, 110)])
    func `nobody waits for long to sign in`(waiting: Int, proposed: Int) {
        let cost = Machine(milliseconds: 0.7).cost(64, 2, waiting: waiting)
        #expect(PasswordProposal(cores: 2, room: 1 << 30).waiting(at: cost) == proposed)
    }

    private func expected(
        _ tokens: TokenConfiguration = TokenConfiguration(), commits: Double = 20_000
    ) -> [String: Forecast] {
        let all = Forecast.all(
            tokens, CommitRates(alone: 1000, together: commits, operationsPerCommit: 20),
            SignatureRates(perSecond: [.es256: 70_000, .rs256: 3_000, .edDSA: 140_000]),
            PasswordCost(settings: PasswordSettings(), alone: 20, together: 25, perSecond: 80))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }

    @Test func `what bounds a request is what there is least of`() {
        let usual = expected()
        #expect(usual["client_credentials"]?.bound == "the processor")
        #expect(usual["refresh_rs256"]?.bound == "RS256 signatures")
        #expect(usual["sign_ins"]?.perSecond == 80)
        #expect(usual["sign_ins"]?.bound == "Argon2id")
        let slow = expected(commits: 100)
        #expect(slow["client_credentials"] == usual["client_credentials"])
        #expect(slow["refresh_es256"]?.bound == "durable commits")
        #expect(slow["sign_ins"]?.perSecond == 20)
        var tokens = TokenConfiguration()
        tokens.accessAlgorithm = .rs256
        #expect(expected(tokens)["client_credentials"]?.bound == "RS256 signatures")
    }

    @Test func `requests cost what make bench measured`() {
        // Two cores, 27 microseconds for ES256 and 610 for RS256 on one of them.
        let usual = Forecast.all(
            TokenConfiguration(), CommitRates(alone: 1000, together: 20_000, operationsPerCommit: 20),
            SignatureRates(perSecond: [.es256: 2e6 / 27, .rs256: 2e6 / 610]),
            PasswordCost(settings: PasswordSettings(), alone: 20, together: 25, perSecond: 80))
        let microseconds = usual.map { 2e6 / $0.perSecond }
        #expect((70...80).contains(microseconds[0]))
        #expect((250...275).contains(microseconds[2]))
    }
}
