import HTTPTypes
import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// Everything that is kept about a person, as a file for them. No secret is in it, nor what would serve as one.
struct PersonalData: Sendable {
    let applications: Applications
    let sessions: Sessions
    let secondFactors: SecondFactors

    func response(
        of user: UserRecord, in session: SessionRecord, at now: Timestamp
    ) async throws(OAuthError) -> WebResponse {
        let octets = try await document(of: user, in: session, at: now).octets
        return .json(
            octets,
            headers: [
                .cacheControl: "no-store", .contentDisposition: #"attachment; filename="account.json""#,
            ])
    }

    private func document(
        of user: UserRecord, in session: SessionRecord, at now: Timestamp
    ) async throws(OAuthError) -> JSONObject {
        let factors = try await storing(await secondFactors.factors(of: user.id))
        let (found, current) = (try await storing(await sessions.list(of: user.id, at: now)), session.id)
        let remembered = try await storing(await secondFactors.rememberedBrowsers(of: user.id, at: now))
        let applications = try await applications.list(of: user.id, at: now)
        var json: JSONObject = [
            "user_id": .integer(user.id.number), "username": .string(user.username),
            "email_verified": .bool(user.emailVerified),
        ]
        json["email"] = user.email.map(JSONValue.string)
        json["name"] = user.name.map(JSONValue.string)
        json["claims"] = .object(user.claims)
        json["created_at"] = .string(user.createdAt.rfc3339)
        json["updated_at"] = .string(user.updatedAt.rfc3339)
        json["has_password"] = .bool(user.passwordHash != nil)
        json["one_time_codes_since"] = factors.oneTimeCodesSince.map { .string($0.rfc3339) }
        json["recovery_codes_left"] = .integer(factors.recoveryCodes)
        json["passkeys"] = .array(
            factors.passkeys.map { passkey in
                var row: JSONObject = [
                    "name": .string(passkey.name), "created_at": .string(passkey.createdAt.rfc3339),
                ]
                row["last_used_at"] = passkey.lastUsedAt.map { .string($0.rfc3339) }
                return .object(row)
            })
        json["sessions"] = .array(
            found.map {
                [
                    "browser": .string($0.userAgent), "address": .string($0.address),
                    "signed_in_at": .string($0.authenticatedAt.rfc3339),
                    "last_used_at": .string($0.lastUsedAt.rfc3339), "is_this_browser": .bool($0.id == current),
                ]
            })
        json["remembered_browsers"] = .array(
            remembered.map {
                [
                    "browser": .string($0.userAgent), "address": .string($0.address),
                    "created_at": .string($0.createdAt.rfc3339), "expires_at": .string($0.expiresAt.rfc3339),
                ]
            })
        json["applications"] = .array(
            applications.map {
                [
                    "client_id": .string($0.client.id.value), "name": .string($0.client.shownName),
                    "scope": .string($0.scope.values.joined(separator: " ")), "claims": .strings($0.claims),
                    "granted_at": .string($0.since.rfc3339),
                ]
            })
        return json
    }
}
