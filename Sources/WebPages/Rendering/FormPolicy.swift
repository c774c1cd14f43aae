/// Which scripts run on a page besides the one line that sends a form post.
package enum ScriptPolicy: Sendable {
    case none
    /// Files of this server, which may read others of its files.
    case own
}

/// Where the forms of a page lead, which decides what its policy says of them (CSP Level 3 §6.4.1 `form-action`).
package enum FormPolicy: Sendable {
    /// To this server, whose answer stays here: the policy holds them to it.
    case here
    /// To this server, whose answer may send the browser out of the site, to an application or on the way there. The
    /// policy is silent: Chromium holds `form-action` against every redirect behind a form, those that an application
    /// makes on its own included, so whatever it named would strand somebody.
    case onward
    /// One form, sent to an application by the page's own script. The policy allows that script and is as silent.
    case sentByScript
}
