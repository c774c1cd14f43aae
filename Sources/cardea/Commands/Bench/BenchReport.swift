import Foundation
import OAuthProtocol
import OAuthServer

/// What `cardea bench` found, and what it proposes.
struct BenchReport: Sendable {
    let configuration: Configuration
    let cores: Int
    let commits: CommitRates
    let signatures: SignatureRates
    /// Argon2id as it is configured.
    let passwords: PasswordCost
    /// Argon2id as it is proposed, measured; the same where nothing is.
    let proposal: PasswordCost

    /// - Throws: `CommandError` if the machine lacks what is to be measured, `StorageError` if the disk fails,
    ///   `JOSEError` if a key cannot be made, `CancellationError`.
    static func measure(_ configuration: Configuration) async throws -> BenchReport {
        let clock = LiveClock()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let commits = try await CommitRates.measure(beside: Database(configuration), by: clock)
        let signatures = try await SignatureRates.measure(
            configuration.tokens.signingAlgorithms, cores: cores, by: clock)
        let passwords = try await PasswordCost.measure(configuration.passwords, cores: cores, by: clock)
        // A quarter: the rest is the server's, the page cache's, and that of whatever else runs here.
        let rule = PasswordProposal(cores: cores, room: Self.machineMemory / 4)
        var proposal = passwords
        if let settings = rule.costs(instead: passwords) {
            proposal = try await PasswordCost.measure(settings, cores: cores, by: clock)
            // Once more where memory was not in proportion.
            if let settings = rule.costs(instead: proposal) {
                proposal = try await PasswordCost.measure(settings, cores: cores, by: clock)
            }
        }
        proposal.settings.waiting = rule.waiting(at: proposal)
        return BenchReport(
            configuration: configuration, cores: cores, commits: commits, signatures: signatures, passwords: passwords,
            proposal: proposal)
    }

    /// Octets that this machine has, or its container.
    private static var machineMemory: Int {
        let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        let limit = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
        return min(machine, limit.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? machine)
    }

    /// The settings that would change, by their keys.
    var changes: [(key: String, old: String, new: String, number: Int)] {
        let (old, new) = (passwords.settings, proposal.settings)
        return [
            ("memory", Self.size(old.memory), Self.size(new.memory), new.memory),
            ("passes", "\(old.passes)", "\(new.passes)", new.passes),
            ("waiting", "\(old.waiting)", "\(new.waiting)", new.waiting),
        ].filter { $0.1 != $0.2 }
    }

    func forecasts(_ passwords: PasswordCost) -> [Forecast] {
        Forecast.all(configuration.tokens, commits, signatures, passwords)
    }

    /// As the configuration reads it.
    static func size(_ octets: Int) -> String {
        octets % (1 << 20) == 0 ? "\(octets >> 20) MiB" : octets % 1024 == 0 ? "\(octets >> 10) KiB" : "\(octets)"
    }
}
