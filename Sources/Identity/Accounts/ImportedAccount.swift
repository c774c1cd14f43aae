import OAuthProtocol
import Storage

/// An account as another program hands it over: an object of a file of JSON lines, or a user of Keycloak's realm export.
package struct ImportedAccount: Sendable, Equatable {
    package var username = ""
    package var email: String?
    package var emailVerified = false
    package var name: String?
    package var claims: [Claim] = []
    /// One of ours or ``OtherHash``; `nil` for an account without a password.
    package var passwordHash: String?
    package var isDisabled = false
    /// What was there and is not taken over, in words.
    package var leftBehind: [String] = []

    private static let members = [
        "username", "email", "email_verified", "name", "claims", "password_hash", "disabled",
    ]

    /// As which the file describes it.
    package enum Format: Sendable {
        /// An object of a file of JSON lines.
        case line
        /// A user of Keycloak's realm export.
        case keycloak
    }

    /// - `value`: `nil` for what is no JSON.
    /// - Throws: `AccountImportFault` saying what to fix.
    package init(_ value: JSONValue?, as format: Format) throws(AccountImportFault) {
        guard let object = value?.object else { throw AccountImportFault("this is no JSON object") }
        switch format {
        case .line: try self.init(line: object)
        case .keycloak: try self.init(keycloak: object)
        }
    }

    private init(line object: JSONObject) throws(AccountImportFault) {
        for (name, _) in object.members where !Self.members.contains(where: { $0.octets == name.octets }) {
            throw AccountImportFault("\(name) is no member: \(Self.members.joined(separator: ", ")) are")
        }
        username = try Self.text("username", of: object) ?? ""
        guard !username.isEmpty else { throw AccountImportFault("username is missing") }
        email = try Self.text("email", of: object)
        emailVerified = try Self.flag("email_verified", of: object) ?? false
        name = try Self.text("name", of: object)
        isDisabled = try Self.flag("disabled", of: object) ?? false
        if let value = object["claims"], value != .null {
            guard let known = value.object else { throw AccountImportFault("claims has to be an object") }
            claims = known.members.map { Claim($0.name, $0.value) }
        }
        passwordHash = try Self.text("password_hash", of: object)
    }

    /// Takes over `username`, `email`, `emailVerified`, `enabled`, `firstName`, `lastName`,
    /// `attributes` whose names are those of standard claims, and the password of `credentials`.
    private init(keycloak user: JSONObject) throws(AccountImportFault) {
        username = try Self.text("username", of: user) ?? ""
        guard !username.isEmpty else { throw AccountImportFault("username is missing") }
        email = try Self.text("email", of: user)
        emailVerified = try Self.flag("emailVerified", of: user) ?? false
        isDisabled = try Self.flag("enabled", of: user) == false
        let (first, last) = (try Self.text("firstName", of: user), try Self.text("lastName", of: user))
        let names = [first, last].compactMap(\.self).filter { !$0.isEmpty }
        name = names.isEmpty ? nil : names.joined(separator: " ")
        for (claim, value) in [("given_name", first), ("family_name", last)] {
            if let value, !value.isEmpty { claims.append(Claim(claim, .string(value))) }
        }
        for (attribute, value) in user["attributes"]?.object?.members ?? [] {
            guard let values = value.strings, let only = values.first, values.count == 1, !only.isEmpty,
                ClaimRules.textClaims.dropFirst().contains(where: { $0.octets == attribute.octets })
            else {
                leftBehind.append("the attribute \(attribute)")
                continue
            }
            claims.append(Claim(attribute, .string(only)))
        }
        for credential in user["credentials"]?.array?.compactMap(\.object) ?? [] {
            guard credential["type"]?.string == "password" else {
                leftBehind.append("a credential of the type \(credential["type"]?.string ?? "?")")
                continue
            }
            passwordHash = try Self.keycloakHash(credential)
        }
    }

    /// What Keycloak says of a password, in one of the forms of ``OtherHash``.
    private static func keycloakHash(_ credential: JSONObject) throws(AccountImportFault) -> String {
        let secret = credential["secretData"]?.string.flatMap { try? JSONParser.parse(Array($0.utf8)).object }
        let terms = credential["credentialData"]?.string.flatMap { try? JSONParser.parse(Array($0.utf8)).object }
        guard let secret, let terms, let value = secret["value"]?.string, let salt = secret["salt"]?.string,
            let algorithm = terms["algorithm"]?.string, let rounds = terms["hashIterations"]?.integer
        else { throw AccountImportFault("the password has no secretData and credentialData as Keycloak exports them") }
        switch algorithm {
        case "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512": return "$\(algorithm)$\(rounds)$\(salt)$\(value)"
        case "argon2":
            let further = terms["additionalParameters"]?.object
            let parameter = { (name: String) in further?[name]?.strings?.first }
            guard let type = parameter("type"), let memory = parameter("memory"), let lanes = parameter("parallelism")
            else { throw AccountImportFault("the password is Argon2 and has no additionalParameters") }
            let version = parameter("version") == "1.0" ? "16" : "19"
            let (salt, value) = (unpadded(salt), unpadded(value))
            return "$argon2\(type)$v=\(version)$m=\(memory),t=\(rounds),p=\(lanes)$\(salt)$\(value)"
        default: throw AccountImportFault("the password was hashed by \(algorithm), which is not known here")
        }
    }

    private static func unpadded(_ text: String) -> String {
        String(Substring(text.utf8.prefix { $0 != UInt8(ascii: "=") }))
    }

    private static func text(_ name: String, of object: JSONObject) throws(AccountImportFault) -> String? {
        guard let value = object[name], value != .null else { return nil }
        guard let text = value.string else { throw AccountImportFault("\(name) has to be a text") }
        return text
    }

    private static func flag(_ name: String, of object: JSONObject) throws(AccountImportFault) -> Bool? {
        guard let value = object[name], value != .null else { return nil }
        guard let flag = value.bool else { throw AccountImportFault("\(name) has to be true or false") }
        return flag
    }
}

/// Why an account of a file is not taken over; it says what to fix.
package struct AccountImportFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension Accounts {
    /// Makes an account that another program hands over.
    ///
    /// - Throws: `AccountImportFault` saying what to fix.
    package func add(_ account: ImportedAccount, at now: Timestamp) async throws(AccountImportFault) {
        if let hash = account.passwordHash { try Self.check(hash) }
        do throws(AccountError) {
            try await add(
                username: account.username, email: account.email, name: account.name,
                emailVerified: account.emailVerified, claims: account.claims, passwordHash: account.passwordHash,
                isDisabled: account.isDisabled, at: now)
        } catch {
            throw AccountImportFault(error.description)
        }
    }

    private static func check(_ hash: String) throws(AccountImportFault) {
        // Of ours: by its form, since what it costs the next sign-in replaces.
        guard let other = OtherHash(hash) else {
            throw AccountImportFault(
                "password_hash is none that is known here: bcrypt, Argon2, PBKDF2 or scrypt, at a cost that is bearable"
            )
        }
        if let package = other.missing {
            throw AccountImportFault(
                "password_hash needs a library that this machine has not (on Debian: apt-get install \(package))")
        }
    }
}
