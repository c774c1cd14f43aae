/// A page for people: plain values and the template that shows them.
package protocol PageContent: Sendable {
    /// The file in `Templates`, without its ending.
    var template: String { get }
    /// Whether it is for developers: such a page is in English whatever the browser prefers, under our own name.
    var isForDevelopers: Bool { get }
    /// Where the forms of this page lead.
    var forms: FormPolicy { get }
    /// Which scripts run on this page.
    var scripts: ScriptPolicy { get }
    /// A stylesheet that this page has besides the one of all pages, by the file's name without its ending; `nil` for none.
    var stylesheet: String? { get }
    /// What the browser's tab says before the server's name.
    func title(in words: Words) -> String
    /// The values that the template names, and the texts that it shows (`{clientName}` is the value `clientName`).
    ///
    /// - `base`: the path in front of every path of this server, usually empty.
    func values(in words: Words, base: String) -> [String: Any]
}

extension PageContent {
    package var isForDevelopers: Bool { false }
    package var forms: FormPolicy { .here }
    package var scripts: ScriptPolicy { .none }
    package var stylesheet: String? { nil }
}
