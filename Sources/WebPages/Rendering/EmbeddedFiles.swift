import CPageFiles

/// The files of `Templates` and `Languages`, compiled into the executable by the build.
enum EmbeddedFiles {
    /// Put one after the other in this order, they are the one inline stylesheet.
    static let stylesheets = ["foundation", "door", "house", "playground"].map { name in
        (name: name, text: texts["Templates/\(name).css"] ?? "")
    }

    /// Those that single pages have besides it, by name.
    static let ownStylesheets = ["document"].reduce(into: [String: InlineText]()) { sheets, name in
        sheets[name] = InlineText(texts["Templates/\(name).css"] ?? "")
    }

    /// The script for passkeys.
    static let passkeys = InlineText(texts["Templates/passkeys.js"] ?? "")

    /// Template texts by the name that pages and other templates use.
    static let templates = named("Templates/", ".mustache")

    /// The languages' files by their tags.
    static let languages = named("Languages/", ".json").mapValues { Array($0.utf8) }

    private static let texts: [String: String] = {
        var texts: [String: String] = [:]
        var next = page_files()
        while let file = next?.pointee, let path = file.path, let text = file.text {
            texts[String(cString: path)] = String(cString: text)
            next = next?.successor()
        }
        return texts
    }()

    private static func named(_ folder: String, _ ending: String) -> [String: String] {
        var named: [String: String] = [:]
        for (path, text) in texts where path.hasPrefix(folder) && path.hasSuffix(ending) {
            named[String(path.dropFirst(folder.count).dropLast(ending.count))] = text
        }
        return named
    }
}
