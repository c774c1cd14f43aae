import ArgumentParser

/// A command that is none, and what was meant: `clients list` for `client list`.
enum UnknownCommand {
    /// What to say of the words of a command line; `nil` if its commands are there, or none is near what was typed.
    static func hint(for arguments: [String], of root: any ParsableCommand.Type = Cardea.self) -> String? {
        var known = root
        var meant: [String] = []
        var isRight = true
        for word in arguments.prefix(while: { !$0.hasPrefix("-") }) where !known.configuration.subcommands.isEmpty {
            let names = Dictionary(
                known.configuration.subcommands.map { ($0._commandName, $0) }, uniquingKeysWith: { first, _ in first })
            if word == "help" { return nil }
            guard let name = names[word] == nil ? NearestName.close(to: word, among: names.keys.sorted()) : word,
                let command = names[name]
            else { return nil }
            isRight = isRight && name == word
            meant.append(name)
            known = command
        }
        guard !isRight else { return nil }
        let typed = arguments.prefix(meant.count).joined(separator: " ")
        return "there is no command cardea \(typed); did you mean cardea \(meant.joined(separator: " "))?"
    }
}
