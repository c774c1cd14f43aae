import FuzzingSupport
import OAuthProtocol

/// The parser of client ID metadata documents. An input is a document's octets.
@main enum ClientDocuments {
    static func main() {
        Fuzzer.run { input in
            guard let object = (try? JSONParser.parse(input))?.object else { return }
            do throws(OAuthError) {
                MetadataRules.judge(try ClientMetadata(json: object))
            } catch {
                error.mustBeFit(oneOf: MetadataRules.refusals)
            }
        }
    }
}
