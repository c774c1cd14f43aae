import OAuthProtocol

extension BenchReport {
    /// The members of `--json`: rates a second, times of one computation.
    var json: JSONObject {
        let measured = SignatureAlgorithm.allCases.compactMap { algorithm in
            signatures.perSecond[algorithm].map { (algorithm, $0) }
        }
        return [
            "database": .string(Database(configuration).name), "cores": .integer(cores),
            "commits": .object([
                "one_at_a_time": Self.number(commits.alone), "together": Self.number(commits.together),
                "callers": .integer(CommitRates.callers),
                "operations_per_commit": Self.number(commits.operationsPerCommit),
            ]),
            "signatures": .array(
                measured.map { algorithm, rate in
                    .object([
                        "alg": .string(algorithm.rawValue), "per_second": Self.number(rate),
                        "microseconds": Self.number(microseconds(at: rate)),
                    ])
                }),
            "passwords": .object(Self.json(passwords)),
            "expected": .object(expected),
            "proposal": .object(
                changes.isEmpty
                    ? [:]
                    : [
                        "settings": .object(
                            changes.reduce(into: [:]) { $0["passwords.\($1.key)"] = .integer($1.number) }),
                        "passwords": .object(Self.json(proposal)),
                    ]),
        ]
    }

    private var expected: JSONObject {
        forecasts(passwords).reduce(into: [:]) { object, forecast in
            object[forecast.name] = .object([
                "per_second": Self.number(forecast.perSecond), "bound": .string(forecast.bound),
            ])
        }
    }

    private static func json(_ cost: PasswordCost) -> JSONObject {
        [
            "memory": .integer(cost.settings.memory), "passes": .integer(cost.settings.passes),
            "waiting": .integer(cost.settings.waiting), "milliseconds": number(cost.alone),
            "milliseconds_on_all_cores": number(cost.together), "per_second": number(cost.perSecond),
        ]
    }

    /// Whole, or with a tenth where it is less than ten.
    private static func number(_ value: Double) -> JSONValue {
        value < 10 ? .number(round(value)) : .integer(Int(value.rounded()))
    }

    /// Of one core.
    private func microseconds(at rate: Double) -> Double {
        1e6 * Double(cores) / rate
    }
}

extension BenchReport {
    /// For people.
    var text: String {
        [
            """
            Measured on \(cores == 1 ? "one core" : "\(cores) cores"), in a scratch database beside \(Database(configuration).name) \
            (SQLite, WAL, synchronous=FULL)
            """,
            disk, signing, hashing, outlook, advice,
        ].joined(separator: "\n\n")
    }

    private var disk: String {
        let together = "\(CommitRates.callers) requests at once, \(Self.round(commits.operationsPerCommit)) to a commit"
        return TextTable.list(
            ["durable commits", "a second"],
            [["one after the other", Self.round(commits.alone)], [together, Self.round(commits.together)]],
            whenEmpty: "")
    }

    private var signing: String {
        TextTable.list(
            ["signatures", "a second", "microseconds of a core"],
            SignatureAlgorithm.allCases.compactMap { algorithm in
                signatures.perSecond[algorithm].map { rate in
                    [algorithm.rawValue, Self.round(rate), Self.round(microseconds(at: rate))]
                }
            }, whenEmpty: "")
    }

    private var hashing: String {
        let costs = changes.isEmpty ? [("as configured", passwords)] : [("now", passwords), ("proposed", proposal)]
        return TextTable.list(
            ["Argon2id", "memory", "passes", "ms alone", "ms on all cores", "a second", "memory on all cores"],
            costs.map { name, cost in
                [
                    name, Self.size(cost.settings.memory), "\(cost.settings.passes)", Self.round(cost.alone),
                    Self.round(cost.together), Self.round(cost.perSecond), Self.size(cost.settings.memory * cores),
                ]
            }, whenEmpty: "")
    }

    private var outlook: String {
        var lines = forecasts(passwords).map { forecast in
            "about \(Self.rough(forecast.perSecond)) \(forecast.words): bound by \(forecast.bound)"
        }
        if let last = forecasts(proposal).last, !changes.isEmpty {
            lines.append("about \(Self.rough(last.perSecond)) \(last.words), as proposed: bound by \(last.bound)")
        }
        return (["To expect in a second, of each alone, if the server has the machine to itself:"] + lines)
            .joined(separator: "\n  ")
    }

    private var advice: String {
        let seconds = Double(proposal.settings.waiting) / proposal.perSecond
        let wait = """
            \(cores) at once, \(proposal.settings.waiting) more of each kind wait, the last of one kind for \
            \(Self.rough(max(seconds, 1))) s; the next is told to come back
            """
        guard !changes.isEmpty else {
            return """
                Nothing to change: a sign-in takes \(Self.round(proposal.together)) ms with all cores at work, \(Self.guess).
                Sign-ins: \(wait).
                """
        }
        let lines = changes.map { change in
            let place = configuration.places["passwords.\(change.key)"].map { "set at \($0)" } ?? "the default"
            return "  \(change.key): \(change.new)  # now \(change.old), \(place)"
        }
        return """
            Proposal for the configuration file: a sign-in takes \(Self.round(proposal.together)) ms with all cores at work then, \(Self.guess).
            Sign-ins: \(wait).

            passwords:
            \(lines.joined(separator: "\n"))
            """
    }

    private static let guess = "and so does every guess"

    /// With commas between thousands; with a tenth where it is less than ten.
    private static func round(_ value: Double) -> String {
        guard value >= 10 else {
            let tenths = Int((value * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        }
        var (digits, groups) = ("\(Int(value.rounded()))", [] as [String])
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }

    /// Two digits of it, since a forecast has no more.
    private static func rough(_ value: Double) -> String {
        var unit = 1.0
        while value / unit >= 100 { unit *= 10 }
        return round((value / unit).rounded() * unit)
    }
}
