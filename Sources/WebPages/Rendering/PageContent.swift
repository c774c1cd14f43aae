/// A page for people: plain values and the template that shows them.
package protocol PageContent: Sendable {
    /// The file in `Templates`, without its ending.
    var template: String { get }
    /// What the browser's tab says before " · Cardea".
    var title: String { get }
    /// Where a form of this page may end besides this server: origins or private-use schemes (`com.example.app:`).
    var formTargets: [String] { get }
    /// Where the forms of this page go.
    var forms: FormPolicy { get }
    /// The values that the template names. `base` is the path in front of every path of this server, usually empty.
    func values(base: String) -> [String: Any]
}

extension PageContent {
    package var formTargets: [String] { [] }
    package var forms: FormPolicy { .here(endingAt: formTargets) }
}
