/// How somebody proved who they are in one sign-in, all of it together (`amr`, RFC 8176).
package struct AuthenticationMethods: OptionSet, Sendable, Hashable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static let password = AuthenticationMethods(rawValue: 1)
    /// A code of an authenticator application (RFC 6238), or one of the recovery codes.
    package static let oneTimeCode = AuthenticationMethods(rawValue: 2)
    /// A passkey, with which the authenticator verified the person.
    package static let passkey = AuthenticationMethods(rawValue: 4)
    /// A passkey that cannot leave the hardware that it was made in.
    package static let hardwareKey = AuthenticationMethods(rawValue: 8)
    /// The browser is remembered as one in which the second factor was shown. No proof, so tokens do not speak of it.
    package static let rememberedBrowser = AuthenticationMethods(rawValue: 16)

    /// Whether two factors were shown in this sign-in: a passkey is something that one has and, since the authenticator verified
    /// the person, something that one knows or is.
    package var isMultiFactor: Bool { contains(.passkey) || isSuperset(of: [.password, .oneTimeCode]) }

    /// The values of `amr`, by the names of RFC 8176 §2.
    package var values: [String] {
        let named: [(AuthenticationMethods, [String])] = [
            (.password, ["pwd"]), (.oneTimeCode, ["otp"]), (.passkey, ["pop", "user"]), (.hardwareKey, ["hwk"]),
        ]
        return named.flatMap { contains($0.0) ? $0.1 : [] } + (isMultiFactor ? ["mfa"] : [])
    }
}
