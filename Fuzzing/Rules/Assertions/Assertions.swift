import CardeaTesting
import OAuthProtocol

/// Everything that takes a JWT which somebody else made: assertions (RFC 7523), request objects (RFC 9101), and the
/// places where one may be shown in another's stead. An input of two lines or more is a header and a claims set, which are
/// signed with the key of the trusted issuer and of the client `app`, and that encrypted to the server, so that what is behind
/// signature and encryption is reached; any other is a token as it stands, and what an encrypted one holds.
enum Assertions {
    static func judge(_ input: [UInt8]) async {
        if let end = input.firstIndex(of: UInt8(ascii: "\n")) {
            await judge(header: Array(input[..<end]), payload: Array(input[(end + 1)...]))
        } else if let text = String(validating: input, as: UTF8.self) {
            await TokenTrial(of: text, signed: false, at: FuzzedServer()).judge()
            await TokenTrial(of: FuzzedServer.sealed(text), signed: false, at: FuzzedServer()).judge()
        }
    }

    private static func judge(header: [UInt8], payload: [UInt8]) async {
        let unsigned = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))."
        guard let signed = try? FuzzedServer.signer.sign(header: header, payload: payload) else {
            finding("the key cannot sign")
        }
        let server = FuzzedServer()
        await TokenTrial(of: signed, signed: true, at: server).judge()
        await TokenTrial(of: unsigned, signed: false, at: server).judge()
        await TokenTrial(of: FuzzedServer.sealed(signed), signed: true, at: server).judge()
    }
}
