import OAuthProtocol
import WebAuthn

/// What browsers and authenticators say of passkeys (WebAuthn Level 3 §7). An input of two lines or more is client
/// data, and behind them what an authenticator says: that is put into the responses of both ceremonies, and signed by a
/// key that is registered, so that what is behind base64url and signature is reached. Any other is a response as it
/// stands. Each is read as CBOR too.
enum Passkeys {
    static func judge(_ input: [UInt8]) {
        guard let end = input.firstIndex(of: UInt8(ascii: "\n")) else {
            judge(response: input)
            return CBORTrial.judge(input)
        }
        let said = Array(input[(end + 1)...])
        CBORTrial.judge(said)
        PasskeyTrial(clientData: Array(input[..<end]), authenticator: said).judge()
    }

    /// A response as it stands. A registration is signed by nobody, and a signature is nothing that comes about by
    /// chance.
    private static func judge(response: [UInt8]) {
        if let registration = reading({ () throws(WebAuthnError) in try RegistrationResponse(json: response) }) {
            PasskeyTrial.judge(registration)
        }
        if let authentication = reading({ () throws(WebAuthnError) in try AuthenticationResponse(json: response) }) {
            mustHold(
                reading { () throws(WebAuthnError) in try PasskeyTrial.judge(authentication) } == nil,
                "an assertion was believed that nobody signed")
        }
    }

    /// What `read` returns; `nil` if it throws what may be thrown.
    static func reading<Value>(_ read: () throws(WebAuthnError) -> Value) -> Value? {
        do throws(WebAuthnError) {
            return try read()
        } catch {
            let text = error.description
            mustHold(
                !text.isEmpty && text.utf8.count <= 128 && text.utf8.allSatisfy { (0x20...0x7e).contains($0) },
                "an error says too much: \(text)")
            mustHold(error != .badUserHandle, "a response was refused for what only options have")
            return nil
        }
    }
}
