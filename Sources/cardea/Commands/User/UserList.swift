import ArgumentParser
import Identity
import OAuthProtocol
import Storage

/// `cardea user list`
struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the accounts, the oldest first.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let users = try await Database.list(common.configuration(ignoringOthers: true)) { store in
            try await store.findUsers()
        }
        let rows = users.map { user in
            [
                user.id.description, user.username, user.email ?? "-", user.name ?? "-",
                user.disabled ? "disabled" : "enabled", user.createdAt.rfc3339,
            ]
        }
        common.output.write(
            .array(users.map { UserReport(user: $0).json }),
            text: TextTable.list(
                ["user_id", "username", "email", "name", "state", "created at"], rows,
                whenEmpty: "There are no accounts yet: cardea user add makes one."))
    }
}
