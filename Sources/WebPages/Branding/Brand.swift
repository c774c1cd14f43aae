/// Under whose name and colours pages are shown.
package struct Brand: Hashable, Sendable {
    /// Stands for the server's name on pages; `nil` means Cardea.
    package var name: String?
    /// Shown instead of our mark; `nil` for none.
    package var logo: Logo?
    /// The colour of buttons and links; `nil` for ours.
    package var accent: Accent?

    package init(name: String? = nil, logo: Logo? = nil, accent: Accent? = nil) {
        self.name = name
        self.logo = logo
        self.accent = accent
    }

    /// The name as shown.
    package var shownName: String {
        let shown = name.map { DisplayText.line($0, limit: 48) } ?? ""
        return shown.isEmpty ? "Cardea" : shown
    }
}
