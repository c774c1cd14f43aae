import FuzzingSupport
import OAuthProtocol
import OAuthServer

/// The parser of registration metadata (RFC 7591 §2). An input is the JSON of a registration, and behind an octet 0, if
/// there is one, the JSON of an update of it (RFC 7592 §2.2).
@main enum RegistrationMetadata {
    static func main() {
        Fuzzer.run { input in judge(input) }
    }

    private static func judge(_ input: [UInt8]) {
        let texts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard let registration = texts.first.flatMap({ object(Array($0)) }),
            var metadata = read(registration)
        else { return }
        MetadataRules.judge(metadata)
        guard texts.count == 2, let update = object(Array(texts[1])) else { return }
        do throws(OAuthError) {
            try metadata.update(from: update)
            try metadata.validate()
        } catch {
            return error.mustBeFit(oneOf: MetadataRules.refusals)
        }
        MetadataRules.judge(metadata)
    }

    /// The object that a text is; `nil` if it is none. What can be read can be written and read again.
    private static func object(_ text: [UInt8]) -> JSONObject? {
        guard let value = try? JSONParser.parse(text) else { return nil }
        let written = value.octets
        mustHold((try? JSONParser.parse(written)) == value, "JSON reads back as something else")
        return value.object
    }

    private static func read(_ registration: JSONObject) -> ClientMetadata? {
        do throws(OAuthError) {
            return try ClientMetadata(json: registration)
        } catch {
            error.mustBeFit(oneOf: MetadataRules.refusals)
            return nil
        }
    }
}
