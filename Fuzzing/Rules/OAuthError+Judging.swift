import OAuthProtocol

extension OAuthError {
    /// The longest `error_description` that anybody is helped by, characters.
    private static let longest = 512

    /// Ends the process with a finding if no input may be refused like this.
    ///
    /// - Parameter codes: those that this input may be refused with. `server_error` and `temporarily_unavailable` are
    ///   never among them: here nothing is broken or busy, so only the input could have brought them about.
    func mustBeFit(oneOf codes: Set<Code>) {
        mustHold(
            codes.subtracting([.serverError, .temporarilyUnavailable]).contains(code),
            "refused with \(code.rawValue): \(description), because of \(cause ?? "nothing"), at \(file):\(line)")
        mustHold(
            !description.isEmpty && description.utf8.allSatisfy(Self.mayStand),
            "an error_description is empty or has a character outside RFC 6749 section 5.2: \(description)")
        mustHold(
            description.utf8.count <= Self.longest,
            "an error_description has \(description.utf8.count) characters, at \(file):\(line)")
    }

    /// RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E.
    private static func mayStand(_ octet: UInt8) -> Bool {
        (0x20...0x7e).contains(octet) && octet != 0x22 && octet != 0x5c
    }
}
