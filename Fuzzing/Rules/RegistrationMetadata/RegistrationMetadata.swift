import OAuthProtocol

/// The parsers of registration metadata (RFC 7591 §2): the operator's, which refuses what it does not know, and the one for
/// strangers, with all of dynamic registration behind it. An input is the JSON of a registration, and behind an octet 0,
/// if there is one, the JSON of an update of it (RFC 7592 §2.2).
enum RegistrationMetadata {
    static func judge(_ input: [UInt8]) async {
        let texts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard let registration = texts.first.flatMap({ object(Array($0)) }) else { return }
        let update = texts.count == 2 ? object(Array(texts[1])) : nil
        OperatorTrial().judge(registration, update)
        await DynamicClientTrial().judge(registration, update)
    }

    /// The object that a text is; `nil` if it is none. What can be read can be written and read again.
    private static func object(_ text: [UInt8]) -> JSONObject? {
        guard let value = try? JSONParser.parse(text) else { return nil }
        mustHold((try? JSONParser.parse(value.octets)) == value, "JSON reads back as something else")
        return value.object
    }
}
