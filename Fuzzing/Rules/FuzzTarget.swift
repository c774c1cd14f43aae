/// What inputs are handed to, by the name of its folders here, in `Corpus` and in `Dictionaries`.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case assertions = "Assertions"
    case clientDocuments = "ClientDocuments"
    case connections = "Connections"
    case passkeys = "Passkeys"
    case registrationMetadata = "RegistrationMetadata"
    case tokenRequests = "TokenRequests"

    /// Judges one input. Ends the process with a finding if one of the target's rules does not hold.
    package func judge(_ input: [UInt8]) async {
        switch self {
        case .assertions: await Assertions.judge(input)
        case .clientDocuments: await ClientDocuments.judge(input)
        case .connections: Connections.judge(input)
        case .passkeys: Passkeys.judge(input)
        case .registrationMetadata: await RegistrationMetadata.judge(input)
        case .tokenRequests: await TokenRequests.judge(input)
        }
    }
}
