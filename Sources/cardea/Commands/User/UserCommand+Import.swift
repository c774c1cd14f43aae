import ArgumentParser
import Foundation
import Identity
import OAuthProtocol

extension UserCommand {
    /// `cardea user import FILE`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Make the accounts of a file: JSON lines, or a realm export of Keycloak.",
            discussion: """
                A line is an object: username, email, email_verified, name, claims, password_hash, disabled. Hashes of bcrypt, Argon2, \
                PBKDF2 and scrypt are verified at the next sign-in and replaced. Accounts that are there stay as they are; what is not \
                taken over is said with its line, and the rest is made all the same.
                """)

        @Argument(help: ArgumentHelp("The file.", valueName: "file"))
        var file: String

        @OptionGroup var common: CommonOptions

        /// A line or user of the file, and where it stands.
        private typealias Row = (place: String, value: JSONValue?)

        func run() async throws {
            let (rows, format) = try Self.rows(of: file)
            try await UserCommand.run(common, ifAbsent: .isMended) { accounts, now in
                var (made, refused, notes) = (0, [JSONObject](), [String]())
                for (place, value) in rows {
                    do throws(AccountImportFault) {
                        let account = try ImportedAccount(value, as: format)
                        try await accounts.add(account, at: now)
                        made += 1
                        notes += account.leftBehind.map { "\(place): \($0) is not taken over" }
                    } catch {
                        refused.append(["place": .string(place), "reason": .string(error.description)])
                    }
                }
                for note in notes { StandardError.warn(note) }
                let lines = refused.map { "\($0["place"]?.string ?? ""): \($0["reason"]?.string ?? "")" }
                common.output.write(
                    .object(["imported": .integer(made), "refused": .array(refused.map(JSONValue.object))]),
                    text: (lines + ["\(made) accounts were made, \(refused.count) were not."]).joined(separator: "\n"))
                if !refused.isEmpty { throw ExitCode.failure }
            }
        }

        private static func rows(of path: String) throws -> ([Row], ImportedAccount.Format) {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw CommandError("the file \(path) cannot be read")
            }
            let octets = Array(data)
            // A line of JSON lines is an object too, but has no users.
            if let users = (try? JSONParser.parse(document: octets))?.object?["users"]?.array {
                return (users.enumerated().map { ("users[\($0)]", $1) }, .keycloak)
            }
            let lines = octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let rows = lines.enumerated().filter { $1.contains { $0 > UInt8(ascii: " ") } }
                .map { number, line in ("line \(number + 1)", try? JSONParser.parse(document: Array(line))) }
            guard !rows.isEmpty else { throw CommandError("the file \(path) is empty") }
            return (rows, .line)
        }
    }
}
