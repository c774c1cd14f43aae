import Foundation
import JOSE
import OAuthProtocol
import Testing

/// Our tokens, read by others.
@Suite struct CrossCheckTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let python = folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".venv/bin/python")

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python.path), "scripts/bootstrap test makes it"))
    func `what we sign and encrypt by every algorithm, others verify and open`() throws {
        let payload = #"{"sub":"8"}"#
        var signed: [JSONValue] = []
        for algorithm in SignatureAlgorithm.allCases {
            let key = try SigningKey.generate(algorithm)
            signed.append(entry(try key.sign(Array(payload.utf8), type: "JWT"), key.publicJWK))
        }
        var encrypted: [JSONValue] = []
        for reader in IndependentVectors.encrypted {
            let jwk = try JSONObject(text: reader.key)
            let key = try EncryptionKey(jwk: jwk)
            for (algorithm, encryption) in key.algorithms.flatMap({ algorithm in
                ContentEncryption.allCases.map { (algorithm, $0) }
            }) {
                let token = try CompactJWE.encrypt(
                    Array(payload.utf8), to: key, algorithm: algorithm, encryption: encryption, contentType: "JWT")
                encrypted.append(entry(token, jwk))
            }
        }
        let tokens: JSONObject = ["signed": .array(signed), "encrypted": .array(encrypted)]
        let lines = try read(tokens)
        #expect(lines == Array(repeating: payload, count: signed.count + encrypted.count))
        #expect(signed.count == 6 && encrypted.count == (2 + 4 * 3) * 4)
    }

    private func entry(_ token: [UInt8], _ key: JSONObject) -> JSONValue {
        .object(["token": .string(String(decoding: token, as: UTF8.self)), "key": .object(key)])
    }

    private func read(_ tokens: JSONObject) throws -> [String] {
        let process = Process()
        process.executableURL = Self.python
        process.arguments = [Self.folder.appending(path: "read-tokens.py").path]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(tokens.octets))
        try input.fileHandleForWriting.close()
        let octets = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: octets, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
