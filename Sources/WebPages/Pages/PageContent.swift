/// A page for people: a template, and what it shows. Each page is a function that makes one.
///
/// What pages are told of clients (`clientName`, what it says of itself) is text from strangers as they registered it, and
/// is made fit to be shown here. `csrf` is a form's token against cross-site posts.
package struct PageContent: Sendable {
    /// The file in `Templates`, without its ending.
    let template: String
    /// Whether it is for developers: such a page is in English whatever the browser prefers, under our own name.
    let isForDevelopers: Bool
    /// The HTTP status to send it with.
    package let status: Int
    /// Where the forms of this page lead.
    let forms: FormPolicy
    /// Which scripts run on this page.
    let scripts: ScriptPolicy
    /// A stylesheet that this page has besides the one of all pages, by the file's name without its ending; `nil` for none.
    let stylesheet: String?
    /// What is wrong with the form that came back; empty on a first visit.
    package let problems: [FormProblem]
    /// The values that the template names, and the texts that it shows (`{clientName}` is the value `clientName`); among
    /// them `pageTitle`, what the browser's tab says before the server's name.
    let values: @Sendable (Words) -> [String: Any?]

    init(
        _ template: String, status: Int? = nil, forms: FormPolicy = .here, scripts: ScriptPolicy = .none,
        problems: [FormProblem] = [],
        values: @escaping @Sendable (Words) -> [String: Any?]
    ) {
        self.template = template
        self.status = status ?? problems.first?.status ?? 200
        self.forms = forms
        self.problems = problems
        self.values = values
        isForDevelopers = false
        self.scripts = scripts
        stylesheet = nil
    }

    /// A page for developers.
    package init(
        forDevelopers template: String, title: String, scripts: ScriptPolicy = .none, stylesheet: String? = nil,
        values: @escaping @Sendable () -> [String: Any?]
    ) {
        self.scripts = scripts
        self.stylesheet = stylesheet
        self.template = template
        self.values = { _ in values().merging(["pageTitle": title]) { own, _ in own } }
        isForDevelopers = true
        status = 200
        forms = .here
        problems = []
    }

    /// Values for a part of a template. What is `nil` is left out, so that a section for it is not shown.
    package static func shown(_ values: [String: Any?]) -> [String: Any] {
        values.compactMapValues(\.self)
    }
}

/// Which scripts run on a page besides the one line that sends a form post.
package enum ScriptPolicy: Sendable {
    case none
    /// The one for passkeys, which may ask this server.
    case passkeys
    /// Files of this server, which may read others of its files.
    case own
}

/// Where the forms of a page lead, which decides what its policy says of them (CSP Level 3 §6.4.1 `form-action`).
enum FormPolicy: Sendable {
    /// To this server, whose answer stays here: the policy holds them to it.
    case here
    /// To this server, whose answer may send the browser out of the site, to an application or on the way there. The
    /// policy is silent: Chromium holds `form-action` against every redirect behind a form, those that an application
    /// makes on its own included, so whatever it named would strand somebody.
    case onward
    /// One form, sent to an application by the page's own script. The policy allows that script and is as silent.
    case sentByScript
}

/// A field of a form that the person does not see, sent octet for octet.
package typealias HiddenField = (name: String, value: String)
