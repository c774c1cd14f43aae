import OAuthProtocol
import OAuthServer
import Storage

/// Who has something signed by an algorithm, and what the operator changes so that it can be retired.
struct AlgorithmUses {
    private let algorithm: SignatureAlgorithm
    private let settings: [String]
    private let clients: [(client: ClientRecord, members: [String])]

    /// How many clients a refusal names.
    private static let most = 20

    init(of algorithm: SignatureAlgorithm, in configuration: Configuration, by clients: [ClientRecord]) {
        self.algorithm = algorithm
        var settings: [String] = []
        if configuration.tokens.accessAlgorithm == algorithm {
            let place = configuration.places["tokens.access_algorithm"].map { "set at \($0)" } ?? "the default"
            settings.append("set tokens.access_algorithm to another algorithm (it is \(algorithm.rawValue), \(place))")
        }
        for resource in configuration.resources where resource.accessAlgorithm == algorithm {
            settings.append("change resources[].access_algorithm of \(resource.uri)")
        }
        self.settings = settings
        self.clients = clients.compactMap { client in
            let members = client.metadata.wantedSignatures.filter { $0.algorithm == algorithm }.map(\.name)
            return members.isEmpty ? nil : (client, members)
        }
    }

    /// Why it cannot be retired, with each thing to change; `nil` if it can.
    var refusal: CommandError? {
        // Nothing that could be changed would let it go (OpenID Connect Discovery §3).
        guard algorithm != .rs256 else {
            return CommandError(
                """
                RS256 signs the ID tokens of every client that names no algorithm, so no server can be without it: nothing was \
                changed. For new keys of it, there is cardea key rotate
                """)
        }
        let own = clients.filter { !$0.client.origin.isDynamic }
        var changes = settings + own.prefix(Self.most).map(Self.change)
        if own.count > Self.most { changes.append("do the same for \(own.count - Self.most) more clients") }
        guard !changes.isEmpty else { return nil }
        return CommandError(
            "\(algorithm.rawValue) is in use, nothing was changed. First: \(changes.joined(separator: "; "))")
    }

    /// What became of dynamic clients; `nil` if none used it.
    var warning: String? {
        let dynamicClients = clients.count { $0.client.origin.isDynamic }
        return dynamicClients == 0
            ? nil : "\(dynamicClients) dynamic clients used it, and have to register again"
    }

    private static func change(_ use: (client: ClientRecord, members: [String])) -> String {
        let (id, names) = (use.client.id, use.members.joined(separator: ", "))
        return switch use.client.origin {
        case .configuration: "change \(names) of the client \(id) in clients[] of the configuration file"
        default: "change \(names) of the client \(id) with cardea client update \(id) --metadata"
        }
    }
}
