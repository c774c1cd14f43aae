/// Why a response of a browser, or what an authenticator put into it, is not taken. It never says what was in it, so it
/// may be logged whole. The person is told only that the passkey could not be used.
package enum WebAuthnError: Error, Hashable, Sendable {
    /// A response is not a JSON object.
    case notJSON
    /// A member of the JSON, whose name this is, is missing, of the wrong type, not base64url, or too long.
    case badMember(String)
    /// `id` and `rawId` are two credentials.
    case twoIDs
    /// Not CBOR that we accept.
    case cbor(CBORError)
    /// An attestation object lacks a member, or one is of another kind (§6.5.4).
    case badAttestationObject
    /// A statement of the format `none` states something (§8.7).
    case badAttestationStatement
    /// Authenticator data is cut off, has octets left over, or lacks what its flags announce (§6.1).
    case badAuthenticatorData
    /// A registration without attested credential data, or an assertion with it.
    case wrongAuthenticatorData
    /// A credential ID has no octets or more than 1023 (§7.1).
    case badCredentialID
    /// A COSE key lacks a parameter, has one that none should have, or one is of another kind (§6.5.1).
    case badKey
    /// A COSE key has a private parameter.
    case privateKey
    /// A COSE key's type or curve is not that of its algorithm (§5.8.5).
    case keyOfAnotherAlgorithm
    /// A COSE key that must not be used: not on its curve, too short, too long.
    case refusedKey
    /// An algorithm that was not offered.
    case algorithmNotOffered
    /// The client data is of the other ceremony, or of none.
    case wrongType
    /// The challenge is not ours, of somebody else or no longer good.
    case wrongChallenge
    /// The page was of another origin.
    case wrongOrigin
    /// The page was within one of another origin.
    case crossOrigin
    /// The credential is one of another relying party.
    case wrongRelyingParty
    /// Nobody touched the authenticator.
    case userNotPresent
    /// The authenticator did not verify who touched it.
    case userNotVerified
    /// A credential is backed up that cannot be.
    case backedUpWithoutEligibility
    /// A credential that cannot be backed up can be now, or the other way round.
    case backupEligibilityChanged
    /// The response's credential is not the one that its authenticator data, or whoever looked it up, has.
    case anotherCredential
    /// The response is of another person's credential.
    case anotherUser
    /// The signature is not the credential's over this.
    case badSignature
    /// The signature counter did not grow, so there may be two authenticators with one key (§6.1.1).
    case counterWentBack
    /// A user handle that is asked to be written has no octets or more than 64 (§5.4.3).
    case badUserHandle
}

extension WebAuthnError: CustomStringConvertible {
    /// The case, and where it names a member or a fault of CBOR, that: a word of ours and never one of the response.
    package var description: String {
        switch self {
        case .notJSON: "the response is not a JSON object"
        case .badMember(let name): "\(name) is missing or malformed"
        case .twoIDs: "id and rawId differ"
        case .cbor(let error): "CBOR: \(error)"
        case .badAttestationObject: "the attestation object is malformed"
        case .badAttestationStatement: "an attestation statement of the format none is not empty"
        case .badAuthenticatorData: "the authenticator data is malformed"
        case .wrongAuthenticatorData: "the authenticator data is of the other ceremony"
        case .badCredentialID: "the credential ID has no octets or too many"
        case .badKey: "the credential public key is malformed"
        case .privateKey: "the credential public key has a private parameter"
        case .keyOfAnotherAlgorithm: "the credential public key is not one of its algorithm"
        case .refusedKey: "the credential public key must not be used"
        case .algorithmNotOffered: "the algorithm was not offered"
        case .wrongType: "the client data is of another ceremony"
        case .wrongChallenge: "the challenge is not a current one of this browser"
        case .wrongOrigin: "the origin is another one"
        case .crossOrigin: "the page was within one of another origin"
        case .wrongRelyingParty: "the credential is of another relying party"
        case .userNotPresent: "the user was not present"
        case .userNotVerified: "the user was not verified"
        case .backedUpWithoutEligibility: "the credential is backed up and not eligible for that"
        case .backupEligibilityChanged: "the credential's backup eligibility changed"
        case .anotherCredential: "the credential is another one"
        case .anotherUser: "the credential is another user's"
        case .badSignature: "the signature is wrong"
        case .counterWentBack: "the signature counter did not grow"
        case .badUserHandle: "the user handle has no octets or too many"
        }
    }
}
